"""Side-car bibliographies: BibTeX, RIS and CSL-JSON as Zotero exports them, joined to the files of a drop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.bibliography.bibtex import parse_bibtex
from workingregions.ingest.bibliography.fields import (
    body_of,
    date_of,
    kind_of,
    language_of,
    numbers_of,
    person_of,
)
from workingregions.ingest.text import (
    SEPARATOR,
    clean,
    key,
    likeness,
    squeezed,
    valid_isbn,
)

SUFFIXES = (".bib", ".bibtex", ".ris", ".json")
"""Endings of files that may be bibliographies; of .json files only those that hold CSL items."""

LARGEST = 50 * 2**20
"""Maximum bytes of a bibliography; one of ten thousand items has about ten million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a bibliography. `files` are attached paths as written; `form` names the file format."""

    form: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    publisher: str = ""
    type: str = ""
    language: str = ""
    identifiers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def values(self) -> tuple[MetadataValue, ...]:
        """Return the entry's fields as metadata values of full confidence."""
        fields = {
            "title": self.title,
            "authors": SEPARATOR.join(self.authors),
            "date": self.date,
            "publisher": self.publisher,
            "type": self.type,
            "language": self.language,
        }
        pairs = [(field, value) for field, value in fields.items() if value]
        pairs += [("identifiers", value) for value in self.identifiers]
        return tuple(
            MetadataValue(field=field, value=value, rule=f"side-car {self.form}", confidence=1.0)
            for field, value in pairs
        )


