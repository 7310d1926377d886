"""The knowledge base: drafting from a ticket, publishing, taking back."""

from services.helpdesk.tests.steps import Helpdesk


def test_a_solved_ticket_becomes_an_article_without_its_notes(helpdesk: Helpdesk) -> None:
    product = helpdesk.know_product("CNC maró")
    ticket = helpdesk.open(product_id=product, subject="E42 hiba")
    helpdesk.act(ticket, "note", body="Már harmadszor!")
    helpdesk.act(ticket, "answer", body="Töltse fel a hűtőfolyadékot.", status="solved")
    article = helpdesk.act(ticket, "make-article")
    assert article["title"] == "E42 hiba"
    assert article["body"] == "## A kérdés\n\nReggel óta nem indul.\n\n## A megoldás\n\nTöltse fel a hűtőfolyadékot."
    assert (article["status"], article["audience"], article["product_name"]) == ("draft", "internal", "CNC maró")
    assert article["ticket_number"] == ticket["number"]


def test_a_ticket_without_an_answer_makes_no_article(helpdesk: Helpdesk) -> None:
    assert helpdesk.refused(helpdesk.open(), "make-article")["code"] == "no_answer"


def test_publishing_is_told_and_can_be_taken_back(helpdesk: Helpdesk) -> None:
    data = {"title": "Garancia", "body": "Két év.", "audience": "public", "language": "hu"}
    article = helpdesk.harness.post("/articles", data).json
    published = helpdesk.harness.post(f"/articles/{article['id']}/publish").json
    assert (published["status"], bool(published["published_at"])) == ("published", True)
    [event] = helpdesk.harness.events("helpdesk.ArticlePublished")
    assert (event.data["title"], event.data["body"], event.data["audience"]) == ("Garancia", "Két év.", "public")
    again = helpdesk.harness.request("POST", f"/articles/{article['id']}/publish", {})
    assert (again.status_code, again.json["code"]) == (409, "already_published")
    assert helpdesk.harness.post(f"/articles/{article['id']}/withdraw").json["published_at"] is None


def test_articles_are_found_by_their_text(helpdesk: Helpdesk) -> None:
    helpdesk.harness.post("/articles", {"title": "Garancia", "body": "A jótállás két évig él."})
    assert [found["title"] for found in helpdesk.harness.get("/articles?q=jotallas").json["data"]] == ["Garancia"]


def test_a_product_that_changes_its_name_does_so_on_articles(helpdesk: Helpdesk) -> None:
    product = helpdesk.know_product("Régi név")
    article = helpdesk.harness.post("/articles", {"title": "T", "body": "B", "product_id": product}).json
    data = {"name": "Új név", "code": "X"}
    helpdesk.harness.deliver("inventory.ProductUpdated", data, subject=f"product/{product}", version=2)
    assert helpdesk.harness.get(f"/articles/{article['id']}").json["product_name"] == "Új név"
