"""The figures of the dashboard, and whose tickets they count."""

import pytest

from chassis.settings import Settings
from services.helpdesk.tests.steps import AGENT, Helpdesk
from tests.support.servers import databases


def test_the_figures_are_those_of_the_tickets(helpdesk: Helpdesk) -> None:
    first, second, third = helpdesk.open(priority="urgent"), helpdesk.open(owner_id=AGENT), helpdesk.open()
    helpdesk.act(second, "answer", body="Ezt kérem.")
    helpdesk.act(third, "answer", body="Kész.", status="solved")
    board = helpdesk.harness.get("/dashboard").json
    assert board["open"] == 2
    assert board["by_status"] == {"new": 1, "open": 0, "waiting": 1, "solved": 1, "closed": 0}
    assert board["by_priority"] == {"low": 0, "normal": 1, "high": 0, "urgent": 1}
    assert board["mine"] == 1
    assert board["unassigned"] == 0
    assert [ticket["number"] for ticket in board["oldest_waiting"]] == [first["number"]]
    assert board["by_day"][-1] == {"day": first["created_at"][:10], "opened": 3, "solved": 1}
    assert len(board["by_day"]) == 14


@pytest.mark.postgresql
def test_the_figures_are_the_same_on_postgresql() -> None:
    with databases("helpdesk") as url:
        helpdesk = Helpdesk(Settings(database_urls={"*": url}))
        ticket = helpdesk.open()
        helpdesk.act(ticket, "answer", body="Kész.", status="solved")
        helpdesk.know_organization("Őrségi Kft.")
        board = helpdesk.harness.get("/dashboard").json
        assert (board["open"], board["by_status"]["solved"]) == (0, 1)
        assert board["by_day"][-1] == {"day": ticket["created_at"][:10], "opened": 1, "solved": 1}
        assert len(helpdesk.talk(ticket)) == 2
        helpdesk.harness.close()


def test_it_counts_only_what_one_may_see(helpdesk: Helpdesk) -> None:
    helpdesk.open()
    agent = helpdesk.harness.as_(helpdesk__ticket={"verbs": ["view", "create"], "view": "own"})
    agent.post("/tickets", {"subject": "Saját"})
    board = agent.get("/dashboard").json
    assert (board["open"], board["mine"], len(board["oldest_waiting"])) == (1, 1, 1)
    assert helpdesk.harness.as_(helpdesk__article={"verbs": ["view"]}).request("GET", "/dashboard").status_code == 403
