"""What was found, and what is wrong with it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass
class Outcome:
    """What was done, found and measured."""

    figures: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def check(self, what: str, found: Any, wanted: Any) -> None:
        """Note a figure; a problem when it is not the wanted one."""
        self.figures[what] = str(found) if isinstance(found, Decimal) else found
        if found != wanted:
            self.problems.append(f"{what}: {found} instead of {wanted}")
