"""Requests that another site makes a browser send."""

from __future__ import annotations

from gateway.auth import local_path
from gateway.tests.world import Browser, Door


def test_a_form_without_the_token_is_refused(door: Door) -> None:
    browser = Browser(door)
    assert browser.sign_in("seller").status_code == 200
    assert browser.client.post("/test/change").status_code == 403
    assert browser.client.post("/test/change", data={"csrf_token": "guess"}).status_code == 403
    assert browser.client.post("/test/change", data={"csrf_token": browser.token()}).status_code == 200
    assert browser.client.post("/test/change", headers={"X-CSRF-Token": browser.token()}).status_code == 200


def test_a_token_of_another_session_is_refused(door: Door) -> None:
    mine, other = Browser(door), Browser(door)
    mine.sign_in("seller")
    other.sign_in("seller2")
    assert mine.client.post("/test/change", data={"csrf_token": other.token()}).status_code == 403


def test_the_login_form_is_guarded_too(door: Door) -> None:
    client = door.app.test_client()
    form = {"username": "seller", "password": "kapocs-demo"}
    assert client.post("/test/login", data=form).status_code == 403


def test_the_token_changes_with_the_sign_in(door: Door) -> None:
    browser = Browser(door)
    before = browser.token()
    browser.sign_in("seller")
    assert browser.token() != before
    assert browser.client.post("/test/change", data={"csrf_token": before}).status_code == 403


def test_the_browser_tells_where_a_request_comes_from(door: Door) -> None:
    browser = Browser(door)
    browser.sign_in("seller")
    form = {"csrf_token": browser.token()}
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
        response = browser.client.post("/test/change", data=form, headers={"Sec-Fetch-Site": site})
        assert response.status_code == status, site


def test_the_api_takes_a_cookie_only_with_the_token(door: Door) -> None:
    browser = Browser(door)
    browser.sign_in("seller")
    body = {"kind": "sales.invoice", "name": "Nyitott", "query": "", "columns": []}
    assert browser.client.get("/api/v1/gateway/my/profile").status_code == 200
    assert browser.client.post("/api/v1/gateway/my/views", json=body).status_code == 403
    headers = {"X-CSRF-Token": browser.token()}
    assert browser.client.post("/api/v1/gateway/my/views", json=body, headers=headers).status_code == 200


def test_after_login_one_stays_on_this_site() -> None:
    assert local_path("/sales/invoices?q=a") == "/sales/invoices?q=a"
    for bad in ("https://evil.example", "//evil.example", "/\\evil.example", "evil", "", None, "/a\r\nX: y"):
        assert local_path(bad) == "/"
