"""The declarative base of this service's tables."""

from chassis.db import make_base

Base = make_base()
