"""`kapocs events`: what was parked is listed, tried again or discarded with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import failures, inbox
from chassis.cli import main
from chassis.migrate import migrate
from chassis.runtime import Runtime, compose
from chassis.settings import Settings

Output = pytest.CaptureFixture[str]


@pytest.fixture
def sales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Every service on a data folder of its own; sales is the one looked at."""
    monkeypatch.setenv("KAPOCS_PROFILE", "embedded")
    monkeypatch.setenv("KAPOCS_DATA_DIR", str(tmp_path))
    runtime = compose("sales", Settings(data_dir=tmp_path))
    migrate(runtime)
    yield runtime
    runtime.database.dispose()


def parked(sales: Runtime) -> list[str]:
    with sales.reading() as session:
        return [row["id"] for row in failures.listed(session)]


def test_parked_lists_what_waits_and_why(sales: Runtime, capsys: Output) -> None:
    assert main(["events", "parked", "sales"]) == 0
    assert capsys.readouterr().out == "Nothing is parked.\n"
    inbox.handle(sales, b"{not json")
    assert main(["events", "parked", "sales"]) == 0
    (row_id,) = parked(sales)
    words = capsys.readouterr().out
    assert row_id in words
    assert "not JSON" in words


def test_retry_hands_it_to_the_retry_loop(sales: Runtime) -> None:
    inbox.handle(sales, b"{not json")
    assert main(["events", "retry", "sales", "all"]) == 0
    assert parked(sales) == []
    with sales.reading() as session:
        (waiting,) = failures.listed(session, parked_only=False)
    assert waiting["next_try_at"] is not None


def test_discard_wants_a_reason_and_an_id_that_is_there(sales: Runtime, capsys: Output) -> None:
    inbox.handle(sales, b"{not json")
    (row_id,) = parked(sales)
    with pytest.raises(SystemExit):
        main(["events", "discard", "sales", row_id])
    assert main(["events", "discard", "sales", "no-such-id", "--reason", "x"]) == 1
    assert main(["events", "discard", "sales", row_id, "--reason", "sent by a broken script"]) == 0
    assert parked(sales) == []
    assert "Discarded." in capsys.readouterr().out


@pytest.mark.parametrize("start", ["yesterday", "-1", ""])
def test_replay_wants_a_time_or_a_number(sales: Runtime, start: str) -> None:
    with pytest.raises(SystemExit):
        main(["events", "replay", "--from", start, "--to", "sales"])


def test_replay_by_number_wants_to_know_whose(sales: Runtime, capsys: Output) -> None:
    assert main(["events", "replay", "--from", "7", "--to", "sales"]) == 2
    assert "--source" in capsys.readouterr().err


def test_replay_hands_over_what_others_published(sales: Runtime, tmp_path: Path, capsys: Output) -> None:
    contacts = compose("contacts", Settings(data_dir=tmp_path))
    migrate(contacts)
    contacts.database.dispose()
    assert main(["events", "replay", "--from", "2026-01-01", "--to", "sales", "--source", "contacts"]) == 0
    assert "0 events were handed to sales." in capsys.readouterr().out
