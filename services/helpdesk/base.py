"""The declarative base of this service's tables."""

from typing import Any

from chassis.db import make_base

Base: Any = make_base()
