"""What the gateway does with requests for a service: decide, pass on, hand back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chassis.client import Answer, Unreachable
from chassis.identity import HEADER, Verifier
from gateway.tests.world import ADMIN_PASSWORD, Door

DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/things": {
            "get": {"x-permission": "shop.thing:view", "responses": {"200": {"description": "Done."}}},
            "post": {"x-permission": "shop.thing:create"},
        },
        "/things/{id}": {"get": {"x-permission": "shop.thing:view"}},
        "/things/{id}/sell": {"post": {"x-permission": "shop.thing:sell"}},
        "/forms/contact": {"post": {"x-permission": "", "x-public": True}},
        "/mine": {"get": {"x-permission": ""}},
        "/forgotten": {"get": {"summary": "no permission at all"}},
        "/nonsense": {"get": {"x-permission": "everybody"}},
        "/operations": {"get": {"x-permission": "shop.operations:view"}},
    },
}


class Shop:
    """A service of our own making behind the gateway, which notes what reaches it."""

    def __init__(self) -> None:
        self.up = True
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answer = Answer(200, {"Content-Type": "application/json", "Connection": "close", "ETag": '"3"'}, [b"{}"])
        self.closed = 0

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if not self.up:
            raise Unreachable("shop", "ConnectionError")
        if path == "/openapi.json":
            return Answer(200, {}, [json.dumps(DOCUMENT).encode()])
        self.seen.append((method, path, dict(headers), body))
        return self.answer

    @property
    def last(self) -> tuple[str, str, dict[str, str], bytes]:
        return self.seen[-1]


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def street(tmp_path: Path, first_start: Path, shop: Shop) -> Iterator[Door]:
    """The gateway in front of the shop; the seller's profile lets him view things."""
    import shutil

    shutil.copytree(first_start, tmp_path, dirs_exist_ok=True)
    made = Door(tmp_path, shop=shop)
    admin = made.admin()
    profile = next(p for p in admin.get("/profiles")["data"] if p["name"] == "Értékesítés")
    rules = {"shop.thing": {"verbs": ["view"], "view": "own"}, "gateway.user": {"verbs": ["view", "create"]}}
    admin.patch(f"/profiles/{profile['id']}", {"rules": {**rules, "gateway.role": {"verbs": ["create"]}}})
    yield made
    made.close()


def test_denied_by_default(street: Door, shop: Shop) -> None:
    seller = street.as_("seller")
    assert seller.status("GET", "/shop/things") == 200
    assert seller.status("POST", "/shop/things", {}) == 403
    assert seller.status("POST", "/shop/things/1/sell", {}) == 403
    assert seller.status("GET", "/shop/operations") == 403
    assert seller.status("GET", "/shop/mine") == 200
    assert [path for _, path, _, _ in shop.seen] == ["/things", "/mine"], "what is refused never reaches the service"


@pytest.mark.parametrize("path", ["/shop/forgotten", "/shop/nonsense", "/shop/openapi.json", "/shop/healthz", "/shop"])
def test_an_operation_without_a_permission_does_not_exist(street: Door, shop: Shop, path: str) -> None:
    assert street.as_("admin", ADMIN_PASSWORD).status("GET", path) == 404
    assert shop.seen == []


@pytest.mark.parametrize(
    "path", ["/shop/things/../operations", "/shop//operations", "/shop/things/%2e%2e/operations", "/shop/operations/"]
)
def test_no_way_around_the_map(street: Door, shop: Shop, path: str) -> None:
    assert street.as_("seller").status("GET", path) in (403, 404)
    assert shop.seen == []


def test_without_a_login_only_what_is_public(street: Door, shop: Shop) -> None:
    client = street.app.test_client()
    assert client.get("/api/v1/shop/things").status_code == 401
    assert client.get("/api/v1/shop/mine").status_code == 401
    assert client.post("/api/v1/shop/forms/contact", json={"a": 1}).status_code == 200
    assert HEADER not in shop.last[2]


def test_the_wrong_method_is_told_the_right_ones(street: Door) -> None:
    response = street.as_("seller").request("DELETE", "/shop/things")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, POST"


def test_the_request_arrives_whole_and_signed(street: Door, shop: Shop) -> None:
    admin = street.as_("admin", ADMIN_PASSWORD)
    headers = {
        "If-Match": '"2"', "Idempotency-Key": "k-1", "Accept-Language": "hu", "X-Request-Id": "req-1",
        "Kapocs-Identity": "forged", "Cookie": "kapocs_session=x", "X-Forwarded-For": "203.0.113.9",
    }  # fmt: skip
    admin.request("POST", "/shop/things?a=1&a=2&b=%C5%91", {"name": "szék"}, headers=headers)
    method, path, sent, body = shop.last
    assert (method, path) == ("POST", "/things?a=1&a=2&b=%C5%91")
    assert json.loads(body) == {"name": "szék"}
    assert {n: sent[n] for n in ("If-Match", "Idempotency-Key", "Accept-Language", "X-Request-Id")} == {
        "If-Match": '"2"', "Idempotency-Key": "k-1", "Accept-Language": "hu", "X-Request-Id": "req-1",
    }  # fmt: skip
    assert "Authorization" not in sent
    assert "Cookie" not in sent
    assert sent["X-Forwarded-For"] == "127.0.0.1", "what the client says of itself is not believed"
    assert Verifier(street.runtime.settings.identity_public_key, "shop").verify(sent[HEADER]).username == "admin"


