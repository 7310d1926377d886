"""Putting things that name what they hang on into order: each right after its parent, with its depth."""

from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]


def arrange(nodes: Sequence[Node]) -> list[Node]:
    """The nodes (`id`, `parent`, `visible`) depth first, siblings in the order given, each with its `depth`.

    What is not visible stays only where something visible hangs below it. A ring, should there be one, is opened.
    """
    ids = {node["id"] for node in nodes}
    children: dict[Any, list[Node]] = {}
    for node in nodes:
        children.setdefault(node["parent"] if node["parent"] in ids else None, []).append(node)
    ordered: list[Node] = []
    seen: set[Any] = set()
    for start in [*children.get(None, []), *nodes]:
        _descend(start, children, seen, ordered)
    return _seen_only(ordered)


def _descend(start: Node, children: dict[Any, list[Node]], seen: set[Any], ordered: list[Node]) -> None:
    waiting = [(start, 0)]
    while waiting:
        node, depth = waiting.pop()
        if node["id"] in seen:
            continue
        seen.add(node["id"])
        ordered.append({**node, "depth": depth})
        waiting += [(child, depth + 1) for child in reversed(children.get(node["id"], []))]


def _seen_only(ordered: Sequence[Node]) -> list[Node]:
    kept: list[Node] = []
    below = -1  # read from the end, the depth of the last one kept: those above it lead to it
    for node in reversed(ordered):
        if node["visible"] or node["depth"] < below:
            kept.append(node)
            below = node["depth"]
    return kept[::-1]
