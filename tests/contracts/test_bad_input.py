"""Bad input over the whole public API: schemathesis finds no 5xx and no status or type that is not documented."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance
from werkzeug.test import Client

from chassis.settings import Settings
from gateway.embedded import Embedded

PASSWORD = "correct horse battery staple"
CHECKS = [schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """An empty Kapocs in this process, its API only."""
    chosen = Settings(data_dir=tmp_path_factory.mktemp("kapocs"), demo=False, admin_password=PASSWORD)
    found = Embedded(chosen, pages=False).start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def headers(embedded: Embedded) -> dict[str, str]:
    """The administrator's bearer token."""
    given = {"username": "admin", "password": PASSWORD}
    answer: Any = Client(embedded.app).post("/api/v1/auth/token", json=given)
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


@pytest.fixture(scope="module")
def api(embedded: Embedded) -> Any:
    """The merged OpenAPI document and the app behind it."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", embedded.app)


PROBE = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _probe(operation: Any, headers: dict[str, str]) -> str | None:
    """Try one operation with generated input; what was found, None when all is well."""
    sent = {} if operation.path == "/api/v1/auth/token" else headers

    @PROBE
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        case.call_and_validate(headers=sent, checks=CHECKS)

    try:
        attempt()
    except (Exception, BaseExceptionGroup) as error:
        return f"{operation.label}: {error}"
    return None


def test_no_input_breaks_an_operation(api: Any, headers: dict[str, str]) -> None:
    operations = [result.ok() for result in api.get_all_operations()]
    found = [problem for operation in operations if (problem := _probe(operation, headers))]
    assert len(operations) > 300, "the merged document has lost most of its operations"
    assert not found, "\n\n".join(found)
