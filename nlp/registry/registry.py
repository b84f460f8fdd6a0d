"""A registry of organisations that the user adds to a project: a data dump of ROR, schema 2.

The project ships none. `load` reads the dump as published by ROR (a zip, or the JSON in it), one record per
line (.jsonl, .jsonl.gz), or the compact copy that `Registry.save` writes into a project.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import plain
from workingregions.nlp.gazetteer import Gazetteer

EXPECTED = (
    "Expected: a data dump of the Research Organization Registry in schema 2 "
    "(https://ror.readme.io/docs/data-dump), as the zip, as the JSON file in it whose name ends in "
    "_schema_v2.json, or with one record per line."
)
COPY = "registry.jsonl.gz"
"""Name of the compact copy in a project's folder."""
PREFIX = "https://ror.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An organisation. `names` are (name, kind) with kind display, label, alias or acronym, display first.

    `country` is ISO 3166-1 alpha-2; `geonames` the GeoNames id of its town; `parents` and `children` ids of
    the registry; `status` active, inactive or withdrawn; `successors` the ids of organisations that succeeded
    it.
    """

    id: str
    names: tuple[tuple[str, str], ...]
    types: tuple[str, ...] = ()
    country: str = ""
    city: str = ""
    geonames: int = 0
    established: int | None = None
    status: str = "active"
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The display name of the registry."""
        return self.names[0][0]


class Registry:
    """All records by id (without the web address in front)."""

    def __init__(self, records: Iterable[Record], name: str = "ROR") -> None:
        self.records: Mapping[str, Record] = {record.id: record for record in records}
        self.name = name

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def id(self) -> str:
        """A hash of the registry's content."""
        digest = hashlib.sha256()
        for ident in sorted(self.records):
            digest.update(repr(self.records[ident]).encode())
        return digest.hexdigest()[:16]

    def seat(self, ident: str) -> tuple[str, str]:
        """Return the gazetteer id of a record's town (else country) and the registry's name; "" if
        unknown."""
        record = self.records.get(ident)
        if record is None:
            return "", ""
        gazetteer = Gazetteer.load()
        place = gazetteer.get(f"geonames:{record.geonames}") or gazetteer.get(record.country)
        return (place.id, self.name) if place else ("", "")

    def save(self, folder: Path) -> None:
        """Write the compact copy into a project's folder; the bytes are the same each time."""
        lines = (json.dumps(plain(self.records[i]), ensure_ascii=False) for i in sorted(self.records))
        data = "\n".join((json.dumps({"registry": self.name}), *lines)).encode() + b"\n"
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / (COPY + ".new")
        new.write_bytes(gzip.compress(data, mtime=0))
        new.replace(folder / COPY)

    @classmethod
    def load(cls, folder: Path) -> Registry | None:
        """Return the copy that `save` wrote into a folder; None if there is none.

        Raises:
            InputError: the copy is damaged.
        """
        path = folder / COPY
        return load(path) if path.is_file() else None


