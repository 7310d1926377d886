"""A small service for the chassis' own tests: papers with pages, of every kind of field."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from chassis import fields as f
from chassis.db import Child, Id, Money, Projection, Quantity, Record, SortText, UTCDateTime, make_base
from chassis.errors import DomainError
from chassis.events import EventType, Handler, Received
from chassis.identity import Identity
from chassis.numbering import next_number
from chassis.records import load, project
from chassis.resource import Action, Resource
from chassis.service import Service
from chassis.tags import Tagged

Base = make_base()


class Paper(Record, Tagged, Base):
    """A paper in the archive."""

    __tablename__ = "papers"
    kind = "paper"
    name: Mapped[str] = mapped_column(SortText(200), index=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    value: Mapped[Decimal | None] = mapped_column(Money, index=True)
    weight: Mapped[Decimal | None] = mapped_column(Quantity)
    written_on: Mapped[date | None] = mapped_column(index=True)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    secret: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(10), default="open")
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    folder_id: Mapped[str | None] = mapped_column(Id)
    pages: Mapped[list["Page"]] = relationship(
        cascade="all, delete-orphan", order_by="Page.position", back_populates="paper"
    )


class Page(Child, Base):
    """A page of a paper."""

    __tablename__ = "pages"
    root = ("paper", "paper_id")
    paper_id: Mapped[str] = mapped_column(Id, ForeignKey("papers.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    paper: Mapped[Paper] = relationship(back_populates="pages")


class Folder(Projection, Base):
    """What is known of a folder."""

    __tablename__ = "folders"
    name: Mapped[str] = mapped_column(String(100))


class PageSchema(f.Schema):
    """A page."""

    id = f.Link("")
    text = f.Text(required=True)


class PaperSchema(f.Schema):
    """A paper."""

    name = f.Text(required=True)
    code = f.Text(40)
    value = f.Money(currency="HUF")
    weight = f.Number(min=0)
    written_on = f.Date()
    seen_at = f.DateTime()
    secret = f.Flag(default=False)
    status = f.Choice(["open", "closed"], read_only=True)
    number = f.Text(read_only=True)
    folder_id = f.Link("shelf.folder")
    tags = f.Tags()
    pages = f.Lines(PageSchema)


class PaperData(f.Schema):
    """A paper as others see it."""

    name = f.Text(required=True)
    value = f.Money()


class FolderSeen(f.Schema):
    """A folder's name."""

    name = f.Text(required=True)


PaperCreated = EventType("archive.PaperCreated", PaperData, "%(name)s filed", "Filed.", {"name": "x"})
PaperUpdated = EventType("archive.PaperUpdated", PaperData, "%(name)s changed", "Changed.", {"name": "x"})


def close_paper(session: Session, actor: Identity, paper_id: str, fail: bool = False) -> Paper:
    """Close a paper with the next number; with `fail` after the number was taken."""
    paper = load(session, actor, Paper, paper_id, action="close")
    paper.number = next_number(session, "paper", "P-{n}", 2026)
    paper.status = "closed"
    session.flush()  # the number is in the database when the refusal comes
    if fail:
        raise DomainError("refused", "“%(name)s” cannot be closed.", name=paper.name)
    return paper


class CloseIn(f.Schema):
    """Whether to fail."""

    fail = f.Flag(default=False)


PAPERS = Resource(
    kind="paper",
    collection="papers",
    model=Paper,
    schema=PaperSchema,
    columns=("name", "value"),
    search=("name", "code", "tags"),
    created=PaperCreated,
    updated=PaperUpdated,
    importable=True,
    match=("code",),
    actions=(Action("close", close_paper, schema=CloseIn, when={"status": ["open"]}),),
)


def know_folder(session: Session, event: Received) -> None:
    """Keep the folder's newest name."""
    project(session, Folder, event.subject_id, event, event.data)


service = Service(
    name="archive",
    package="tests.support",
    label="Archive",
    metadata=Base.metadata,
    resources=[PAPERS],
    events=[PaperCreated, PaperUpdated],
    handlers={"shelf.FolderChanged": Handler(know_folder, FolderSeen)},
)
