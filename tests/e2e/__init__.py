"""Clicking through the real product in Chromium."""
