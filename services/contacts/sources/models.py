"""A source of customers: a fair, an advertisement, a recommendation; with its cost."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import LongText, Money, Record, SortText
from services.contacts.base import Base

CHANNELS = ["referral", "advertising", "web", "search", "social", "event", "cold_call", "partner", "other"]
COST_PERIODS = ["total", "month", "year"]


class Source(Record, Base):
    """Where customers come from. `cost` is paid once (`total`) or in each month or year from `valid_from` on."""

    __tablename__ = "sources"
    kind = "source"

    name: Mapped[str] = mapped_column(SortText(200), unique=True)
    channel: Mapped[str] = mapped_column(String(20), index=True, default="other")
    cost: Mapped[Decimal | None] = mapped_column(Money, index=True)
    cost_period: Mapped[str] = mapped_column(String(10), default="total")
    currency: Mapped[str] = mapped_column(String(3), default="HUF")
    valid_from: Mapped[date | None] = mapped_column(Date, index=True)
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    notes: Mapped[str | None] = mapped_column(LongText)

    def cost_between(self, since: date | None, until: date) -> Decimal:
        """What it cost in a period: by the days of a month or a year, a single sum by the days it was spent over."""
        if not self.cost:
            return Decimal(0)
        first = max(filter(None, (since, self.valid_from)), default=None)
        last = min(until, self.valid_until or until)
        if self.cost_period == "total":
            return self._share(since, until, last)
        if first is None or first > last:
            return Decimal(0)
        months = _months(first, last)
        return (self.cost * (months if self.cost_period == "month" else months / 12)).quantize(Decimal("0.01"))

    def _share(self, since: date | None, until: date, last: date) -> Decimal:
        cost = self.cost or Decimal(0)
        begin = self.valid_from
        if begin is None or self.valid_until is None:  # spent on one day: that of the beginning, if it is known
            return cost if begin is None or ((since is None or begin >= since) and begin <= until) else Decimal(0)
        first = max(since, begin) if since else begin
        if first > last:
            return Decimal(0)
        days, whole = (last - first).days + 1, (self.valid_until - begin).days + 1
        return (cost * days / whole).quantize(Decimal("0.01"))


def _months(first: date, last: date) -> Decimal:
    """The months of a period, part ones by their days."""
    months, day = Decimal(0), first
    while day <= last:
        length = monthrange(day.year, day.month)[1]
        end = min(last, day.replace(day=length))
        months += Decimal((end - day).days + 1) / length
        day = end + timedelta(days=1)
    return months
