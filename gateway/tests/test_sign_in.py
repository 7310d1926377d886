"""Signing in: tokens, sessions, throttling, revocation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from chassis.db import utc_now
from gateway import sessions
from gateway.tests.world import Browser, Door
from gateway.users.models import credentials, login_attempts
from gateway.users.models import sessions as session_rows


def test_a_token_opens_the_api(door: Door) -> None:
    response = door.sign_in("seller")
    assert response.json["token_type"] == "Bearer"
    assert response.json["expires_in"] == 12 * 3600
    assert response.headers["Cache-Control"] == "no-store"
    assert door.as_("seller").get("/gateway/my/profile")["username"] == "seller"


def test_without_a_token_nothing_but_the_token_itself(door: Door) -> None:
    response = door.app.test_client().get("/api/v1/users")
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("password", ["", "wrong", "kapocs-demo ", "KAPOCS-DEMO"])
def test_a_wrong_password_is_refused(door: Door, password: str) -> None:
    assert door.sign_in("seller", password).status_code in (401, 422)


def test_the_answer_does_not_tell_whether_the_user_exists(door: Door) -> None:
    known, unknown = door.sign_in("seller", "wrong").json, door.sign_in("nobody", "wrong").json
    assert {k: v for k, v in known.items() if k != "request_id"} == {
        k: v for k, v in unknown.items() if k != "request_id"
    }


@pytest.mark.parametrize("body", [[], {}, {"username": "seller"}, {"username": 1, "password": []}, {"x": 1}])
def test_a_malformed_sign_in_names_the_fields(door: Door, body: object) -> None:
    response = door.app.test_client().post("/api/v1/auth/token", json=body)
    assert response.status_code == 422
    assert response.json["errors"]


def test_neither_password_nor_secret_is_stored(door: Door) -> None:
    token = door.sign_in("seller").json["access_token"]
    with door.runtime.reading() as session:
        hashes = session.scalars(select(session_rows.c.hash)).all()
        stored = session.scalars(select(credentials.c.password_hash)).all()
    assert token not in hashes
    assert sessions.digest(token) in hashes
    assert all(text.startswith("$argon2id$") for text in stored)


def test_failures_throttle_the_username_even_with_the_right_password(door: Door) -> None:
    for _ in range(sessions.PER_USERNAME):
        assert door.sign_in("seller", "wrong").status_code == 401
    response = door.sign_in("seller")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= sessions.WINDOW.total_seconds()
    assert door.sign_in("manager").status_code == 200


def test_throttling_is_counted_in_the_database_and_ends(door: Door) -> None:
    other_process = Door(door.runtime.settings.data_dir)
    for _ in range(sessions.PER_USERNAME):
        other_process.sign_in("seller", "wrong")
    other_process.close()
    assert door.sign_in("seller").status_code == 429
    with door.runtime.transaction() as session:
        session.execute(update(login_attempts).values(at=utc_now() - sessions.WINDOW - timedelta(seconds=1)))
    assert door.sign_in("seller").status_code == 200


def test_a_success_forgives_earlier_failures(door: Door) -> None:
    for _ in range(sessions.PER_USERNAME - 1):
        door.sign_in("seller", "wrong")
    assert door.sign_in("seller").status_code == 200
    assert door.sign_in("seller", "wrong").status_code == 401


def test_one_address_may_not_try_all_names(door: Door) -> None:
    for n in range(sessions.PER_ADDRESS):
        door.sign_in(f"name{n}", "wrong")
    assert door.sign_in("seller").status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert door.sign_in("seller", environ_base=elsewhere).status_code == 200


def test_a_token_expires(door: Door) -> None:
    seller = door.as_("seller")
    assert seller.status("GET", "/gateway/my/profile") == 200
    with door.runtime.transaction() as session:
        session.execute(update(session_rows).values(expires_at=utc_now()))
    assert seller.status("GET", "/gateway/my/profile") == 401


def test_a_token_can_be_revoked_by_its_owner_only(door: Door) -> None:
    seller, other = door.as_("seller"), door.as_("seller2")
    mine = seller.get("/gateway/my/sessions")["data"][0]["id"]
    assert other.status("DELETE", f"/gateway/my/sessions/{mine}") == 404
    assert seller.status("DELETE", f"/gateway/my/sessions/{mine}") == 200
    assert seller.status("GET", "/gateway/my/profile") == 401


def test_a_token_revokes_itself(door: Door) -> None:
    seller = door.as_("seller")
    assert seller.status("DELETE", "/auth/token") == 204
    assert seller.status("GET", "/gateway/my/profile") == 401


def test_a_page_cookie_is_no_bearer_token_and_a_token_no_cookie(door: Door) -> None:
    token = door.sign_in("seller").json["access_token"]
    client = door.app.test_client()
    client.set_cookie("kapocs_session", token)
    assert client.get("/api/v1/users").status_code == 401


def test_switching_somebody_off_ends_his_tokens_at_once(door: Door) -> None:
    admin, seller = door.admin(), door.as_("seller")
    user_id = seller.get("/gateway/my/profile")["id"]
    admin.patch(f"/users/{user_id}", {"active": False})
    assert seller.status("GET", "/gateway/my/profile") == 401
    assert door.sign_in("seller").status_code == 401


def test_changing_the_own_password_ends_the_other_sessions(door: Door) -> None:
    one, two = door.as_("seller"), door.as_("seller")
    keep = one.get("/gateway/my/sessions")["data"]
    newest = max(keep, key=lambda row: row["created_at"])["id"]
    refused = one.request("POST", "/gateway/my/password", {"old": "nonsense", "new": "quite a new phrase"})
    assert refused.json["errors"] == {"old": ["Ez nem a jelenlegi jelszava."]}
    short = two.request("POST", "/gateway/my/password", {"old": "kapocs-demo", "new": "short"})
    assert "password" in short.json["errors"]
    two.post("/gateway/my/password", {"old": "kapocs-demo", "new": "quite a new phrase", "keep": newest})
    assert one.status("GET", "/gateway/my/profile") == 401
    assert two.status("GET", "/gateway/my/profile") == 200
    assert door.sign_in("seller", "quite a new phrase").status_code == 200


def test_the_page_session_slides_and_its_cookie_is_guarded(door: Door) -> None:
    browser = Browser(door)
    response = browser.sign_in("seller")
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("kapocs_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    soon = utc_now() + timedelta(minutes=1)
    with door.runtime.transaction() as session:
        session.execute(update(session_rows).values(expires_at=soon))
    browser.token()
    with door.runtime.reading() as session:
        assert session.scalars(select(session_rows.c.expires_at)).one() > soon + timedelta(hours=11)


def test_the_cookie_is_secure_behind_https(door: Door) -> None:
    client = door.app.test_client()
    page = client.get("/test/form", base_url="https://crm.example").headers["Set-Cookie"]
    assert "Secure" in page
