"""The documents of the API are valid by the validators of their standards: each service's own, and all together."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.documents import merge_asyncapi, merge_openapi
from tests.architecture.words import SERVICES
from tests.support.service import ServiceHarness

Get = Callable[[str], ServiceHarness]
ASYNCAPI = Draft7Validator(json.loads((Path(__file__).parent / "asyncapi-3.0.0.schema.json").read_text()))


def _all(harness: Get, path: str) -> dict[str, Any]:
    return {name: harness(name).get(path).json for name in SERVICES}


def _openapi_errors(document: dict[str, Any]) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]


def _asyncapi_errors(document: dict[str, Any]) -> list[str]:
    return [f"{list(error.path)}: {error.message[:300]}" for error in ASYNCAPI.iter_errors(document)]


@pytest.mark.parametrize("name", SERVICES)
def test_openapi_of_a_service_is_valid(name: str, harness: Get) -> None:
    document = harness(name).get("/openapi.json").json
    assert document["openapi"].startswith("3.1")
    assert _openapi_errors(document) == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_operation_names_its_permission_and_has_a_summary(name: str, harness: Get) -> None:
    document = harness(name).get("/openapi.json").json
    operations = [(path, method, op) for path, item in document["paths"].items() for method, op in item.items()]
    assert operations
    assert [f"{m} {p}" for p, m, op in operations if "x-permission" not in op and not op.get("x-public")] == []
    assert [f"{m} {p}" for p, m, op in operations if not op.get("summary")] == []


@pytest.mark.parametrize("name", SERVICES)
def test_asyncapi_of_a_service_is_valid(name: str, harness: Get) -> None:
    document = harness(name).get("/asyncapi.json").json
    assert document["asyncapi"] == "3.0.0"
    assert _asyncapi_errors(document) == []


def test_the_merged_documents_are_valid(harness: Get) -> None:
    assert _openapi_errors(merge_openapi(_all(harness, "/openapi.json"), [])) == []
    merged = merge_asyncapi(_all(harness, "/asyncapi.json"))
    assert _asyncapi_errors(merged) == []
    assert "sales.InvoiceIssued" in json.dumps(merged)


def test_a_broken_document_would_be_found(harness: Get) -> None:
    document = harness("inventory").get("/asyncapi.json").json
    assert _asyncapi_errors({**document, "channels": {"x": {"address": 1}}})
    api = harness("inventory").get("/openapi.json").json
    assert _openapi_errors({**api, "info": {"title": "no version"}})
