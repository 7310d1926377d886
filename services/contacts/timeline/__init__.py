"""The timeline: every event of every service, filed under each record it concerns."""
