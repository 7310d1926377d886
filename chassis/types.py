"""Column types that mean the same on PostgreSQL and SQLite."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Numeric, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.sqlite import DATETIME as SQLITE_DATETIME
from sqlalchemy.types import TIMESTAMP, TypeDecorator, TypeEngine

Id: TypeEngine[str] = Uuid(as_uuid=False).with_variant(String(36), "sqlite")
JsonB: TypeEngine[Any] = JSON().with_variant(JSONB(), "postgresql")
LongText = Text
HUNGARIAN_COLLATION = "hu-x-icu"
SQLITE_COLLATION = "kapocs_hu"


class FixedPoint(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC on PostgreSQL, a scaled integer on SQLite; sums and comparisons are exact on both."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int = 18, scale: int = 4) -> None:
        super().__init__(precision, scale)
        self.precision, self.scale = precision, scale
        self._unit = Decimal(1).scaleb(-scale)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("floats are not exact; give a Decimal")
        exact = Decimal(value).quantize(self._unit, ROUND_HALF_UP)
        return int(exact.scaleb(self.scale)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(int(value)).scaleb(-self.scale) if dialect.name == "sqlite" else value


def _fixed(precision: int, scale: int) -> FixedPoint:
    return FixedPoint(precision, scale)


Money = _fixed(18, 4)
Quantity = _fixed(18, 4)
Percent = _fixed(7, 4)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC time with microseconds. A naive time is refused."""

    impl = TIMESTAMP
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(SQLITE_DATETIME())
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class IsoText(TypeDecorator[Any]):
    """A day or a moment kept as ISO 8601 text; texts of one form sort as what they mean."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        return value.isoformat() if isinstance(value, date) else value


class SortText(TypeDecorator[str]):
    """A string that sorts in Hungarian alphabetical order on both databases."""

    impl = String
    cache_ok = True

    def __init__(self, length: int = 200) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = SQLITE_COLLATION if dialect.name == "sqlite" else HUNGARIAN_COLLATION
        return dialect.type_descriptor(String(self.length, collation=collation))


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def scaled(text: Any) -> int | None:
    """SQLite's exact decimal of a text: ten thousand times its value; None when it is no number."""
    try:
        return None if text is None else int(Decimal(str(text)).scaleb(4))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def plain(text: str) -> str:
    """Fold to lower case without accents, for searching and comparing: “Kovács” → “kovacs”."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> tuple[str, str]:
    """Key of the Hungarian order as far as letters go: ö after o, ü after u, other accents only break ties."""
    lowered = text.lower()
    letters = lowered.translate(_HUNGARIAN)
    return plain(letters), lowered


_HUNGARIAN = str.maketrans({"ö": "o{", "ő": "o{", "ü": "u{", "ű": "u{"})


def compare(a: str, b: str) -> int:
    """SQLite collation callback for `SortText`."""
    left, right = sort_key(a), sort_key(b)
    return (left > right) - (left < right)
