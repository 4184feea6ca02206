"""Stories about calls, meetings, notes and tasks."""
