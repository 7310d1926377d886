"""Greetings: whose birthday or name day it is."""
