"""REFI-QDA files, read: the XML of a project or a codebook becomes records.

The file may come from anybody: a document type, entities and anything outside the file are refused or left
alone. What one element lacks is a problem that is reported, and the others count. The dialects that are known
(https://www.qdasoftware.org and the public reports of users): namespaces in several spellings, ids in braces,
`NAME.qde`, `Sources/`, texts with a byte-order mark and with any line ends, cases without a name, sources of
equal name, annotations as links to notes, colours that are none.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workingregions.corpus.codebook import codes_in
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Box
from workingregions.ingest.formats import decoded_text
from workingregions.ingest.refi.archive import MOST_XML, RefiArchive
from workingregions.ingest.refi.records import (
    RefiArea,
    RefiCase,
    RefiCoding,
    RefiKind,
    RefiNote,
    RefiProject,
    RefiSelection,
    RefiSet,
    RefiSource,
    RefiUser,
    RefiVariable,
)

_KINDS = {
    "TextSource": RefiKind.TEXT,
    "PDFSource": RefiKind.PDF,
    "PictureSource": RefiKind.PICTURE,
    "AudioSource": RefiKind.AUDIO,
    "VideoSource": RefiKind.VIDEO,
}
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_WORDED = (RefiKind.TEXT, RefiKind.PDF)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHOWN = 60
"""Characters of a name in a message."""


def read_refi(path: Path) -> RefiProject:
    """Return the content of a project file (.qdpx) or a codebook file (.qdc).

    A codebook is a project without sources. Texts are held in memory; pictures, films and PDFs are not.

    Raises:
        InputError: the file is missing or damaged, is not such a file, or would take too much memory.
    """
    if path.suffix.casefold() == ".qdc":
        try:
            size, data = path.stat().st_size, path.read_bytes() if path.stat().st_size <= MOST_XML else b""
        except FileNotFoundError:
            raise InputError(f"{path} does not exist.") from None
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from error
        if size > MOST_XML:
            raise InputError(f"{path.name} has {size:,} bytes; the maximum is {MOST_XML:,}.")
        root = parse(data, path.name)
        if local(root) != "CodeBook":
            raise InputError(f"{path.name} is not a codebook: it begins with {_short(local(root))}.")
        return _Reading(path.stem, None).codebook(root)
    with RefiArchive(path) as archive:
        root = parse(archive.project(), path.name)
        if local(root) != "Project":
            raise InputError(f"{path.name} is not a project: its XML begins with {_short(local(root))}.")
        return _Reading(path.stem, archive).project(root)


def parse(data: bytes, name: str) -> Any:
    """Return the root of an XML text that a stranger may have written.

    Raises:
        InputError: it is not XML, or it declares a document type, which the standard does not have.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
        huge_tree=False,
    )  # fmt: skip
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name}: the XML is damaged: {' '.join(str(error).split())}.") from error
    if root.getroottree().docinfo.doctype:
        raise InputError(f"{name}: the XML declares a document type, which REFI-QDA files do not have.")
    return root


def local(element: Any) -> str:
    """Return an element's name without its namespace, which programs write in several spellings."""
    return str(element.tag).rpartition("}")[2]


