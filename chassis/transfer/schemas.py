"""What import and export take and answer."""

from chassis import batchjobs
from chassis import fields as f

JOB = "import"
MODES = ("skip", "update", "create")
FORMATS = ("csv", "xlsx", "ods")
ERROR_FORMATS = ("csv", "xlsx")
MAX_FILE = 512 * 1024 * 1024
STATUSES = ("uploaded", *batchjobs.STATUSES)


class RunIn(f.Schema):
    """How the columns of an uploaded file are to be read, and what to do with records that exist already."""

    mapping = f.Object(required=True, example={"Name": "name", "City": "addresses.city"}, help="Column → field.")
    defaults = f.Object(default=dict, example={"currency": "EUR"}, help="Field → value where the row has none.")
    match = f.Json(help="Fields by which an existing record is found, if not the usual ones.", example=["name"])
    mode = f.Choice(MODES, default="skip")
    dry_run = f.Flag(default=False)
    erased = f.Flag(default=False, help="Take in rows with an e-mail address of somebody who was erased, too.")


class TargetOut(f.Schema):
    """A field that a column can be mapped to."""

    path = f.Text(required=True)
    label = f.Text(required=True)
    type = f.Text(required=True)
    required = f.Flag(required=True)


class RowError(f.Schema):
    """What is wrong with one row."""

    row = f.Integer(required=True, help="As a spreadsheet numbers it.")
    field = f.Text()
    column = f.Text()
    message = f.Text(required=True, max=1000)


class ErrorsIn(f.Schema):
    """In which form the refused rows are wanted."""

    format = f.Choice(ERROR_FORMATS, default="csv")


class PastIn(f.Schema):
    """A page of imports."""

    before = f.Link("", help="Imports older than the one with this id.")


class MappingIn(f.Schema):
    """A mapping to be kept under a name."""

    name = f.Text(max=100, required=True)
    mapping = f.Object(required=True, example={"Name": "name"}, help="Column → field.")


class PastImport(f.Schema):
    """An import in short."""

    id = f.Link("", required=True)
    file_name = f.Text(required=True, max=255)
    status = f.Choice(STATUSES, required=True)
    dry_run = f.Flag()
    error = f.Text(help="Why it stopped.")
    total = f.Integer(required=True)
    done = f.Integer(required=True)
    created = f.Integer(required=True)
    updated = f.Integer(required=True)
    skipped = f.Integer(required=True)
    failed = f.Integer(required=True)
    by = f.Text(help="Who imported it.")
    created_at = f.DateTime(required=True)
    finished_at = f.DateTime()
    undo = f.Json(help="The last undo of it, as `GET /changes/{id}/undo` has it.")


class ImportsOut(f.Schema):
    """Imports of a kind, newest first."""

    data = f.Lines(PastImport, required=True)
    next = f.Text()


class ImportOut(PastImport):
    """An import: the file, the proposal, and how far it is."""

    kind = f.Text(required=True)
    headers = f.Json(required=True)
    sample = f.Json(required=True, help="The first rows of the file.")
    mapping = f.Json(required=True)
    confidence = f.Json(help="How sure the proposal is of each column, up to 100.")
    remembered = f.Flag(help="The mapping is the one used last for a file with the same columns.")
    mappings = f.Json(help="Mappings kept under a name: `[{name, mapping}]`.")
    defaults = f.Json()
    match = f.Json(help="Fields by which an existing record is found; the first with a value decides.")
    matchable = f.Json(help="Fields that `match` may have.")
    mode = f.Choice(MODES)
    erased = f.Flag(help="Rows with an e-mail address of somebody who was erased are taken in.")
    mended = f.Integer(help="Rows in which a comma without quotes was taken for text.")
    twins = f.Json(help="Rows of a rehearsal that come twice in the file: `{count, first: [{row, of}]}`.")
    errors = f.Lines(RowError, required=True, help="The first hundred.")
    targets = f.Lines(TargetOut, required=True, data_key="fields")
