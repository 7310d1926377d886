"""Outgoing mail: templates for business events, and a queue that sends each mail once."""