class _Reading:
    """The reading of one file."""

    def __init__(self, name: str, archive: RefiArchive | None) -> None:
        self._name = name
        self._archive = archive
        self._problems: list[str] = []

    def codebook(self, root: Any) -> RefiProject:
        codes = tuple(code for part in _all(root, "Codes") for code in codes_in(part))
        return RefiProject(name=self._name, origin=root.get("origin", ""), codes=codes)

    def project(self, root: Any) -> RefiProject:
        parts: dict[str, Any] = {local(child): child for child in root}
        book = parts.get("CodeBook")
        codes = [code for part in _all(book, "Codes") for code in codes_in(part)]
        return RefiProject(
            name=root.get("name", "") or self._name,
            origin=root.get("origin", ""),
            user=_guid(root.get("creatingUserGUID")),
            when=root.get("creationDateTime", ""),
            description=_text(root, "Description"),
            users=tuple(
                RefiUser(guid=_guid(user.get("guid")), name=" ".join(user.get("name", "").split()))
                for user in _all(parts.get("Users"), "User")
            ),
            codes=tuple(codes),
            variables=tuple(
                RefiVariable(
                    guid=_guid(one.get("guid")), name=one.get("name", ""), type=one.get("typeOfVariable", "")
                )
                for one in _all(parts.get("Variables"), "Variable")
            ),
            cases=tuple(map(_case, _all(parts.get("Cases"), "Case"))),
            sources=tuple(self._source(one) for one in parts.get("Sources", ()) if local(one) in _KINDS),
            notes=tuple(self._note(one) for one in _all(parts.get("Notes"), "Note")),
            sets=tuple(map(_set, _all(parts.get("Sets"), "Set"))),
            links=tuple(_links(parts.get("Links"))),
            problems=tuple(self._problems),
        )

    def _source(self, element: Any) -> RefiSource:
        kind = _KINDS[local(element)]
        name = " ".join(element.get("name", "").split())
        words = next(iter(_all(element, "Representation", "TextDescription")), None)
        words = element if kind is RefiKind.TEXT else words
        text, marked, text_path = "", False, ""
        selections: list[RefiSelection] = []
        if words is not None:
            text_path = words.get("plainTextPath", "")
            text, marked = self._words(words, name)
            stretches = (self._selection(one, name) for one in _all(words, "PlainTextSelection"))
            selections = [stretch for stretch in stretches if stretch]
        path = element.get("path", "") or element.get("currentPath", "")
        areas = (self._area(one, name) for one in _all(element, "PDFSelection"))
        return RefiSource(
            guid=_guid(element.get("guid")),
            name=name,
            kind=kind,
            path=path,
            text_path=text_path,
            text=text,
            marked=marked,
            sha256=self._hash(path, name) if kind is RefiKind.PDF else "",
            description=_text(element, "Description"),
            selections=tuple(selections),
            areas=tuple(filter(None, areas)),
            # Of what has no words, all codings are told together: none of them can be placed in a text.
            codings=_codings(element) if kind in _WORDED else tuple(map(_coding, _inside(element))),
            notes=_notes(element),
            values=_values(element),
            user=_guid(element.get("creatingUser")),
            when=element.get("creationDateTime", ""),
        )

    def _words(self, element: Any, name: str) -> tuple[str, bool]:
        """Return the text of a source or note, and whether it began with a byte-order mark."""
        path = element.get("plainTextPath", "")
        if not path:
            inside = _text(element, "PlainTextContent")
            return inside.removeprefix("\ufeff"), inside.startswith("\ufeff")
        try:
            data = self._archive.read(path) if self._archive else None
        except InputError as error:
            self._problems.append(str(error))
            return "", False
        if data is None:
            outside = "" if path.casefold().startswith("internal://") else ", outside the file,"
            self._problems.append(f"{_short(name)}: its text {_short(path)}{outside} is not in the file.")
            return "", False
        text = decoded_text(data)
        return text.removeprefix("\ufeff"), data.startswith(_MARKS)

    def _hash(self, path: str, name: str) -> str:
        try:
            return self._archive.sha256(path) if self._archive and path else ""
        except InputError as error:
            self._problems.append(f"{_short(name)}: {error}")
            return ""

    def _selection(self, element: Any, source: str) -> RefiSelection | None:
        bounds = [_whole(element.get(name)) for name in ("startPosition", "endPosition")]
        if None in bounds:
            self._problems.append(f"{_short(source)}: a selection does not state where it begins and ends.")
            return None
        return RefiSelection(start=bounds[0] or 0, end=bounds[1] or 0, **_common(element))

    def _area(self, element: Any, source: str) -> RefiArea | None:
        found = [_number(element.get(name)) for name in ("firstX", "firstY", "secondX", "secondY")]
        numbers = [number for number in found if number is not None]
        page = _whole(element.get("page"))
        if page is None or len(numbers) < 4:
            self._problems.append(f"{_short(source)}: an area does not state its page and its corners.")
            return None
        first_x, first_y, second_x, second_y = numbers
        box = Box(
            min(first_x, second_x), min(first_y, second_y), max(first_x, second_x), max(first_y, second_y)
        )
        words = next(iter(_all(element, "Representation")), None)
        text = self._words(words, source)[0] if words is not None else ""
        return RefiArea(page=page, box=box, text=text, **_common(element))

    def _note(self, element: Any) -> RefiNote:
        return RefiNote(
            guid=_guid(element.get("guid")),
            name=" ".join(element.get("name", "").split()),
            text=(self._words(element, element.get("name", ""))[0] or _text(element, "Description")).strip(),
            user=_guid(element.get("creatingUser")),
            when=element.get("creationDateTime", ""),
        )


