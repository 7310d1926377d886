"""Interactions: who talked with whom, when, on what channel, about what, and what was agreed."""
