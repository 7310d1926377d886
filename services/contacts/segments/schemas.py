"""What comes in and goes out of a segment."""

from marshmallow import fields as ma

from chassis.fields import Choice, DateTime, Flag, Ids, Integer, Json, Link, LongText, Schema, Text

NOUNS = ["organization", "person"]


class SegmentSchema(Schema):
    """A segment: dynamic ones follow their rules, static ones are put together by hand."""

    name = Text(max=120, required=True, example="VIP ügyfelek 90 napja kapcsolat nélkül")
    record_kind = Choice(
        NOUNS, required=True, label="Made of", labels={"organization": "Organizations", "person": "People"}
    )
    mode = Choice(
        ["dynamic", "static"],
        default="dynamic",
        label="Kind of segment",
        labels={"dynamic": "By rules", "static": "By hand"},
        colours={"dynamic": "purple", "static": "azure"},
    )
    active = Flag(default=True, help="Only active segments follow their rules")
    members = Integer(read_only=True)
    evaluated_at = DateTime(read_only=True, label="Last worked out")
    problem = Text(max=500, read_only=True, filter=False, sort=False)
    description = LongText(max=2000)
    rules = Json(label="Rules", example={"match": "all", "rules": [{"field": "status", "op": "eq", "value": "active"}]})


class KindQuery(Schema):
    """Of which kind of record."""

    record_kind = Choice(NOUNS, required=True)


class CountIn(KindQuery):
    """Rules to try."""

    rules = Json(required=True, example={"match": "all", "rules": [{"field": "status", "op": "eq", "value": "active"}]})


class CountOut(Schema):
    """How many fit (null when counting took too long), and some of them."""

    count = ma.Integer(required=True, allow_none=True)
    sample = ma.List(ma.Dict(), required=True)


class MembersQuery(Schema):
    """The parameters of the list, as far as they say which columns, in what order and how many."""

    fields = Text(max=2000, help="The fields wanted, with commas between.", example="email")  # type: ignore[assignment]  # the parameter has this name
    q = Text()
    sort = Text(example="name")
    limit = Integer(min=1, max=200)
    cursor = Text(max=2000)
    total = Text(max=5)


class MembersPage(Schema):
    """A page of members: organizations or people, with the fields that were asked for."""

    data = ma.List(ma.Dict(), required=True)
    next = ma.String(allow_none=True)
    total = ma.Integer(allow_none=True)


class MembersIn(Schema):
    """Whom to add or take away."""

    ids = Ids(required=True, max=10_000)


class MembersOut(Schema):
    """How many were added or taken away, and how many are in now."""

    changed = ma.Integer(required=True)
    members = ma.Integer(required=True)


class FillError(Schema):
    """A row that names nobody, or several."""

    row = Integer(required=True, help="As a spreadsheet numbers it.")
    value = Text(required=True, max=200)
    message = Text(required=True)


class FillOut(MembersOut):
    """How many rows of a file put somebody in, how many were in already, and the first of those that did not fit."""

    already = ma.Integer(required=True)
    failed = ma.Integer(required=True)
    errors = ma.List(ma.Nested(FillError), required=True)


class RecordQuery(Schema):
    """Which record."""

    record = Link("", required=True)


class ContainingQuery(KindQuery, RecordQuery):
    """Which record of which kind."""


class ContainingOut(Schema):
    """The segments a record is in."""

    data = ma.List(ma.Dict(), required=True)


class WhyOut(Schema):
    """Each condition of a segment as it is for one record, with the value it looks at; and the record's passages."""

    segment = ma.Dict(required=True)
    record = ma.Dict(required=True)
    member = ma.Boolean(required=True)
    since = ma.String(allow_none=True)
    fits = ma.Boolean(allow_none=True)
    tree = ma.Dict(allow_none=True)
    passages = ma.List(ma.Dict(), required=True)


class SubjectsOut(Schema):
    """What rules may ask about."""

    data = ma.List(ma.Dict(), required=True)
