"""Amounts of a document: what a line comes to, the VAT of each rate, the totals. The one place that rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# Eighteen-digit amounts are multiplied here; the default 28 digits would round before we do.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """What the amounts of a line depend on."""

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class LineAmounts:
    """The amounts of one line; the VAT of all lines of a rate adds up to the VAT of the rate."""

    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True)
class VatRow:
    """One rate of the VAT summary."""

    rate: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True)
class Amounts:
    """All amounts of a document, the lines in the order given, the summary by falling rate."""

    lines: tuple[LineAmounts, ...]
    summary: tuple[VatRow, ...]
    net: Decimal
    vat: Decimal
    total: Decimal


def line_net(line: Line) -> Decimal:
    """Quantity × unit price less the discount, rounded half up to two places."""
    with localcontext(EXACT):
        return _cents(line.quantity * line.unit_price * (1 - line.discount / HUNDRED))


def calculate(lines: Sequence[Line]) -> Amounts:
    """The amounts of a document: VAT is rounded once per rate, on the sum of the nets of that rate."""
    with localcontext(EXACT):
        nets = [line_net(line) for line in lines]
        rates = sorted({line.vat_rate for line in lines}, reverse=True)
        vats: list[Decimal] = [Decimal(0)] * len(lines)
        summary = []
        for rate in rates:
            places = [place for place, line in enumerate(lines) if line.vat_rate == rate]
            row = _vat_row(rate, [nets[place] for place in places])
            summary.append(row)
            for place, vat in zip(places, _share(row.vat, rate, [nets[place] for place in places]), strict=True):
                vats[place] = vat
        amounts = tuple(LineAmounts(net, vat, net + vat) for net, vat in zip(nets, vats, strict=True))
        return _amounts(amounts, summary)


def summarise(lines: Iterable[tuple[Decimal, Decimal, Decimal]]) -> list[VatRow]:
    """The VAT summary of lines that already have amounts, as (rate, net, vat); nothing is rounded again."""
    rows: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for rate, net, vat in lines:
        sum_net, sum_vat = rows.get(rate, (Decimal(0), Decimal(0)))
        rows[rate] = (sum_net + net, sum_vat + vat)
    return [VatRow(rate, net, vat, net + vat) for rate, (net, vat) in sorted(rows.items(), reverse=True)]


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def _vat_row(rate: Decimal, nets: Iterable[Decimal]) -> VatRow:
    net = sum(nets, Decimal(0))
    vat = _cents(net * rate / HUNDRED)
    return VatRow(rate, net, vat, net + vat)


def _share(vat: Decimal, rate: Decimal, nets: Sequence[Decimal]) -> list[Decimal]:
    """Split the VAT of a rate among its lines by largest remainder, so that not a cent is lost or made."""
    exact = [net * rate / HUNDRED for net in nets]
    shares = [value.quantize(CENT, rounding=ROUND_FLOOR) for value in exact]
    missing = int((vat - sum(shares, Decimal(0))) / CENT)
    by_remainder = sorted(range(len(nets)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[:missing]:
        shares[place] += CENT
    return shares


def _amounts(lines: tuple[LineAmounts, ...], summary: Sequence[VatRow]) -> Amounts:
    net = sum((row.net for row in summary), Decimal(0))
    vat = sum((row.vat for row in summary), Decimal(0))
    return Amounts(lines, tuple(summary), net, vat, net + vat)
