"""Consents: on which channel and for what a person may be reached, since when, and how that can be proven."""
