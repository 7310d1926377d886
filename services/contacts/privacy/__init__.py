"""Requests of those whose data we hold (GDPR articles 15 to 20), from the day they come to the proof of the end."""
