"""The correction ledger: corrections.jsonl, one readable line each, to which lines are only ever added.

A line that cannot be used (torn by a crash, written by a newer release, changed by hand) is reported with
its number, and the others hold. Whoever appends holds the store's writer lock.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from workingregions.corpus.correction import Action, Correction, Evidence
from workingregions.corpus.enums import InstitutionType, Modality, Relation, Scale
from workingregions.corpus.errors import AmbiguousNameError, Candidate, InputError, NotFoundError, UserError
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy

FILE_NAME = "corrections.jsonl"

_NAMES: Mapping[Action, tuple[int, int | None]] = {
    Action.MERGE: (2, None),
    Action.SPLIT: (1, 2),
    Action.RENAME: (1, 1),
    Action.RETYPE: (1, 1),
    Action.RESCALE: (1, 1),
    Action.PLACE: (1, 1),
    Action.REJECT: (1, 1),
    Action.ACCEPT: (1, 2),
    Action.TIE: (2, 2),
    Action.UNDO: (0, 0),
}
"""The least and the most names that an action takes."""
LONGEST = 1_000_000
"""Bytes that a line may have: names, evidence and a reason for a correction of thousands of names."""
VERDICTS = (*(m.value for m in Modality), "rejected")
"""What a tie may be said to be."""
_VALUES: Mapping[Action, tuple[str, ...]] = {
    Action.RETYPE: tuple(t.value for t in InstitutionType),
    Action.RESCALE: tuple(s.value for s in Scale),
    Action.TIE: VERDICTS,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A line (counted from 1) that is not in force, and why."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a ledger holds: its usable lines in order, and the lines that are not."""

    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...]

    @property
    def active(self) -> tuple[Correction, ...]:
        """The corrections that hold: those not undone, by an undo that is itself not undone."""
        undone: set[str] = set()
        held = []
        # An undo stands after what it undoes, so the last line is known to hold.
        for correction in reversed(self.corrections):
            if correction.id in undone:
                continue
            if correction.action is Action.UNDO:
                undone.add(correction.value)
            else:
                held.append(correction)
        return tuple(reversed(held))

    def repeated(self, correction: Correction) -> Correction | None:
        """Return the newest line of the correction's author if it is the same but for the time, else None.

        Such a line is that of a command which was killed before it could report; to run it again must not
        write a second one. An older line is another matter: its author may have changed his mind twice.
        """
        own = [c for c in self.corrections if c.who == correction.who]
        if not own or own[-1] not in self.active:
            return None
        return own[-1] if replace(correction, id=own[-1].id, when=own[-1].when) == own[-1] else None


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a ledger's file adds: its new lines, those there already, and those of no use."""

    source: Path
    added: tuple[Correction, ...]
    known: tuple[Correction, ...]
    problems: tuple[Problem, ...]


class Ledger:
    """The ledger in one file, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Reading:
        """All lines, in order; a line that stands twice counts once.

        Raises:
            InputError: the file is there and cannot be read.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Reading((), ())
        except OSError as cause:
            raise InputError(f"{self.path} cannot be read: {cause.strerror}.") from cause
        found: dict[str, Correction] = {}
        problems = []
        for number, line in enumerate(data.split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                correction = _parse(line)
                if correction.action is Action.UNDO and correction.value not in found:
                    raise InputError(f"it undoes {correction.value!r}, which is not an earlier line.")
            except UserError as error:
                problems.append(Problem(number, str(error)))
            else:
                found.setdefault(correction.id, correction)
        return Reading(tuple(found.values()), tuple(problems))

    def append(self, corrections: Sequence[Correction]) -> None:
        """Adds lines to the file, on the disk when this returns; all of them or, on an error, none."""
        with self.appended(corrections, keep=lambda: False):
            pass

    @contextmanager
    def appended(self, corrections: Sequence[Correction], keep: Callable[[], bool]) -> Iterator[None]:
        """Append lines for a block that commits what follows from them, and take them back if it fails.

        Args:
            corrections: the lines; on the disk when the block begins.
            keep: asked when the block failed, whether its commit was made all the same.
        """
        text = "".join(line(c) + "\n" for c in corrections).encode()
        size = self.path.stat().st_size if self.path.exists() else 0
        try:
            if text:
                self._write(text)
            yield
        except BaseException:
            if not keep():
                self._take_back(size, text)
            raise

    def _write(self, text: bytes) -> None:
        with self.path.open("a+b") as out:
            out.seek(0, os.SEEK_END)
            if out.tell():
                out.seek(-1, os.SEEK_END)
                if out.read(1) != b"\n":
                    # A crash tore the last line; the new one must not be glued to it.
                    text = b"\n" + text
            out.write(text)
            out.flush()
            os.fsync(out.fileno())

    def _take_back(self, size: int, text: bytes) -> None:
        """Cut the file back to `size` bytes, unless anything but `text`, or its beginning, follows them."""
        if not self.path.exists():
            return
        with self.path.open("r+b") as out:
            out.seek(size)
            tail = out.read()
            if tail and text.startswith(tail.removeprefix(b"\n")):
                out.truncate(size)
                os.fsync(out.fileno())

    def write_to(self, target: Path) -> int:
        """Writes all usable lines to another file, which is replaced; returns how many."""
        corrections = self.read().corrections
        with writing(target):
            write_atomically(target, "".join(line(c) + "\n" for c in corrections))
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
        """The correction with this id, or the only one whose id starts so.

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
    evidence: Evidence | None = None,
) -> Correction:
    """A correction with its id; names are freed of stray white space.

    Raises:
        InputError: names, value or relation do not fit the action.
        NotFoundError: the value is no type, scale, relation or verdict; `nearest` holds those like it.
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
        evidence=evidence or Evidence(),
    )
    _check(draft)
    made = replace(draft, id=identity(draft))
    if (size := len(line(made).encode())) > LONGEST:
        raise InputError(
            f"The correction has {size:,} bytes; a line of the ledger has {LONGEST:,} at most.",
            advice="Split it into several corrections.",
        )
    return made


