// Room Interpretation.
