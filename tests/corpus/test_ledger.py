"""The ledger: lines are only added; unusable ones are reported, and the others stay in force."""

from __future__ import annotations

import errno
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus import ledger
from workingregions.corpus.correction import Action, Correction, CorrectionEvidence
from workingregions.corpus.errors import AmbiguousNameError, InputError, NotFoundError
from workingregions.corpus.ledger import Ledger

WHEN = "2026-11-25T21:00:00Z"


def made(action: Action, *names: str, **rest: Any) -> Correction:
    return ledger.make(action, names, **{"when": WHEN, "who": "Ada Reader", **rest})


MERGE = made(Action.MERGE, "Tees Valley Unlimited", "TVU", why="its own short form")
RETYPE = made(
    Action.RETYPE, "Örnsköldsvik Union", value="union", evidence=CorrectionEvidence(file="a.pdf", page=2)
)
UNDO = made(Action.UNDO, value=MERGE.id)


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "corrections.jsonl")


def test_what_is_appended_is_read_in_order_one_readable_line_each(book: Ledger) -> None:
    assert book.read() == ledger.LedgerContent((), ())
    book.append([MERGE])
    first = book.path.read_bytes()
    book.append([RETYPE])
    assert book.path.read_bytes().startswith(first)
    assert book.read() == ledger.LedgerContent((MERGE, RETYPE), ())
    lines = book.path.read_text(encoding="utf8").splitlines()
    assert json.loads(lines[0]) == {
        "id": MERGE.id, "when": WHEN, "who": "Ada Reader", "action": "merge",
        "names": ["Tees Valley Unlimited", "TVU"], "why": "its own short form",
    }  # fmt: skip
    assert "Örnsköldsvik" in lines[1]