def identity(correction: Correction) -> str:
    """The id that a correction's other fields give: 12 hex digits of a SHA-256."""
    rest = {name: value for name, value in _fields(correction).items() if name != "id"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def line(correction: Correction) -> str:
    """A correction as its line in the file, without the line's end; fields that are empty are left out."""
    return json.dumps(_fields(correction), ensure_ascii=False)


def _fields(correction: Correction) -> dict[str, Any]:
    found = plain(correction)
    seen = {name: value for name, value in found["evidence"].items() if value not in ("", None)}
    return {name: value for name, value in {**found, "evidence": seen}.items() if value not in ("", [], {})}


def _parse(text: bytes) -> Correction:
    """The correction in a line. Raises UserError, which says what is wrong with it."""
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
        raise InputError(f"it has fields that this release does not know: {', '.join(foreign)}.")
    try:
        action = Action(data["action"])
    except (ValueError, TypeError):
        raise InputError(f"{data['action']!r} is not an action that this release knows.") from None
    evidence = data.get("evidence", {})
    texts = [data.get(name, "") for name in ("id", "when", "who", "value", "relation", "near", "why")]
    names = data.get("names", [])
    shaped = isinstance(evidence, dict) and evidence.keys() <= {f.name for f in fields(Evidence)}
    if shaped:
        shaped = isinstance(evidence.get("page", 1), int)
        texts += [value for name, value in evidence.items() if name != "page"]
    if not shaped or not isinstance(names, list) or not all(isinstance(t, str) for t in (*texts, *names)):
        raise InputError("its fields do not have the form of a correction's.")
    kept = {name: data[name] for name in known & data.keys() if name not in ("action", "names", "evidence")}
    complete = {"id": "", "when": "", "who": "", **kept}
    correction = Correction(**complete, action=action, names=tuple(names), evidence=Evidence(**evidence))
    _check(correction)
    if correction.id != identity(correction):
        raise InputError("it was changed after it was written: its id no longer fits.")
    return correction


def _check(correction: Correction) -> None:
    action, names = correction.action, correction.names
    try:
        line(correction).encode()
    except UnicodeEncodeError:
        raise InputError(f"`{action.value}` holds bytes that are not UTF-8 text.") from None
    least, most = _NAMES[action]
    if not least <= len(names) <= (most or len(names)):
        wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} or {most}"
        raise InputError(f"`{action.value}` takes {wanted} names, not {len(names)}.")
    if not all(names):
        raise InputError(f"`{action.value}` has an empty name.")
    if len(set(names)) < len(names):
        raise InputError(f"`{action.value}` has the same name twice.")
    if allowed := _VALUES.get(action):
        if correction.value not in allowed:
            what = {Action.RETYPE: "institution type", Action.RESCALE: "scale"}.get(
                action, "verdict on a tie"
            )
            raise NotFoundError(what, correction.value, allowed, advice=f"One of: {', '.join(allowed)}.")
    elif action in (Action.RENAME, Action.PLACE, Action.UNDO) and not correction.value:
        raise InputError(f"`{action.value}` has no value.")
    if action is Action.TIE and correction.relation not in list(Relation):
        known = [r.value for r in Relation]
        raise NotFoundError("relation", correction.relation, known, advice=f"One of: {', '.join(known)}.")
    apart = correction.value or correction.evidence.sha256
    if action is Action.SPLIT and len(names) == 1 and not apart:
        raise InputError("`split` of one name needs the document or the region in which it is another.")
