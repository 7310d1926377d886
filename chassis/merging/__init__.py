"""Merging records that are the same: side by side, with references following in every service, and undone."""
