"""Segments: groups of organizations or people that rules draw, or that were put together by hand."""
