// Room Scheduling.