def read_bibliography(data: bytes, *, name: str) -> tuple[Entry, ...]:
    """Return the entries of a bibliography file; its suffix determines the form.

    Args:
        data: the whole file, UTF-8 (or Latin-1, as old reference managers write).
        name: its name, for the form and for messages.

    Raises:
        ReadError: UNSUPPORTED for another ending, DAMAGED for what cannot be parsed, TOO_LARGE.
    """
    if len(data) > LARGEST:
        raise ReadError(
            FailureCategory.TOO_LARGE,
            f"{name} has more than the {LARGEST // 2**20} MB allowed for a bibliography.",
            advice="Export it in parts.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".bib", ".bibtex"):
        try:
            return tuple(_from_bibtex(kind, fields) for kind, fields in parse_bibtex(text))
        except ValueError as error:
            raise ReadError(
                FailureCategory.DAMAGED, f"{name} is not usable: {error}.", advice="Export it again."
            ) from error
    if suffix == ".ris":
        return tuple(_from_ris(fields) for fields in parse_ris(text))
    if suffix == ".json":
        return _from_csl_text(text, name)
    raise ReadError(
        FailureCategory.UNSUPPORTED,
        f"{name} is not in a supported bibliography format.",
        advice="Export it as BibTeX, RIS or CSL-JSON.",
    )


def match(entries: Sequence[Entry], names: Sequence[str]) -> dict[str, tuple[MetadataValue, ...]]:
    """Return the metadata of each file that has an entry; files without one are left out.

    An entry is matched by its attached file: the longest common end of the paths, at least the file's
    name. The others are matched where the file's name contains the entry's DOI, or is its title (nearly:
    0.88; Zotero's "Author - Year - Title" too), and no other entry or file comes as close.

    Args:
        entries: items of all bibliographies of a drop.
        names: paths of the drop's files, as the drop names them.
    """
    joined = _joined(entries, names)
    return {name: joined[name].values() for name in names if name in joined}


def missing_files(entries: Sequence[Entry], names: Sequence[str]) -> tuple[str, ...]:
    """Return the first path of each entry with attached files none of which is in the drop; sorted.

    An entry that is matched by name, or with at least one file in the drop, lacks nothing (Zotero keeps a
    copy of the web page beside the PDF).
    """
    found = set(_joined(entries, names).values())
    lost = [entry for entry in entries if entry.files and entry not in found]
    gone = {entry.files[0] for entry in lost if not any(_by_path(path, names) for path in entry.files)}
    return tuple(sorted(gone))


def _joined(entries: Sequence[Entry], names: Sequence[str]) -> dict[str, Entry]:
    joined: dict[str, Entry] = {}
    left: list[Entry] = []
    for entry in entries:
        found = {name for path in entry.files if (name := _by_path(path, names))}
        for name in sorted(found):
            joined.setdefault(name, entry)
        if not found:
            left.append(entry)
    free = [name for name in names if name not in joined]
    for name in sorted(free):
        if (named := _by_name(name, left)) is not None:
            joined[name] = named
    return joined


def _parts(path: str) -> list[str]:
    return [part.casefold() for part in re.split(r"[\\/]+", path.strip()) if part not in ("", ".")]


def _by_path(path: str, names: Sequence[str]) -> str:
    """Return the only file whose path ends like `path`; empty when none or several match equally well."""
    wanted = _parts(path)
    best: list[str] = []
    most = 0
    for name in names:
        have = _parts(name)
        common = 0
        while common < min(len(wanted), len(have)) and wanted[-1 - common] == have[-1 - common]:
            common += 1
        if common and common >= most:
            best = [*best, name] if common == most else [name]
            most = common
    return best[0] if len(best) == 1 else ""


def _by_name(name: str, entries: Sequence[Entry]) -> Entry | None:
    """Return the only entry whose DOI or title the file's name contains."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    letters = squeezed(stem)
    scored = []
    for position, entry in enumerate(entries):
        dois = [i[4:] for i in entry.identifiers if i.startswith("doi:")]
        if any(len(squeezed(doi)) > 8 and squeezed(doi) in letters for doi in dois):
            return entry
        if len(entry.title) >= 8:
            forms = [stem, *_title_parts(stem)]
            titles = [entry.title, re.split(r"[:?–—]\s", entry.title)[0]]
            score = max(likeness(form, title) for form in forms for title in titles if len(title) >= 8)
            scored.append((score, -position))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < 0.88 or (len(scored) > 1 and scored[0][0] - scored[1][0] < 0.02):
        return None
    return entries[-scored[0][1]]


def _title_parts(stem: str) -> list[str]:
    """Return the parts after author and year in names like "Smith - 2014 - Title" and "Smith_2014_Title"."""
    parts = re.split(r"\s-\s|_-_|--", stem)
    tails = [" ".join(parts[n:]) for n in range(1, min(len(parts), 4))]
    match_year = re.match(r".{0,60}?(?:19|20)\d\d[\s_.-]+(.{8,})", stem)
    return tails + ([match_year[1]] if match_year else [])


def _from_bibtex(kind: str, fields: dict[str, str]) -> Entry:
    names = (fields.get("author") or fields.get("editor") or "").split("\n")
    body = ("publisher", "institution", "school", "organization", "journal", "journaltitle", "howpublished")
    files = re.split(r"(?<!\\);", fields.get("file", ""))
    return Entry(
        form="BibTeX",
        title=_titled(fields),
        authors=tuple(person_of(name) for name in names if name.strip() and name != "others"),
        date=date_of(fields.get("date", ""), f"{fields.get('month', '')} {fields.get('year', '')}".strip()),
        publisher=body_of(fields.get(field, "") for field in body),
        type=kind_of("bibtex", fields.get("type", "")) or kind_of("bibtex", kind),
        language=language_of(fields.get("langid") or fields.get("language") or ""),
        identifiers=numbers_of(
            fields.get("doi", ""), fields.get("isbn", ""), fields.get("issn", ""),
            fields.get("number", "") if kind in ("techreport", "report") else "",
        ),
        files=tuple(path for item in files if (path := _attached(item))),
    )  # fmt: skip


def _titled(fields: dict[str, str]) -> str:
    title, subtitle = fields.get("title", ""), fields.get("subtitle", "")
    return f"{title}: {subtitle}" if subtitle and key(subtitle) not in key(title) else title


def _attached(item: str) -> str:
    """Return the path in one part of a `file` field: "Full Text:/home/me/a.pdf:application/pdf" or bare."""
    item = re.sub(r"\\(?=[:;,_&%#$ ])", "", item.strip().replace("\\\\", "/"))
    match_parts = re.fullmatch(r"(?P<label>[^:]*):(?P<path>(?:[A-Za-z]:)?.+?):(?P<type>[\w.+/-]*)", item)
    return match_parts["path"] if match_parts else item


def parse_ris(text: str) -> list[dict[str, list[str]]]:
    """Return RIS records as tag -> values; one ends at ER or at the next; stray lines continue a tag."""
    records: list[dict[str, list[list[str]]]] = []
    current: dict[str, list[list[str]]] = {}
    last = ""
    for line in text.splitlines():
        found = re.match(r"\s*([A-Z][A-Z0-9])\s{1,2}-\s?(.*)$", line)
        if not found:
            if last and line.strip():
                current[last][-1].append(line.strip())
            continue
        tag, value = found[1], found[2].strip()
        if tag in ("TY", "ER") and current:
            records.append(current)
            current = {}
        last = "" if tag == "ER" else tag
        if last:
            current.setdefault(tag, []).append([value])
    return [
        {tag: [" ".join(lines) for lines in values] for tag, values in record.items()}
        for record in [*records, *([current] if current else [])]
    ]


def _from_ris(fields: dict[str, list[str]]) -> Entry:
    def first(*tags: str) -> str:
        return next((clean(v) for tag in tags for v in fields.get(tag, []) if v.strip()), "")

    def every(*tags: str) -> list[str]:
        return [clean(value) for tag in tags for value in fields.get(tag, []) if value.strip()]

    kind = first("TY")
    numbers = " ".join(fields.get("SN", []))
    return Entry(
        form="RIS",
        title=first("TI", "T1", "CT"),
        authors=tuple(every("AU", "A1")),
        date=date_of(*(value.rstrip("/").replace("/", "-") for value in every("DA", "PY", "Y1"))),
        publisher=body_of(first(tag) for tag in ("PB", "JO", "JF", "T2", "JA")),
        type=kind_of("ris", first("M3")) or kind_of("ris", kind),
        language=language_of(first("LA")),
        identifiers=numbers_of(
            first("DO", "UR"), numbers, numbers,
            first("M1", "SN") if kind == "RPRT" and not valid_isbn(numbers) else "",
        ),
        files=tuple(re.sub(r"^(?:file|internal-pdf)://+", "/", path) for path in every("L1", "L2", "L4")),
    )  # fmt: skip


def _from_csl_text(text: str, name: str) -> tuple[Entry, ...]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(
            FailureCategory.DAMAGED, f"{name} is not valid JSON.", advice="Export the bibliography again."
        ) from error
    items = loaded.get("items", []) if isinstance(loaded, dict) else loaded
    # Other JSON files (settings, data) may be in a drop: an item of a bibliography has a type and a title.
    return tuple(
        _from_csl(item)
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and isinstance(item.get("title"), str) and isinstance(item.get("type"), str)
    )


def _from_csl(item: dict[str, Any]) -> Entry:
    def text(*fields: str) -> str:
        return next(
            (clean(str(item[f])) for f in fields if isinstance(item.get(f), str | int) and str(item[f])), ""
        )

    people = item.get("author") or item.get("editor") or []
    files = item.get("file") or item.get("attachments") or []
    return Entry(
        form="CSL-JSON",
        title=text("title"),
        authors=tuple(n for p in (people if isinstance(people, list) else []) if (n := _csl_name(p))),
        date=_csl_date(item.get("issued")),
        publisher=body_of((text("publisher"), text("container-title"))),
        type=kind_of("csl", text("genre")) or kind_of("csl", text("type")),
        language=language_of(text("language")),
        identifiers=numbers_of(
            text("DOI"), text("ISBN"), text("ISSN"), text("number") if text("type") == "report" else ""
        ),
        files=tuple(_csl_files(files)),
    )


def _csl_name(person: object) -> str:
    if not isinstance(person, dict):
        return ""
    if person.get("literal"):
        return clean(str(person["literal"]))
    family = " ".join(str(person[part]) for part in ("non-dropping-particle", "family") if person.get(part))
    return clean(", ".join(part for part in (family, str(person.get("given", ""))) if part))


def _csl_date(issued: object) -> str:
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [str(part) for part in parts[0][:3] if str(part).isdigit()]
        return date_of("-".join(number.zfill(2) for number in numbers), numbers[0] if numbers else "")
    return date_of(str(issued.get("raw") or issued.get("literal") or ""))


def _csl_files(files: object) -> Iterable[str]:
    for one in files if isinstance(files, list) else [files]:
        path = one.get("path") or one.get("localPath") if isinstance(one, dict) else one
        if isinstance(path, str) and path:
            yield (
                re.sub(r"^(?:file|attachments)://?/?", "", path)
                if path.startswith(("file:", "attachments:"))
                else path
            )
