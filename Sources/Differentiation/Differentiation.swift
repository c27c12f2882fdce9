// Room Differentiation.