def test_the_identity_carries_the_rules_of_that_service_and_what_else_may_be_seen(street: Door, shop: Shop) -> None:
    street.as_("seller2").get("/shop/things")
    who = Verifier(street.runtime.settings.identity_public_key, "shop").verify(shop.last[2][HEADER])
    assert set(who.rules) == {"shop.thing", "gateway.user"}
    assert who.rules["shop.thing"].view == "own"
    assert who.rules["gateway.user"].verbs == {"view"}
    assert who.role_path == "/admin/manager/seller/"


def test_the_answer_comes_back_without_the_headers_of_the_connection(street: Door, shop: Shop) -> None:
    shop.answer = Answer(
        206, {"Content-Type": "application/pdf", "Connection": "close", "Transfer-Encoding": "chunked", "ETag": '"3"',
              "Set-Cookie": "a=b", "Content-Disposition": 'inline; filename="a.pdf"'}, [b"%PDF", b"-1.7"],
    )  # fmt: skip
    response = street.as_("seller").request("GET", "/shop/things/1")
    assert (response.status_code, response.data) == (206, b"%PDF-1.7")
    assert response.headers["ETag"] == '"3"'
    assert response.headers["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert not {"Connection", "Transfer-Encoding", "Set-Cookie"} & set(response.headers.keys())


def test_a_long_answer_is_streamed_and_let_go(street: Door, shop: Shop) -> None:
    given: list[int] = []

    def chunks() -> Iterator[bytes]:
        for n in range(1000):
            given.append(n)
            yield b"x" * 1000

    shop.answer = Answer(200, {}, chunks(), lambda: setattr(shop, "closed", shop.closed + 1))
    seller = street.as_("seller")
    response = seller.request("GET", "/shop/things", buffered=False)
    next(response.iter_encoded())
    assert len(given) < 10
    response.close()
    assert shop.closed == 1


def test_a_refusal_of_the_service_comes_back_as_it_is(street: Door, shop: Shop) -> None:
    problem = {"type": "urn:x", "title": "Conflict", "status": 409, "code": "sold", "detail": "Elkelt."}
    shop.answer = Answer(409, {"Content-Type": "application/problem+json"}, [json.dumps(problem).encode()])
    response = street.as_("seller").request("GET", "/shop/things/1")
    assert (response.status_code, response.json) == (409, problem)


def test_a_service_that_is_down_is_503_and_comes_back(street: Door, shop: Shop) -> None:
    seller = street.as_("seller")
    assert seller.status("GET", "/shop/things") == 200
    shop.up = False
    response = seller.request("GET", "/shop/things")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.content_type == "application/problem+json"
    assert seller.status("GET", "/gateway/my/profile") == 200, "the rest stands"
    shop.up = True
    assert seller.status("GET", "/shop/things") == 200


def test_a_service_that_was_never_seen_is_down_not_missing(tmp_path: Path, first_start: Path) -> None:
    import shutil

    shutil.copytree(first_start, tmp_path, dirs_exist_ok=True)
    shop = Shop()
    shop.up = False
    door = Door(tmp_path, shop=shop)
    assert door.as_("seller").status("GET", "/shop/things") == 503
    assert door.as_("seller").status("GET", "/shoe/things") == 404
    door.close()


def test_search_and_operations_name_who_is_down(street: Door, shop: Shop) -> None:
    admin = street.as_("admin", ADMIN_PASSWORD)
    assert admin.get("/operations")["unavailable"] == []
    shop.up = False
    found = admin.get("/operations")
    assert found["unavailable"] == ["shop"]
    assert [entry["service"] for entry in found["data"]] == ["gateway"]


def test_an_answer_carries_the_security_headers(street: Door) -> None:
    for path in ("/api/v1/shop/things", "/test/form", "/api/nothing"):
        headers: Any = street.app.test_client().get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Request-Id"]


def test_an_asset_named_after_its_content_is_kept_for_ever(street: Door, tmp_path: Path) -> None:
    (tmp_path / "app-GSSQXZDG.css").write_text("a{}")
    (tmp_path / "plain.css").write_text("a{}")
    street.app.static_folder = str(tmp_path)
    client = street.app.test_client()
    assert "immutable" in client.get("/static/app-GSSQXZDG.css").headers["Cache-Control"]
    assert "immutable" not in client.get("/static/plain.css").headers["Cache-Control"]


def test_a_body_that_is_too_large_is_refused(street: Door, shop: Shop) -> None:
    street.app.config["MAX_CONTENT_LENGTH"] = 1000
    admin = street.as_("admin", ADMIN_PASSWORD)
    assert admin.status("POST", "/shop/things", {"name": "x" * 2000}) == 413
    assert shop.seen == []
