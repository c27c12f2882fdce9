// Room DataFormats.
