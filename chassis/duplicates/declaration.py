"""`Duplicates`: what makes two records of a kind likely the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.duplicates import folding


@dataclass(frozen=True)
class Duplicates:
    """By what two records of a kind are recognised as the same.

    `name` is the field of the name, `parts` the fields it is typed in, if these are others. `exact` are numbers and
    codes nobody else has, each with the function that brings it to one form. `emails` and `phones` are fields, or
    fields of rows (`emails.email`). `near` are fields that make the same name likelier to be the same record.
    `people` reads names as people's: titles and the order of words do not count, initials do.
    `given` are those of `exact` that we ourselves give each record: different ones say nothing.
    `firm` is the field of the name of the firm that somebody belongs to.
    `following` are fields that nobody chooses when records merge: they follow from rows that move.
    `when` are the states in which records are merged, and offered to be: `{"status": ["new"]}`, as of an action.
    """

    name: str = "name"
    parts: Sequence[str] = ()
    exact: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    emails: str | None = None
    phones: str | None = None
    near: Sequence[str] = ()
    people: bool = False
    given: Sequence[str] = ()
    firm: str | None = None
    following: Sequence[str] = ()
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def words(self, name: str) -> list[str]:
        """The words of a name that count."""
        return folding.person_words(name) if self.people else folding.firm_words(name)

    def alike(self, left: list[str], right: list[str]) -> float:
        """How alike two names are, from 0 to 1."""
        return folding.alike_people(left, right) if self.people else folding.alike(left, right)

    @property
    def told(self) -> list[str]:
        """The fields that one who types a record tells, beside e-mail and phone."""
        firm = (self.firm,) if self.firm else ()
        return list(dict.fromkeys((*(self.parts or (self.name,)), *firm, *self.exact, *self.near)))

    @property
    def watched(self) -> set[str]:
        """The attributes of a record that its keys are made of."""
        lists = {path.partition(".")[0] for path in (self.emails, self.phones) if path}
        return {self.name, *self.told, *lists}
