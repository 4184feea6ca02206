"""Work that is done later: the queue, the timetable, the worker that runs what rooms register."""
