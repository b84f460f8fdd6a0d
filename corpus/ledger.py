"""The correction ledger: corrections.jsonl, one readable line each, to which lines are only ever added.

A line that cannot be used (torn by a crash, written by a newer release, changed by hand) is reported with
its number, and the others stay in force. The caller that appends holds the store's writer lock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from workingregions.corpus.correction import Action, Correction, CorrectionEvidence
from workingregions.corpus.correction_rules import check, settled
from workingregions.corpus.errors import AmbiguousNameError, Candidate, InputError, NotFoundError, UserError
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.lines import LineFile, encoded
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.undoing import in_force

FILE_NAME = "corrections.jsonl"

LONGEST = 1_000_000
"""Maximum bytes of a line: names, evidence and a reason for a correction of thousands of names."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line (counted from 1) that is not in force, and why."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class LedgerContent:
    """The content of a ledger: its usable lines in order, and the unusable ones."""

    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...]

    @property
    def active(self) -> tuple[Correction, ...]:
        """The corrections in force: those not undone, by an undo that is itself not undone."""
        return in_force(self.corrections, lambda c: c.value if c.action is Action.UNDO else None)

    def repeated(self, correction: Correction) -> Correction | None:
        """Return the newest line of the correction's author if it is the same except for the time, else None.

        Such a line is that of a command which was killed before it could report; running it again must not
        write a second one. An older line does not count: its author may have changed their mind twice.
        """
        own_lines = [c for c in self.corrections if c.who == correction.who]
        if not own_lines or own_lines[-1] not in self.active:
            return None
        return (
            own_lines[-1]
            if replace(correction, id=own_lines[-1].id, when=own_lines[-1].when) == own_lines[-1]
            else None
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a ledger's file adds: its new lines, those already present, and the invalid ones."""

    source: Path
    added: tuple[Correction, ...]
    known: tuple[Correction, ...]
    problems: tuple[Problem, ...]


class Ledger:
    """The ledger in one file, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> LedgerContent:
        """Return all lines, in order; a line that occurs twice counts once.

        Raises:
            InputError: the file exists and cannot be read.
        """
        found: dict[str, Correction] = {}
        problems = []
        for line in LineFile(self.path).read():
            try:
                correction = _parse(line.data)
                if correction.action is Action.UNDO and correction.value not in found:
                    raise InputError(f"it undoes {correction.value!r}, which is not an earlier line.")
            except UserError as error:
                problems.append(Problem(line.number, str(error)))
            else:
                found.setdefault(correction.id, correction)
        return LedgerContent(tuple(found.values()), tuple(problems))

    def append(self, corrections: Sequence[Correction]) -> None:
        """Add lines to the file, on the disk when this returns; all of them or, on an error, none."""
        with self.appended(corrections, keep=lambda: False):
            pass

    @contextmanager
    def appended(self, corrections: Sequence[Correction], keep: Callable[[], bool]) -> Iterator[None]:
        """Append lines for a block that commits their consequences, and take them back if it fails.

        Args:
            corrections: the lines; on the disk when the block begins.
            keep: called when the block failed: whether its commit was made nevertheless.
        """
        file, lines = LineFile(self.path), [line(c) for c in corrections]
        size = file.size()
        try:
            if lines:
                self._write(lines)
            yield
        except BaseException:
            if not keep():
                file.take_back(size, lines)
            raise

    def _write(self, lines: Sequence[str]) -> None:
        LineFile(self.path).append(lines)

    def write_to(self, target: Path) -> int:
        """Write all usable lines to another file, which is replaced; return how many."""
        corrections = self.read().corrections
        with writing(target):
            write_atomically(target, encoded(line(c) for c in corrections))
        return len(corrections)

    def compare(self, source: Path) -> Imported:
        """Return what another ledger (its file, or the folder it is in) would add, in order.

        Raises:
            InputError: the file is missing, or no line in it is a correction.
        """
        if source.is_dir():
            folder, source = source, source / FILE_NAME
            if not source.exists():
                raise InputError(
                    f"{folder} holds no {FILE_NAME}, the file of a project in which corrections were made.",
                    advice=Remedy.GIVE_LEDGER,
                )
        if not source.is_file():
            raise InputError(f"{source} is not a file.", advice=Remedy.GIVE_LEDGER)
        reading = Ledger(source).read()
        if reading.problems and not reading.corrections:
            first = reading.problems[0]
            raise InputError(f"{source} is not a ledger of corrections; line {first.line}: {first.message}")
        here = {c.id for c in self.read().corrections}
        added = tuple(c for c in reading.corrections if c.id not in here)
        known = tuple(c for c in reading.corrections if c.id in here)
        return Imported(source, added, known, reading.problems)

    def find(self, ident: str) -> Correction:
        """Return the correction with this id, or the only one whose id starts with it.

        Raises:
            NotFoundError: there is none.
            AmbiguousNameError: there are several.
        """
        corrections = self.read().corrections
        found = [c for c in corrections if ident and c.id.startswith(ident)]
        if not found:
            known = [c.id for c in corrections]
            raise NotFoundError("correction", ident, known, advice=Remedy.LIST_CORRECTIONS)
        if len(found) > 1:
            ids = [Candidate(id=c.id, name=c.id) for c in found]
            raise AmbiguousNameError("correction", ident, ids, advice=Remedy.LIST_CORRECTIONS)
        return found[0]


def make(
    action: Action,
    names: Iterable[str] = (),
    *,
    when: str,
    who: str,
    value: str = "",
    relation: str = "",
    near: str = "",
    why: str = "",
    evidence: CorrectionEvidence | None = None,
) -> Correction:
    """Return a correction with its id; names are stripped of stray white space.

    Raises:
        InputError: names, value or relation do not fit the action.
        NotFoundError: the value is not a type, scale, relation or verdict; `nearest` holds similar ones.
    """
    draft = Correction(
        id="",
        when=when,
        who=" ".join(who.split()),
        action=action,
        names=tuple(" ".join(name.split()) for name in names),
        value=" ".join(value.split()),
        relation=relation,
        near=near,
        why=" ".join(why.split()),
        evidence=evidence or CorrectionEvidence(),
    )
    _encodable(draft)
    draft = settled(draft)
    correction = replace(draft, id=identity(draft))
    if (size := len(line(correction).encode())) > LONGEST:
        raise InputError(
            f"The correction has {size:,} bytes; a line of the ledger has {LONGEST:,} at most.",
            advice="Split it into several corrections.",
        )
    return correction


def identity(correction: Correction) -> str:
    """Return the id of a correction, derived from its other fields: 12 hex digits of a SHA-256."""
    rest = {name: value for name, value in _fields(correction).items() if name != "id"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def line(correction: Correction) -> str:
    """Return a correction as its line in the file, without the line ending; empty fields are left out."""
    return json.dumps(_fields(correction), ensure_ascii=False)


def _fields(correction: Correction) -> dict[str, Any]:
    found = plain(correction)
    seen = {name: value for name, value in found["evidence"].items() if value not in ("", None)}
    return {name: value for name, value in {**found, "evidence": seen}.items() if value not in ("", [], {})}


def _parse(text: bytes) -> Correction:
    """Return the correction in a line. Raise UserError, with the fault, for an invalid one."""
    if len(text) > LONGEST:
        raise InputError(f"it has {len(text):,} bytes, more than any correction ({LONGEST:,}).")
    try:
        data = json.loads(text.decode("utf8"))
    except (ValueError, UnicodeDecodeError) as cause:
        raise InputError(f"it is not JSON ({cause}).") from cause
    except RecursionError as cause:
        raise InputError("it is not a correction: it is nested too deeply.") from cause
    if not isinstance(data, dict) or "action" not in data:
        raise InputError("it is not a correction: it has no action.")
    known = {f.name for f in fields(Correction)}
    if foreign := sorted(data.keys() - known):
        raise InputError(f"it has fields unknown to this release: {', '.join(foreign)}.")
    try:
        action = Action(data["action"])
    except (ValueError, TypeError):
        raise InputError(f"{data['action']!r} is not an action known to this release.") from None
    evidence = data.get("evidence", {})
    texts = [data.get(name, "") for name in ("id", "when", "who", "value", "relation", "near", "why")]
    names = data.get("names", [])
    shaped = isinstance(evidence, dict) and evidence.keys() <= {f.name for f in fields(CorrectionEvidence)}
    if shaped:
        shaped = isinstance(evidence.get("page", 1), int)
        texts += [value for name, value in evidence.items() if name != "page"]
    if not shaped or not isinstance(names, list) or not all(isinstance(t, str) for t in (*texts, *names)):
        raise InputError("its fields do not have the form of a correction.")
    kept = {name: data[name] for name in known & data.keys() if name not in ("action", "names", "evidence")}
    complete = {"id": "", "when": "", "who": "", **kept}
    correction = Correction(
        **complete, action=action, names=tuple(names), evidence=CorrectionEvidence(**evidence)
    )
    _encodable(correction)
    check(correction)
    if correction.id != identity(correction):
        raise InputError("it was changed after it was written: its id no longer matches.")
    return correction


def _encodable(correction: Correction) -> None:
    try:
        line(correction).encode()
    except UnicodeEncodeError:
        raise InputError(f"`{correction.action.value}` holds bytes that are not UTF-8 text.") from None
