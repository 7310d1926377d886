"""Contacts: one shared customer base of organizations and people, and the timeline of what happened to them."""
