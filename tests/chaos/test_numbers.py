"""32 parallel issuers and 2,000 invoices: numbers 1 to 2000, none missing, none twice, nobody refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.settings import Settings
from tests.support.servers import databases
from tests.support.service import ServiceHarness

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.postgresql, pytest.mark.timeout(1800)]
ISSUERS, INVOICES = 32, 2000


@pytest.fixture
def sales(tmp_path: Path) -> Iterator[ServiceHarness]:
    with databases("sales") as template:
        harness = ServiceHarness("sales", Settings(data_dir=tmp_path, database_urls={"*": template}))
        yield harness
        harness.close()


def test_parallel_issuers_get_all_numbers_once(sales: ServiceHarness) -> None:
    customer = new_id()
    sales.deliver("contacts.OrganizationCreated", {"name": "Tisza Faipari Kft."}, subject=f"organization/{customer}")
    draft = {"customer_id": customer, "lines": [{"description": "Tanácsadás", "unit_price": "10000"}]}

    def create(_number: int) -> str:
        return str(sales.post("/invoices", draft).json["id"])

    def issue(invoice_id: str) -> Any:
        answer = sales.request("POST", f"/invoices/{invoice_id}/issue", {})
        return answer.status_code, (answer.json or {}).get("number")

    with ThreadPoolExecutor(ISSUERS) as pool:
        answers = list(pool.map(issue, list(pool.map(create, range(INVOICES)))))
    assert {status for status, _ in answers} == {200}, "somebody was refused"
    numbers = sorted(int(number.rpartition("-")[2]) for _, number in answers)
    assert numbers == list(range(1, INVOICES + 1))
    assert len(sales.events("sales.InvoiceIssued")) == INVOICES
