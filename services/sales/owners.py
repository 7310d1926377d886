"""Who owns the next record of the chain: the owner of the one it is made of."""

from typing import Any

from chassis.identity import Identity


def hand_over(source: Any, target: Any, actor: Identity) -> None:
    """Give `target` the owner of `source`, even one who has left meanwhile, and note who made it."""
    target.owner_id, target.owner_name, target.owner_path = source.owner_id, source.owner_name, source.owner_path
    target.created_by = target.updated_by = actor.user_id