def test_undo_and_undoing_an_undo(book: Ledger) -> None:
    book.append([MERGE, RETYPE, UNDO])
    assert book.read().active == (RETYPE,)
    book.append([made(Action.UNDO, value=UNDO.id)])
    assert book.read().active == (MERGE, RETYPE)
    book.append([made(Action.UNDO, value=RETYPE.id)])
    assert book.read().active == (MERGE,)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('{"id": "1", "action": "mer', "not JSON"),
        ("[1, 2]", "not a correction"),
        ('{"name": "a line of another program"}', "no action"),
        (ledger.line(MERGE).replace('"merge"', '"bless"'), "'bless'"),
        (ledger.line(MERGE).replace('"why"', '"because"'), "because"),
        (ledger.line(MERGE).replace("TVU", "TVX"), "changed after it was written"),
        (ledger.line(RETYPE).replace('"union"', '"onion"'), "'onion'"),
        (ledger.line(RETYPE).replace('"page": 2', '"page": "two"'), "form"),
        (ledger.line(MERGE).replace('["Tees Valley Unlimited", "TVU"]', '"TVU"'), "form"),
        (ledger.line(made(Action.UNDO, value="no such")), "'no such'"),
        ("\udcff", "not JSON"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_rest_holds(book: Ledger, broken: str, told: str) -> None:
    book.append([RETYPE])
    with book.path.open("ab") as out:
        out.write(broken.encode("utf8", "surrogateescape") + b"\n")
    book.append([MERGE])
    reading = book.read()
    assert reading.corrections == (RETYPE, MERGE)
    (problem,) = reading.problems
    assert problem.line == 2
    assert told in problem.message


def test_a_line_torn_by_a_crash_does_not_spoil_the_next(book: Ledger) -> None:
    book.append([MERGE])
    with book.path.open("ab") as out:
        out.write(ledger.line(RETYPE).encode()[:40])
    book.append([RETYPE])
    reading = book.read()
    assert reading.corrections == (MERGE, RETYPE)
    assert [p.line for p in reading.problems] == [2]


def failing(book: Ledger, lines: list[Correction], meanwhile: Callable[[], None], *, keep: bool) -> None:
    with book.appended(lines, keep=lambda: keep):
        meanwhile()
        raise KeyboardInterrupt


@pytest.mark.parametrize("before", [b"", b"{}\n", b'{"torn": '])
def test_a_block_that_fails_takes_its_lines_back_unless_it_had_committed(book: Ledger, before: bytes) -> None:
    book.path.write_bytes(before)
    inside: list[Correction] = []
    with pytest.raises(KeyboardInterrupt):
        failing(book, [MERGE, RETYPE], lambda: inside.extend(book.read().corrections), keep=False)
    assert inside == [MERGE, RETYPE]
    assert book.path.read_bytes() == before
    with pytest.raises(KeyboardInterrupt):
        failing(book, [MERGE], lambda: None, keep=True)
    assert book.read().corrections == (MERGE,)


def test_lines_that_were_torn_by_a_full_disk_are_taken_back(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.append([MERGE])
    before = book.path.read_bytes()

    def full(file: int) -> None:
        os.ftruncate(file, len(before) + 30)
        monkeypatch.undo()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        book.append([RETYPE])
    assert book.path.read_bytes() == before


def test_lines_that_somebody_else_added_meanwhile_are_never_taken_back(book: Ledger) -> None:
    with pytest.raises(KeyboardInterrupt):
        failing(book, [MERGE], lambda: Ledger(book.path).append([RETYPE]), keep=False)
    assert RETYPE in book.read().corrections


def test_a_repeated_correction_is_recognised_only_as_its_authors_last_word() -> None:
    later, evidence = "2031-01-01T00:00:00Z", CorrectionEvidence(file="a.pdf", page=2)
    again = made(Action.RETYPE, "Örnsköldsvik Union", value="union", evidence=evidence, when=later)
    assert again.id != RETYPE.id
    other = made(Action.REJECT, "Somebody else's", who="Bo")
    own = made(Action.REJECT, "Another thing", who=RETYPE.who)
    assert ledger.LedgerContent((RETYPE,), ()).repeated(again) == RETYPE
    assert ledger.LedgerContent((RETYPE, other), ()).repeated(again) == RETYPE
    assert ledger.LedgerContent((RETYPE, own), ()).repeated(again) is None
    assert (
        ledger.LedgerContent((RETYPE, made(Action.UNDO, value=RETYPE.id, who="Bo")), ()).repeated(again)
        is None
    )
    assert ledger.LedgerContent((RETYPE,), ()).repeated(replace(again, why="on second thoughts")) is None


def test_export_and_import_keep_the_order_and_tell_what_was_there(book: Ledger, tmp_path: Path) -> None:
    book.append([MERGE, RETYPE, UNDO])
    assert book.write_to(tmp_path / "mine.jsonl") == 3
    other = Ledger(tmp_path / "other.jsonl")
    other.append([RETYPE])
    done = other.compare(tmp_path / "mine.jsonl")
    assert (done.added, done.known, done.problems) == ((MERGE, UNDO), (RETYPE,), ())
    other.append(done.added)
    assert other.read().active == (RETYPE,)
    assert other.compare(tmp_path / "mine.jsonl").added == ()
    (tmp_path / ledger.FILE_NAME).write_bytes((tmp_path / "mine.jsonl").read_bytes())
    # A project's folder stands for the ledger in it, and problems are reported for that file.
    assert other.compare(tmp_path).source == tmp_path / ledger.FILE_NAME
    (tmp_path / "hollow").mkdir()
    with pytest.raises(InputError, match=r"hollow holds no corrections\.jsonl"):
        other.compare(tmp_path / "hollow")
    (tmp_path / "note.txt").write_text("not a ledger\n")
    with pytest.raises(InputError, match="line 1"):
        other.compare(tmp_path / "note.txt")
    with pytest.raises(InputError, match="not a file"):
        other.compare(tmp_path / "missing")


@pytest.mark.parametrize(
    ("action", "names", "rest", "told"),
    [
        (Action.MERGE, ["one"], {}, "2 or more"),
        (Action.MERGE, ["one", " one "], {}, "twice"),
        (Action.SPLIT, ["one"], {}, "document or the region"),
        (Action.RENAME, ["one"], {}, "no value"),
        (Action.ACCEPT, ["a", "b", "c"], {}, "1 or 2"),
        (Action.REJECT, [" "], {}, "empty"),
        (Action.RETYPE, ["one"], {"value": "universty"}, "'university'"),
        (Action.RESCALE, ["one"], {"value": "regionall"}, "'regional'"),
        (Action.TIE, ["a", "b"], {"value": "asserted", "relation": "fund"}, "'funds'"),
        (Action.TIE, ["a", "b"], {"value": "assert", "relation": "funds"}, "'asserted'"),
    ],
)
def test_corrections_that_make_no_sense_are_refused(
    action: Action, names: list[str], rest: dict[str, str], told: str
) -> None:
    with pytest.raises((InputError, NotFoundError), match=told):
        made(action, *names, **rest)


def test_find_takes_the_start_of_an_id(book: Ledger) -> None:
    book.append([MERGE, RETYPE])
    assert book.find(MERGE.id[:6]) == MERGE
    for ident in ("", "zzz"):
        with pytest.raises(NotFoundError):
            book.find(ident)


texts = st.text(min_size=1).filter(lambda text: bool(text.split()))


@given(st.lists(texts, min_size=2, max_size=4), texts, st.text())
def test_any_names_survive_the_file(names: list[str], who: str, why: str) -> None:
    import tempfile

    cleaned = list(dict.fromkeys(" ".join(name.split()) for name in names))
    if len(cleaned) < 2 or any("\ud800" <= c <= "\udfff" for c in "".join([*names, who, why])):
        return
    correction = made(Action.MERGE, *cleaned, who=who, why=why)
    with tempfile.TemporaryDirectory() as folder:
        book = Ledger(Path(folder) / "corrections.jsonl")
        book.append([correction, RETYPE])
        assert book.read() == ledger.LedgerContent((correction, RETYPE), ())


def test_the_start_of_an_id_that_fits_several_lines_gives_them_as_candidates(book: Ledger) -> None:
    lines = [
        ledger.make(Action.ACCEPT, [f"Council {n}"], when="2026-01-01T00:00:00Z", who="Ada")
        for n in range(40)
    ]
    book.append(lines)
    # Of forty ids in sixteen first digits, some share one.
    first, count = Counter(line.id[0] for line in lines).most_common(1)[0]
    assert count > 1
    with pytest.raises(AmbiguousNameError) as caught:
        book.find(first)
    assert {c.id for c in caught.value.candidates} == {c.id for c in lines if c.id.startswith(first)}
    assert book.find(lines[0].id) == lines[0]


@pytest.mark.parametrize(
    "hostile",
    [
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"action": "rename", "why": ' + b"[" * 200_000,
        b"{" + b" " * ledger.LONGEST + b"}",
        b"\x00" * 10,
        b"\xff\xfe{}",
        b"\xed\xa0\x80",
        b'{"action": []}',
        b'{"action": {}}',
        b'{"action": null}',
        b'{"action": "rename", "names": ["A"], "value": "\\ud800", "when": "", "who": "", "id": "x"}',
        b'{"action": "undo", "value": "\\udcff", "id": "x"}',
        b'{"action": "rename", "evidence": {"page": ' + b"9" * 5000 + b"}}",
        b'{"action": "rename", "names": [NaN]}',
        b"1e999",
        b'"\\u0000"',
    ],
)
def test_a_hostile_line_is_reported_and_the_others_hold(book: Ledger, hostile: bytes) -> None:
    book.append([MERGE])
    with book.path.open("ab") as file:
        file.write(hostile + b"\n")
    book.append([RETYPE])
    read = book.read()
    assert read.corrections == (MERGE, RETYPE)
    (problem,) = read.problems
    assert problem.line == 2
    assert len(problem.message) < 500
    problem.message.encode("utf8")


def test_what_could_not_be_read_back_is_not_written() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        made(Action.RENAME, "caf\udce9", value="Café")
    with pytest.raises(InputError, match="Split it"):
        made(Action.MERGE, *(f"{n:06d}" + "x" * 200 for n in range(5000)))
