"""Idempotency keys: a form that is sent twice does its work once."""

from chassis.ids import new_id


def fresh_key() -> str:
    """A key to put into a form."""
    return f"page-{new_id()}"
