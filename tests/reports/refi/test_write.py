"""A project survives writing and reading, is valid by the standard's schema, and its bytes are repeatable."""

from __future__ import annotations

import uuid
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.corpus.codebook import RefiCode
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Box
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
    RefiUser,
    RefiVariable,
    read_refi,
    schema_faults,
)
from workingregions.reports.refi import exported, write_refi

LETTERS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x1FFFF, exclude_categories=["Cs", "Cc", "Cn"]), max_size=20
)
NAMES = LETTERS.map(lambda text: " ".join(text.split()))
GUIDS = st.integers(1, 2**100).map(lambda number: str(uuid.UUID(int=number)).upper())
WHEN = st.sampled_from(["", "2024-05-06T07:08:09Z", "2024-05-06T07:08:09.123Z"])


@st.composite
def projects(draw: st.DrawFn) -> RefiProject:
    """A project with everything in it: a tree of codes, coders, memos, selections and areas."""
    ids = iter(draw(st.lists(GUIDS, min_size=60, max_size=60, unique=True)))
    users = tuple(RefiUser(guid=next(ids), name=draw(NAMES) or "x") for _ in range(draw(st.integers(1, 3))))
    notes = tuple(
        RefiNote(
            guid=next(ids), name=draw(NAMES), text=draw(LETTERS).strip(), user=users[0].guid, when=draw(WHEN)
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    codes: list[RefiCode] = []
    chain = [""]
    for _ in range(draw(st.integers(1, 8))):
        chain = chain[: draw(st.integers(1, len(chain)))]
        code = RefiCode(
            guid=next(ids), name=draw(NAMES), description=draw(LETTERS), codable=draw(st.booleans()),
            colour=draw(st.sampled_from(["", "#ff00AA", "#abc"])), above=chain[-1],
        )  # fmt: skip
        codes.append(code)
        chain.append(code.guid)
    variable = RefiVariable(guid=next(ids), name=draw(NAMES) or "v", type="Text")
    sources = tuple(draw(source(ids, users, codes, notes, variable)) for _ in range(draw(st.integers(0, 3))))
    held, values = tuple(one.guid for one in sources), ((variable.guid, draw(LETTERS)),)
    return RefiProject(
        name=draw(NAMES) or "p", origin=draw(NAMES), user=users[0].guid, when=draw(WHEN),
        description=draw(LETTERS), users=users, codes=tuple(codes), variables=(variable,),
        cases=(RefiCase(guid=next(ids), name=draw(NAMES), values=values, sources=held),),
        sources=sources, notes=notes,
        sets=(RefiSet(guid=next(ids), name=draw(NAMES) or "s", codes=(codes[0].guid,), sources=held),),
        links=tuple((one.guid, note.guid) for one, note in zip(sources, notes, strict=False)),
    )  # fmt: skip


@st.composite
def source(
    draw: st.DrawFn,
    ids: object,
    users: tuple[RefiUser, ...],
    codes: list[RefiCode],
    notes: tuple[RefiNote, ...],
    variable: RefiVariable,
) -> RefiSource:
    def new() -> str:
        return next(ids)  # type: ignore[call-overload,no-any-return]

    def coding() -> RefiCoding:
        memos = tuple(note.guid for note in notes[: draw(st.integers(0, 2))])
        user = draw(st.sampled_from(users)).guid
        return RefiCoding(
            guid=new(), code=draw(st.sampled_from(codes)).guid, user=user, when=draw(WHEN), notes=memos
        )

    text = exported(draw(LETTERS) + "\n" + draw(LETTERS))[0]
    ident = new()
    pdf = draw(st.booleans())
    start = draw(st.integers(0, len(text)))
    selection = RefiSelection(
        guid=new(), start=start, end=draw(st.integers(start, len(text))), name=draw(NAMES),
        description=draw(LETTERS), user=users[-1].guid, when=draw(WHEN), codings=(coding(), coding()),
        notes=tuple(note.guid for note in notes[:1]),
    )  # fmt: skip
    box = Box(*(float(draw(st.integers(0, 300))) for _ in range(2)), 400.0, 500.0)
    area = RefiArea(
        guid=new(), page=draw(st.integers(0, 9)), box=box, codings=(coding(),), user=users[0].guid
    )
    return RefiSource(
        guid=ident, name=draw(NAMES), kind=RefiKind.PDF if pdf else RefiKind.TEXT,
        path=f"internal://{ident}.pdf" if pdf else "", text_path=f"internal://{ident}.txt", text=text,
        description=draw(LETTERS), selections=(selection,), areas=(area,) if pdf else (),
        codings=(coding(),), notes=tuple(note.guid for note in notes), user=users[0].guid, when=draw(WHEN),
        values=((variable.guid, draw(LETTERS)),),
    )  # fmt: skip


@settings(max_examples=60)
@given(projects())
def test_a_project_survives_writing_and_reading(project: RefiProject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.qdpx"
        files = [(one, b"%PDF" if one.kind is RefiKind.PDF else None) for one in project.sources]
        write_refi(path, project, files)
        assert schema_faults(path) == []
        found = read_refi(path)
        first = path.read_bytes()
        write_refi(path, project, files)
        assert path.read_bytes() == first
    assert replace(found, sources=tuple(replace(one, sha256="") for one in found.sources)) == project


PLAIN = RefiProject(name="p", codes=(RefiCode(guid=str(uuid.UUID(int=1)), name="a"),))


def test_the_archive_is_as_importers_need_it(tmp_path: Path) -> None:
    ident = str(uuid.UUID(int=2))
    one = RefiSource(guid=ident, name="a.txt", text_path=f"internal://{ident}.txt", text="Łódź\nline")
    path = tmp_path / "p.qdpx"
    write_refi(path, PLAIN, [(one, None)])
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [f"sources/{ident}.txt", "project.qde"]
        assert archive.read("project.qde").startswith(b"<?xml")
        assert archive.read(f"sources/{ident}.txt") == "Łódź\nline".encode()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"richTextPath" not in archive.read("project.qde")


def test_what_xml_cannot_hold_does_not_break_the_file(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    code = RefiCode(guid=str(uuid.UUID(int=1)), name="a\x00b\ud800c", description="<d> & \x1b[0m")
    write_refi(path, replace(PLAIN, name="x\x07", codes=(code,)), [])
    assert schema_faults(path) == []
    assert read_refi(path).codes[0].name == "a b c"


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    write_refi(path, PLAIN, [])
    before = path.read_bytes()
    with pytest.raises(RuntimeError):
        write_refi(path, PLAIN, _failing())
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["p.qdpx"]
    with pytest.raises(InputError, match="is a folder"):
        write_refi(tmp_path, PLAIN, [])


def _failing():  # type: ignore[no-untyped-def]
    raise RuntimeError
    yield


def test_departures_from_the_schema_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "b.qdc"
    path.write_text('<CodeBook xmlns="urn:QDA-XML:codebook:1.0">\n<Codes/></CodeBook>', encoding="utf8")
    assert "line 2" in schema_faults(path)[0]