def load(path: Path) -> Registry:
    """Read a registry.

    Raises:
        InputError: the file is missing, empty, damaged or of another schema; the message states what was
            expected.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder; name the file in it.", advice=EXPECTED)
    if not path.is_file():
        raise InputError(f"There is no file {path}.", advice=EXPECTED)
    try:
        name = _version(path.name)
        records = []
        for row in _rows(path):
            if isinstance(row, dict) and row.keys() == {"registry"}:
                name = str(row["registry"])
            else:
                records.append(_record(row, path))
    except (zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path.name} is damaged: {error}.", advice="Download it again.") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path.name} is not JSON: {error}.", advice=EXPECTED) from error
    if not records:
        raise InputError(f"{path.name} holds no organisations.", advice=EXPECTED)
    return Registry(records, name)


def _version(file: str) -> str:
    """Return the registry's name with the version in a dump's file name: "ROR v1.63"."""
    version = re.search(r"v\d+(?:\.\d+)+", file)
    return f"ROR {version.group()}" if version else "ROR"


def _rows(path: Path) -> Iterator[Any]:
    start = path.open("rb").read(2)
    if start == b"PK":
        with zipfile.ZipFile(path) as archive:
            inside = [n for n in archive.namelist() if n.endswith(".json") and "__MACOSX" not in n]
            # A dump may hold both schemas; if the file name does not show which, there is only one.
            named = [n for n in inside if "schema_v2" in n] or inside
            if not named:
                raise InputError(f"{path.name} holds no .json file.", advice=EXPECTED)
            yield from _parsed(archive.read(named[0]).decode("utf-8"))
    else:
        data = path.read_bytes()
        yield from _parsed((gzip.decompress(data) if start == b"\x1f\x8b" else data).decode("utf-8"))


def _parsed(text: str) -> Iterator[Any]:
    text = text.strip()
    if text.startswith("["):
        yield from json.loads(text)
        return
    for line in text.splitlines():
        if line.strip():
            yield json.loads(line)


def _record(row: Any, path: Path) -> Record:
    if not isinstance(row, dict) or not isinstance(row.get("names"), list) or not row.get("id"):
        found = ", ".join(sorted(map(str, row))[:6]) if isinstance(row, dict) else type(row).__name__
        older = " This is schema 1." if isinstance(row, dict) and "labels" in row else ""
        raise InputError(f"{path.name} is of another schema: found {found}.{older}", advice=EXPECTED)
    try:
        if "loc" in row or "rel" in row:
            return _lean(row)
        return _compact(row) if "geonames" in row and "parents" in row else _published(row)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise InputError(f"{path.name}: record {row['id']} is not of schema 2.", advice=EXPECTED) from error


def _published(row: Mapping[str, Any]) -> Record:
    """Return a record from the form in which ROR publishes it."""
    places = [where["geonames_details"] | {"id": where["geonames_id"]} for where in row["locations"]]
    first = places[0] if places else {}
    related = [(r["type"], r["id"]) for r in row.get("relationships", ())]
    return _assembled(
        row,
        [(n["value"], n["types"]) for n in row["names"]],
        (first.get("id", 0), first.get("name", ""), first.get("country_code", "")),
        related,
    )


def _lean(row: Mapping[str, Any]) -> Record:
    """Return a record from a form with lists in place of objects: names, loc, rel."""
    first = row["loc"][0] if row.get("loc") else (0, "", "")
    related = [(kind, ident) for kind, ident, *_ in row.get("rel", ())]
    return _assembled(row, [(n[0], n[1]) for n in row["names"]], (first[0], first[1], first[2]), related)


def _compact(row: Mapping[str, Any]) -> Record:
    """Return a record from the compact copy."""
    lists = {k: tuple(row[k]) for k in ("types", "parents", "children", "successors")}
    fields: dict[str, Any] = {**row, **lists, "names": tuple((name, kind) for name, kind in row["names"])}
    return Record(**fields)


def _assembled(
    row: Mapping[str, Any],
    names: Iterable[tuple[str, Iterable[str]]],
    location: tuple[int, str, str],
    related: Iterable[tuple[str, str]],
) -> Record:
    order = ("display", "label", "alias", "acronym")
    kinds = [(name, _kind(types)) for name, types in names if name]
    related = list(related)

    def related_ids(kind: str) -> tuple[str, ...]:
        return tuple(sorted(i.removeprefix(PREFIX) for k, i in related if k == kind))

    return Record(
        id=str(row["id"]).removeprefix(PREFIX),
        names=tuple(sorted(kinds, key=lambda n: (order.index(n[1]), n[0]))),
        types=tuple(sorted(row.get("types") or ())),
        country=location[2] or "",
        city=location[1] or "",
        geonames=int(location[0] or 0),
        established=row.get("established"),
        status=row.get("status") or "active",
        parents=related_ids("parent"),
        children=related_ids("child"),
        successors=related_ids("successor"),
    )


def _kind(types: Iterable[str]) -> str:
    types = set(types)
    if "ror_display" in types:
        return "display"
    return "label" if "label" in types else "acronym" if "acronym" in types else "alias"
