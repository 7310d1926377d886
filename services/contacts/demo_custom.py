"""What the demo firm wants to know of its customers beyond what every firm does."""

from typing import Any, Protocol


class Api(Protocol):
    """The HTTP API."""

    def post(self, path: str, json: dict[str, Any], /) -> dict[str, Any]:
        """Send and return the answer's body."""


FIELDS: tuple[dict[str, Any], ...] = (
    {
        "name": "level", "label": "Partner level", "label_hu": "Partneri szint", "type": "choice", "listed": True,
        "section": "Partnership", "section_hu": "Partneri kapcsolat",
        "choices": [
            {"value": "gold", "label": "Gold", "label_hu": "Arany", "colour": "amber"},
            {"value": "silver", "label": "Silver", "label_hu": "Ezüst", "colour": "grey"},
            {"value": "bronze", "label": "Bronze", "label_hu": "Bronz", "colour": "orange"},
        ],
    },
    {
        "name": "yearly_target", "label": "Yearly target", "label_hu": "Éves célforgalom", "type": "money",
        "currency": "HUF", "min": "0", "section": "Partnership", "section_hu": "Partneri kapcsolat",
        "help": "Agreed at the beginning of the year.", "help_hu": "Az év elején közösen kitűzött összeg.",
    },
    {
        "name": "interests", "label": "Interested in", "label_hu": "Érdeklődési kör", "type": "multi_choice",
        "section": "Partnership", "section_hu": "Partneri kapcsolat",
        "choices": [
            {"value": "furniture", "label": "Furniture", "label_hu": "Bútor", "colour": "green"},
            {"value": "technology", "label": "Technology", "label_hu": "Irodatechnika", "colour": "blue"},
            {"value": "paper", "label": "Paper", "label_hu": "Papíráru", "colour": "teal"},
        ],
    },
)  # fmt: skip
LEVELS = ("gold", "silver", "bronze", None)
INTERESTS: tuple[list[str], ...] = (["furniture"], ["technology", "paper"], ["furniture", "technology"], [], ["paper"])


def define(api: Api) -> None:
    """Define the fields of organizations."""
    for field in FIELDS:
        api.post("/contacts/custom-fields", {"noun": "organization", **field})


def values(number: int) -> dict[str, Any]:
    """The custom values of the n-th organization."""
    target = f"{(number * 7 % 11 + 1) * 500_000}" if number % 3 else None
    return {
        "level": LEVELS[number % len(LEVELS)],
        "yearly_target": target,
        "interests": INTERESTS[number % len(INTERESTS)],
    }
