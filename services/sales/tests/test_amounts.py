"""The totals of a document are exact, whatever the lines."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.sales.amounts import CENT, Line, calculate, line_net, summarise

quantities = st.decimals("-99999", "9999999999", places=4)
prices = st.decimals("-999999999", "9999999999999", places=4)
discounts = st.decimals("0", "100", places=4)
rates = st.sampled_from([Decimal(rate) for rate in ("0", "5", "18", "27", "19.6")])
lines = st.builds(Line, quantities, prices, discounts, rates)


def half_up(value: Fraction) -> Fraction:
    """Round to cents, halves away from zero, in exact fractions: the oracle."""
    cents = abs(value) * 100
    whole = cents.numerator // cents.denominator
    rounded = whole + (1 if cents - whole >= Fraction(1, 2) else 0)
    return Fraction(rounded if value >= 0 else -rounded, 100)


def line(quantity: str, price: str, discount: str = "0", rate: str = "27") -> Line:
    return Line(Decimal(quantity), Decimal(price), Decimal(discount), Decimal(rate))


def test_halves_are_rounded_away_from_zero() -> None:
    assert line_net(line("1", "0.005")) == Decimal("0.01")
    assert line_net(line("-1", "0.005")) == Decimal("-0.01")
    assert line_net(line("3", "33.33", "12.5")) == Decimal("87.49")


def test_vat_is_rounded_once_per_rate() -> None:
    amounts = calculate([line("1", "0.10"), line("1", "0.10"), line("1", "0.10")])
    assert amounts.vat == Decimal("0.08")  # 0.30 × 27 % = 0.081; line by line it would be 0.09
    assert [row.vat for row in amounts.lines] == [Decimal("0.03"), Decimal("0.03"), Decimal("0.02")]


def test_an_empty_document_is_zero() -> None:
    amounts = calculate([])
    assert (amounts.net, amounts.vat, amounts.total, amounts.summary) == (0, 0, 0, ())


@given(lines)
def test_line_net_is_the_rounded_exact_product(one: Line) -> None:
    exact = Fraction(one.quantity) * Fraction(one.unit_price) * (1 - Fraction(one.discount) / 100)
    assert Fraction(line_net(one)) == half_up(exact)


@given(st.lists(lines, max_size=12))
def test_summary_and_lines_add_up_to_the_totals(many: list[Line]) -> None:
    amounts = calculate(many)
    for rows in (amounts.summary, amounts.lines):
        assert sum(row.net for row in rows) == amounts.net
        assert sum(row.vat for row in rows) == amounts.vat
        assert sum(row.gross for row in rows) == amounts.total
    assert amounts.net + amounts.vat == amounts.total


@given(st.lists(lines, max_size=12))
def test_vat_of_a_rate_is_rounded_from_the_sum_of_its_nets(many: list[Line]) -> None:
    for row in calculate(many).summary:
        assert Fraction(row.vat) == half_up(Fraction(row.net) * Fraction(row.rate) / 100)


@given(st.lists(lines, max_size=12))
def test_vat_of_a_line_is_less_than_a_cent_from_its_own(many: list[Line]) -> None:
    for one, amounts in zip(many, calculate(many).lines, strict=True):
        assert abs(Fraction(amounts.vat) - Fraction(amounts.net) * Fraction(one.vat_rate) / 100) < Fraction(CENT)


@given(st.lists(lines, max_size=12).flatmap(lambda many: st.tuples(st.just(many), st.permutations(many))))
def test_the_order_of_lines_does_not_matter(pair: tuple[list[Line], list[Line]]) -> None:
    one, other = (calculate(many) for many in pair)
    assert (one.net, one.vat, one.total, one.summary) == (other.net, other.vat, other.total, other.summary)


@given(st.lists(lines, max_size=12))
def test_the_summary_of_stored_lines_is_the_same(many: list[Line]) -> None:
    amounts = calculate(many)
    stored = [(one.vat_rate, line.net, line.vat) for one, line in zip(many, amounts.lines, strict=True)]
    assert summarise(stored) == list(amounts.summary)
