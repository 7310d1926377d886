"""Which operation a path means."""

import pytest

from gateway.routing import RouteMap, WrongMethod


def _map(**paths: str) -> RouteMap:
    """Paths by name of their operation, written `get /a/{id}`."""
    document: dict[str, dict[str, dict[str, object]]] = {"paths": {}}
    for verb, text in paths.items():
        method, path = text.split()
        document["paths"].setdefault(path, {})[method] = {"x-permission": f"sales.thing:{verb}"}
    return RouteMap("sales", document)


def _verb(found: RouteMap, method: str, path: str) -> str | None:
    operation = found.match(method, path)
    return operation and operation.verb


def test_a_named_step_goes_before_a_place() -> None:
    found = _map(view="get /things/{id}", report="get /things/report", edit="patch /things/{id}")
    assert _verb(found, "GET", "/things/report") == "report"
    assert _verb(found, "GET", "/things/7") == "view"
    assert _verb(found, "HEAD", "/things/7") == "view"
    assert _verb(found, "PATCH", "/things/report") == "edit"


def test_a_named_step_that_leads_nowhere_does_not_hide_a_place() -> None:
    found = _map(lines="get /things/{id}/lines", report="get /things/report")
    assert _verb(found, "GET", "/things/report/lines") == "lines"


@pytest.mark.parametrize("path", ["", "/", "things", "/things/", "//things", "/things//lines", "/things/7/", "/thing"])
def test_what_is_no_path_of_the_service(path: str) -> None:
    found = _map(index="get /things", view="get /things/{id}", lines="get /things/{id}/lines")
    assert found.match("GET", path) is None


def test_a_wrong_method_says_the_right_ones() -> None:
    found = _map(view="get /things/{id}", edit="patch /things/{id}")
    with pytest.raises(WrongMethod) as caught:
        found.match("DELETE", "/things/7")
    assert caught.value.allowed == ["GET", "PATCH"]


def test_an_operation_without_a_permission_is_not_there() -> None:
    found = RouteMap("sales", {"paths": {"/things": {"get": {}}, "/open": {"get": {"x-public": True}}}})
    assert found.match("GET", "/things") is None
    assert found.match("GET", "/open") is not None
