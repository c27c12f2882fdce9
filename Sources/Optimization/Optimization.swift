// Room Optimization.
