"""A person's data from all services as one ZIP; never an incomplete one."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

import orjson

from gateway.problems import BackendError, Unavailable

Json = dict[str, Any]
IN_MEMORY = 4 * 1024 * 1024
CHUNK = 64 * 1024

WORDS = {
    "hu": {
        "about": "Az összes személyes adat, amelyet Önről kezelünk (GDPR 15. és 20. cikk).",
        "records": "Az Önről szóló vagy Önre hivatkozó bejegyzések, fajtánként.",
        "other": "További nyilvántartások, amelyek Önhöz kapcsolódnak (például az idővonal).",
        "changes": "Mikor mi változott ezekben a bejegyzésekben.",
        "files": "A bejegyzésekhez csatolt fájlok.",
    },
    "en": {
        "about": "All personal data we hold about you (GDPR articles 15 and 20).",
        "records": "The records that are about you or refer to you, by kind.",
        "other": "Other entries that belong to you, such as the timeline.",
        "changes": "What changed in these records, and when.",
        "files": "The files attached to the records.",
    },
}


def pack(
    found: Mapping[str, Json], read: Callable[[str, str], Iterator[bytes]], language: str, person: str
) -> IO[bytes]:
    """The ZIP, rewound: a folder for each service, and an index that says what is what."""
    words = WORDS.get(language, WORDS["en"])
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        index: Json = {"person": person, "about": words["about"], "services": {}}
        for service, part in found.items():
            index["services"][service] = _folder(archive, service, part, read, words)
        archive.writestr("index.json", _text(index))
    target.seek(0)
    return target


def _folder(
    archive: zipfile.ZipFile,
    service: str,
    part: Json,
    read: Callable[[str, str], Iterator[bytes]],
    words: Mapping[str, str],
) -> Json:
    said: Json = {"label": part["label"], "contents": {}}
    for kind, rows in part["records"].items():
        name = f"{service}/{kind.partition('.')[2]}.json"
        archive.writestr(name, _text(rows))
        said["contents"][name] = {"explanation": words["records"], "entries": len(rows)}
    for what in ("other", "changes"):
        if part[what]:
            archive.writestr(f"{service}/{what}.json", _text(part[what]))
            said["contents"][f"{service}/{what}.json"] = {"explanation": words[what], "entries": len(part[what])}
    for file in part["files"]:
        name = f"{service}/files/{file['id']}-{_safe(file['name'])}"
        with archive.open(name, "w") as out:
            for chunk in read(service, file["id"]):
                out.write(chunk)
        said["contents"][name] = {"explanation": words["files"], "record": file["record"]}
    return said


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)[-100:]


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2)


def all_of(answers: Any, services: Mapping[str, Any]) -> Mapping[str, Json]:
    """What every service answered; Unavailable when one did not, for an incomplete answer would look complete."""
    if answers.refused:
        refusal: BackendError = answers.refused[0]
        raise refusal
    missing = [service for service in services if service not in answers.found]
    if missing:
        raise Unavailable(missing[0])
    found: Mapping[str, Json] = answers.found
    return found


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The file in portions; it is closed at the end."""
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
