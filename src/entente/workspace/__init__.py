"""The company that works here: its teams, members, seats, reach, calendars and settings.

Does not own what members do (activities), nor what was promised (agreements).
"""
