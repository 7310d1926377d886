"""Positions: who works where, as what, from when to when, and who is whose boss."""
