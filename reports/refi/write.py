"""A REFI-QDA project file (.qdpx), written document by document: equal content gives equal bytes.

Rules that the programs' importers need, from the standard and from the reports of their users: the folder is
`sources`, in lower case; `project.qde` has no byte-order mark; a text is plain text, never called rich; the
elements come in the order of the schema, a note before a variable's value.
"""

from __future__ import annotations

import math
import os
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from workingregions.corpus.codebook import append_codes, xml_text
from workingregions.corpus.files import writing
from workingregions.ingest.refi import (
    RefiArea,
    RefiCase,
    RefiCoding,
    RefiKind,
    RefiNote,
    RefiProject,
    RefiSelection,
    RefiSet,
    RefiSource,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "urn:QDA-XML:project:1.0"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every member of the archive; zips have none before it."""
_CHUNK = 2**20
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_VALUES = {
    "Boolean": "BooleanValue",
    "Integer": "IntegerValue",
    "Float": "FloatValue",
    "Date": "DateValue",
    "DateTime": "DateTimeValue",
}
Sources = Iterable[tuple[RefiSource, bytes | None]]


def write_refi(out: Path, project: RefiProject, sources: Sources) -> None:
    """Write a project file; `out` is replaced when all of it is written, and left alone if that fails.

    Args:
        out: the file.
        project: everything but its sources, which are ignored.
        sources: each source with the bytes of its file, if it has one; they are taken one at a time, so that
            only one is held in memory. Texts go into files of their own.

    Raises:
        InputError: the file cannot be written.
        DiskFullError: the disk is full.
    """
    with (
        writing(out),
        _replacing(out) as stream,
        TemporaryFile(dir=out.parent) as xml,
        zipfile.ZipFile(stream, "w") as archive,
    ):
        _write_xml(xml, project, _stored(archive, sources))
        size = xml.tell()
        xml.seek(0)
        with archive.open(_member("project.qde", zipfile.ZIP_DEFLATED, size), "w") as member:
            while piece := xml.read(_CHUNK):
                member.write(piece)


@contextmanager
def _replacing(out: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of `out` when it is whole."""
    temporary = out.with_name(f"{out.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(out)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _stored(archive: zipfile.ZipFile, sources: Sources) -> Iterator[RefiSource]:
    """Put the files of sources into the archive, and yield the sources."""
    for source, data in sources:
        if data is not None:
            # PDFs are compressed within; to do it again takes time and gains nothing.
            kind = zipfile.ZIP_STORED if source.kind is RefiKind.PDF else zipfile.ZIP_DEFLATED
            archive.writestr(_member(f"sources/{_name(source.path)}", kind, len(data)), data)
        text = source.text.encode("utf-8", "replace")
        archive.writestr(_member(f"sources/{_name(source.text_path)}", zipfile.ZIP_DEFLATED, len(text)), text)
        yield source


def _name(path: str) -> str:
    return path.removeprefix("internal://")


def _member(name: str, method: int, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type, info.create_system, info.external_attr = method, 3, 0o644 << 16
    info.file_size = size
    return info


def _write_xml(stream: IO[bytes], project: RefiProject, sources: Iterator[RefiSource]) -> None:
    from lxml import etree

    types = {variable.guid: variable.type for variable in project.variables}
    made = _made("creatingUserGUID", project.user, project.when)
    head = _given({"name": project.name, "origin": project.origin, **made})
    space: Any = {None: NAMESPACE}
    with etree.xmlfile(stream, encoding="utf-8") as out:
        out.write_declaration()
        with out.element(_tag("Project"), head, nsmap=space):
            for part in _before(project, types):
                out.write(part, pretty_print=True)
            first = next(sources, None)
            if first is not None:
                with out.element(_tag("Sources")):
                    out.write(_source(first, types), pretty_print=True)
                    for source in sources:
                        out.write(_source(source, types), pretty_print=True)
            for part in _after(project):
                out.write(part, pretty_print=True)


def _before(project: RefiProject, types: Mapping[str, str]) -> Iterator[_Element]:
    """Yield the parts of a project that come before its sources; the schema allows none to be empty."""
    if project.users:
        users = _new("Users")
        for user in project.users:
            _add(users, "User", guid=user.guid, name=user.name)
        yield users
    if project.codes:
        book = _new("CodeBook")
        append_codes(_add(book, "Codes"), project.codes)
        yield book
    if project.variables:
        variables = _new("Variables")
        for one in project.variables:
            _add(variables, "Variable", guid=one.guid, name=one.name, typeOfVariable=one.type)
        yield variables
    if project.cases:
        cases = _new("Cases")
        for case in project.cases:
            _case(cases, case, types)
        yield cases


def _after(project: RefiProject) -> Iterator[_Element]:
    """Yield the parts of a project that come after its sources."""
    if project.notes:
        notes = _new("Notes")
        for note in project.notes:
            _note(notes, note)
        yield notes
    if project.links:
        links = _new("Links")
        for origin, target in project.links:
            guid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{origin} {target}")).upper()
            _add(links, "Link", guid=guid, originGUID=origin, targetGUID=target)
        yield links
    if project.sets:
        sets = _new("Sets")
        for one in project.sets:
            _set(sets, one)
        yield sets
    if project.description:
        description = _new("Description")
        description.text = xml_text(project.description)
        yield description


def _source(source: RefiSource, types: Mapping[str, str]) -> _Element:
    made = _made("creatingUser", source.user, source.when)
    if source.kind is RefiKind.TEXT:
        element = _new(
            "TextSource", guid=source.guid, name=source.name, plainTextPath=source.text_path, **made
        )
        _described(element, source.description)
        words = element
    else:
        element = _new("PDFSource", guid=source.guid, name=source.name, path=source.path, **made)
        _described(element, source.description)
        for area in source.areas:
            _area(element, area)
        guid = str(uuid.uuid5(uuid.UUID(source.guid), "text")).upper()
        words = _add(element, "Representation", guid=guid, name=source.name, plainTextPath=source.text_path)
    for selection in source.selections:
        _selection(words, selection)
    for coding in source.codings:
        _coding(element, coding)
    _refer(element, source.notes)
    _values(element, source.values, types)
    return element


def _selection(above: _Element, selection: RefiSelection) -> None:
    element = _add(
        above, "PlainTextSelection", guid=selection.guid, name=selection.name,
        startPosition=str(selection.start), endPosition=str(selection.end),
        **_made("creatingUser", selection.user, selection.when),
    )  # fmt: skip
    _coded(element, selection)


def _area(above: _Element, area: RefiArea) -> None:
    element = _add(
        above, "PDFSelection", guid=area.guid, name=area.name, page=str(area.page),
        firstX=str(math.floor(area.box.x0)), firstY=str(math.floor(area.box.y0)),
        secondX=str(math.ceil(area.box.x1)), secondY=str(math.ceil(area.box.y1)),
        **_made("creatingUser", area.user, area.when),
    )  # fmt: skip
    _coded(element, area)


def _coded(element: _Element, selection: RefiSelection | RefiArea) -> None:
    _described(element, selection.description)
    for coding in selection.codings:
        _coding(element, coding)
    _refer(element, selection.notes)


def _coding(above: _Element, coding: RefiCoding) -> None:
    element = _add(above, "Coding", guid=coding.guid, **_made("creatingUser", coding.user, coding.when))
    _add(element, "CodeRef", targetGUID=coding.code)
    _refer(element, coding.notes)


def _case(above: _Element, case: RefiCase, types: Mapping[str, str]) -> None:
    element = _add(above, "Case", guid=case.guid, name=case.name)
    _described(element, case.description)
    _values(element, case.values, types)
    for source in case.sources:
        _add(element, "SourceRef", targetGUID=source)


def _set(above: _Element, one: RefiSet) -> None:
    element = _add(above, "Set", guid=one.guid, name=one.name)
    _described(element, one.description)
    for code in one.codes:
        _add(element, "MemberCode", targetGUID=code)
    for source in one.sources:
        _add(element, "MemberSource", targetGUID=source)


def _note(above: _Element, note: RefiNote) -> None:
    made = _made("creatingUser", note.user, note.when)
    element = _add(above, "Note", guid=note.guid, name=note.name, **made)
    _add(element, "PlainTextContent").text = xml_text(note.text)


def _values(element: _Element, values: Iterable[tuple[str, str]], types: Mapping[str, str]) -> None:
    for variable, words in values:
        value = _add(element, "VariableValue")
        _add(value, "VariableRef", targetGUID=variable)
        _add(value, _VALUES.get(types.get(variable, ""), "TextValue")).text = xml_text(words)


def _described(element: _Element, text: str) -> None:
    if text:
        _add(element, "Description").text = xml_text(text)


def _refer(element: _Element, notes: Iterable[str]) -> None:
    for note in notes:
        _add(element, "NoteRef", targetGUID=note)


def _made(name: str, user: str, when: str) -> dict[str, str]:
    """Return the attributes that state who made something and when; the schema takes no other dates."""
    return {name: user, "creationDateTime": when if _MOMENT.fullmatch(when) else ""}


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _new(tag: str, /, **attributes: str) -> _Element:
    from lxml import etree

    space: Any = {None: NAMESPACE}
    return etree.Element(_tag(tag), _given(attributes), nsmap=space)


def _add(above: _Element, tag: str, /, **attributes: str) -> _Element:
    from lxml import etree

    return etree.SubElement(above, _tag(tag), _given(attributes))


def _given(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: xml_text(value) for name, value in attributes.items() if value}
