"""The declarative base of the gateway's own tables."""

from chassis.db import make_base

Base = make_base()
