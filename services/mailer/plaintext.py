"""The text part of a mail, made from its HTML."""

import re
from html.parser import HTMLParser

_PARAGRAPHS = {"p", "table", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "hr"}
_LINES = {"div", "tr", "section", "li"}
_SILENT = {"style", "script", "title", "head"}


def to_text(html: str) -> str:
    """Readable plain text: paragraphs apart, list items and table cells marked by dashes, links with their address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in reader.text.split("\n")]
    return "\n".join(lines).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.text += "\n"
        elif tag in ("td", "th"):
            self._next_cell()
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.text)))
        else:
            self._break(tag)
            self.text += "– " if tag == "li" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._links:
            self._end_link()
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            words = re.sub(r"\s+", " ", data)
            self.text += words.lstrip() if self.text[-1:] in ("", "\n") else words

    def _break(self, tag: str) -> None:
        wanted = 2 if tag in _PARAGRAPHS else 1 if tag in _LINES else 0
        if wanted:
            body = self.text.rstrip(" \n")
            there = self.text.count("\n", len(body))
            self.text = body + "\n" * max(wanted, there) if body else ""

    def _next_cell(self) -> None:
        line = self.text.rpartition("\n")[2].strip()
        self.text = self.text.rstrip(" ") + (" – " if line else "")

    def _end_link(self) -> None:
        address, start = self._links.pop()
        shown = self.text[start:].strip()
        if address and address.removeprefix("mailto:") != shown:
            self.text += f" ({address})"
