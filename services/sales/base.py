"""The declarative base of the sales database."""

from chassis.db import make_base

Base = make_base()
