// Room Semantics.
