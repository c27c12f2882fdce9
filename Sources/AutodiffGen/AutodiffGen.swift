// Room AutodiffGen.
