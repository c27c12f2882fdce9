// Room FlatProgram.
