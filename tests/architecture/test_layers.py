"""The layers of the design, each rule seen to fail on a module that breaks it."""

from collections.abc import Callable, Iterable

import pytest

from tests.architecture import imports
from tests.architecture.imports import Import, every_import, read

Rule = Callable[[Iterable[Import]], list[Import]]
RULES: list[tuple[Rule, str, str]] = [
    (
        imports.between_services,
        "services.sales.orders.commands",
        "from services.inventory.products.models import Product",
    ),
    (imports.between_services, "services.sales.orders.commands", "def f():\n    import gateway.users"),
    (imports.out_of_the_chassis, "chassis.audit", "from services.contacts.service import service"),
    (imports.out_of_the_chassis, "chassis.cli", "def f():\n    from gateway.app import make_app"),
    (imports.into_services, "gateway.pages.home", "import services.sales.orders.models"),
    (imports.upwards, "services.sales.orders.models", "from services.sales.orders.commands import confirm_order"),
    (imports.upwards, "services.sales.orders.schemas", "from services.sales.orders import resource"),
    (imports.upwards, "services.sales.orders.commands", "from services.sales.handlers import HANDLERS"),
    (imports.upwards, "services.sales.events", "from services.sales.orders.schemas import OrderSchema"),
    (imports.upwards, "services.sales.handlers", "from services.sales.service import service"),
    (imports.away_from_home, "chassis.inbox", "from nameko.extensions import Entrypoint"),
    (imports.away_from_home, "chassis.relay", "import kombu"),
    (imports.away_from_home, "services.sales.orders.commands", "from flask import request"),
    (imports.away_from_home, "chassis.records", "import eventlet"),
]


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in RULES), ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    assert [str(broken) for broken in rule(every_import())] == []


@pytest.mark.parametrize(("rule", "module", "source"), RULES, ids=lambda part: getattr(part, "__name__", "")[:30])
def test_the_rule_finds_what_breaks_it(rule: Rule, module: str, source: str) -> None:
    assert rule(list(read(module, source)))


def test_the_rules_let_good_imports_pass() -> None:
    good = [
        *read("services.sales.service", "from services.sales.orders.resource import ORDERS"),
        *read("services.sales.orders.commands", "from services.sales.orders.models import Order"),
        *read("services.sales.orders.commands", "from services.sales.quotes.commands import order_quote"),
        *read("gateway.backend", "from chassis.service import find\nfrom flask import g"),
        *read("chassis.bus.amqp", "import kombu"),
        *read("chassis.worker", "import eventlet\nfrom nameko.containers import ServiceContainer"),
    ]
    assert [str(i) for rule in dict.fromkeys(rule for rule, _, _ in RULES) for i in rule(good)] == []


def test_the_walk_sees_the_whole_product() -> None:
    modules = {i.importer for i in every_import()}
    assert {"chassis.web", "chassis.worker", "gateway.app"} <= modules
    assert len(modules) > 100
