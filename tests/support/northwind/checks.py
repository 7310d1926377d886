"""Do invoices, stock, ledger and customers' figures agree with the files?"""

from decimal import Decimal

from tests.support.northwind.api import Api
from tests.support.northwind.files import Order, line_net, to_cents
from tests.support.northwind.outcome import Outcome
from tests.support.northwind.trade import VAT, Trade


def check_invoices(trade: Trade, orders: list[Order], outcome: Outcome) -> None:
    """Each invoice comes to what the file says, and the numbers have neither gap nor double."""
    wrong = [
        order.number
        for order in orders
        if Decimal(trade.invoices[order.number]["net_total"]) != order.net
        or Decimal(trade.invoices[order.number]["total"]) != order.net + to_cents(order.net * VAT)
    ]
    outcome.check("invoices that differ from the file", wrong, [])
    net = sum((Decimal(invoice["net_total"]) for invoice in trade.invoices.values()), Decimal(0))
    outcome.check("net of all invoices", net, sum((order.net for order in orders), Decimal(0)))
    exact = sum((line_net(line) for order in orders for line in order.lines), Decimal(0))
    outcome.figures["net of the file, unrounded"] = str(exact)
    numbers = sorted(row["number"] for row in trade.api.all("/sales/invoices?fields=number"))
    outcome.check("invoices", len(numbers), len(orders))
    counters = [int(number.rpartition("-")[2].rpartition("/")[2]) for number in numbers]
    outcome.check("invoice numbers are 1…n", counters == list(range(1, len(orders) + 1)), True)
    waiting = [row["number"] for row in trade.api.all("/sales/orders?fields=number,stock_state,status")
               if row["status"] != "invoiced"]  # fmt: skip
    outcome.check("orders not invoiced", waiting, [])


def check_stock(trade: Trade, outcome: Outcome) -> None:
    """Stock is the ledger's sum, and both are opening stock plus receipts less what was sold."""
    ledger = dict.fromkeys(trade.stock, Decimal(0))
    movements = 0
    for row in trade.api.all("/inventory/movements?fields=product_code,quantity&sort=created_at"):
        ledger[row["product_code"]] += Decimal(row["quantity"])
        movements += 1
    shelves = trade.api.all("/inventory/stock?fields=product_code,on_hand,reserved")
    levels = {row["product_code"]: row for row in shelves}
    on_hand = {code: Decimal(levels[code]["on_hand"]) if code in levels else Decimal(0) for code in trade.stock}
    reserved = [code for code, row in levels.items() if Decimal(row["reserved"])]
    outcome.figures["movements in the ledger"] = movements
    outcome.figures["goods receipts"] = trade.receipts
    outcome.check("products whose stock is not the ledger's", _differing(on_hand, ledger), [])
    outcome.check("products whose stock is not what the orders leave", _differing(on_hand, trade.stock), [])
    outcome.check("products still reserved", reserved, [])
    backlog = [row["number"] for row in trade.api.all("/inventory/deliveries?fields=number,status")
               if row["status"] != "delivered"]  # fmt: skip
    outcome.check("invoices with a backorder", backlog, [])


def _differing(one: dict[str, Decimal], other: dict[str, Decimal]) -> list[str]:
    return sorted(code for code in one if one[code] != other[code])


def check_customers(trade: Trade, orders: list[Order], outcome: Outcome) -> None:
    """The figures on each customer's card are the sums of the file."""
    wrong = []
    for code, customer_id in trade.customers.items():
        theirs = [order for order in orders if order.customer == code]
        figures = trade.api.call("GET", f"/contacts/organizations/{customer_id}/figures")["invoices"]
        total = sum((Decimal(trade.invoices[order.number]["total"]) for order in theirs), Decimal(0))
        amounts = [{"currency": "USD", "total": f"{total:.2f}"}] if theirs else []
        if figures != {"number": len(theirs), "amounts": amounts}:
            wrong.append(code)
    outcome.check("customers whose figures differ from the file", wrong, [])


def check_bus(api: Api, outcome: Outcome) -> None:
    """Nothing was given up on the way."""
    found = api.call("GET", "/operations")["data"]
    parked = {service["service"]: service["parked"] for service in found if service["parked"]}
    outcome.check("parked messages", parked, {})