def _common(element: Any) -> dict[str, Any]:
    """Return what selections and areas have in common."""
    return {
        "guid": _guid(element.get("guid")),
        "name": element.get("name", ""),
        "description": _text(element, "Description"),
        "user": _guid(element.get("creatingUser")),
        "when": element.get("creationDateTime", ""),
        "codings": _codings(element),
        "notes": _notes(element),
    }


def _codings(element: Any) -> tuple[RefiCoding, ...]:
    return tuple(map(_coding, _all(element, "Coding")))


def _coding(element: Any) -> RefiCoding:
    return RefiCoding(
        guid=_guid(element.get("guid")),
        code=next((_target(ref) for ref in _all(element, "CodeRef")), ""),
        user=_guid(element.get("creatingUser")),
        when=element.get("creationDateTime", ""),
        notes=_notes(element),
    )


def _inside(element: Any) -> list[Any]:
    return [one for one in element.iter() if local(one) == "Coding"]


def _notes(element: Any) -> tuple[str, ...]:
    return tuple(_target(ref) for ref in _all(element, "NoteRef"))


def _values(element: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for value in _all(element, "VariableValue"):
        variable = next((_target(ref) for ref in _all(value, "VariableRef")), "")
        words = next(("".join(one.itertext()) for one in _all(value, *_VALUES)), "")
        found.append((variable, words))
    return tuple(found)


def _case(element: Any) -> RefiCase:
    return RefiCase(
        guid=_guid(element.get("guid")),
        name=element.get("name", ""),
        description=_text(element, "Description"),
        values=_values(element),
        sources=tuple(_target(ref) for ref in _all(element, "SourceRef")),
    )


def _set(element: Any) -> RefiSet:
    return RefiSet(
        guid=_guid(element.get("guid")),
        name=element.get("name", ""),
        description=_text(element, "Description"),
        codes=tuple(_target(ref) for ref in _all(element, "MemberCode")),
        sources=tuple(_target(ref) for ref in _all(element, "MemberSource")),
    )


def _links(element: Any) -> Iterator[tuple[str, str]]:
    """Yield what a link joins, and the notes on it: (id, id of a note or of the other end)."""
    for link in _all(element, "Link"):
        ends = _guid(link.get("originGUID")), _guid(link.get("targetGUID"))
        yield ends
        yield from ((ends[0], note) for note in _notes(link))


def _all(element: Any, *names: str) -> list[Any]:
    """Return the children of these names; none of what is absent."""
    return [] if element is None else [child for child in element if local(child) in names]


def _text(element: Any, name: str) -> str:
    return "".join("".join(child.itertext()) for child in _all(element, name))


def _target(element: Any) -> str:
    return _guid(element.get("targetGUID"))


def _guid(text: str | None) -> str:
    return (text or "").strip(" {}\t\r\n").upper()


def _whole(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else int(number)


def _number(text: str | None) -> float | None:
    """Return a number; programs write whole ones with decimals, too. None for what is none."""
    try:
        number = float((text or "").strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None


def _short(text: str) -> str:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return repr(shown)
