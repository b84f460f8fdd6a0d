"""Labels: labels.jsonl, what coders judge of passages, one readable line each, only added to.

A label is one coder's judgement, and coders may disagree; by itself it changes nothing in the corpus. What
was settled between them is a correction of the theme, in the ledger of corrections. A line that cannot be
used is reported with its number, and the others count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from workingregions.corpus.correction import CorrectionEvidence
from workingregions.corpus.errors import InputError, NotFoundError, UserError
from workingregions.corpus.lines import LineFile
from workingregions.corpus.plain import plain

FILE_NAME = "labels.jsonl"
LONGEST = 20_000
"""Maximum bytes of a line."""


class Answer(StrEnum):
    """What a coder answers to: is the passage about the theme? `withdrawn` takes an answer back."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why a passage was shown to a coder: only random ones measure, the others teach."""

    RANDOM = "random"
    UNCERTAIN = "uncertain"
    DIVERSE = "diverse"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Why a passage was shown and, of a random one, from which stratum of how many passages.

    `survey` identifies what the strata were made by: the codebook's version and the theme's model.
    """

    why: Reason = Reason.CHOSEN
    stratum: str = ""
    size: int = 0
    survey: str = ""


CHOSEN = Draw()
"""The draw of a passage that a coder chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One line of labels.jsonl.

    `id` is a hash of the other fields; `passage` one of the passage's letters, by which it is found in the
    document of `evidence`; `codebook` the version of the codebook that the coder read; `note` is free text.
    """

    id: str
    when: str  # ISO 8601, UTC
    who: str
    theme: str
    answer: Answer
    passage: str
    evidence: CorrectionEvidence
    draw: Draw = CHOSEN
    codebook: str = ""
    note: str = ""

    @property
    def target(self) -> tuple[str, str, str]:
        """What is judged: document (16 hex digits), passage and theme."""
        return self.evidence.sha256[:16], self.passage, self.theme


@dataclass(frozen=True, slots=True)
class LabelProblem:
    """A line (counted from 1) that does not count, and why."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class LabelContent:
    """The usable lines of a file of labels, in order, with their numbers, and the problems of the others."""

    labels: tuple[Label, ...]
    problems: tuple[LabelProblem, ...]
    lines: tuple[int, ...] = ()

    @property
    def current(self) -> tuple[Label, ...]:
        """The newest answer of each coder to each question, without those withdrawn."""
        newest: dict[tuple[str, ...], Label] = {}
        for label in sorted(self.labels, key=lambda label: label.when):
            newest.pop((label.who, *label.target), None)
            newest[label.who, *label.target] = label
        return tuple(label for label in newest.values() if label.answer is not Answer.WITHDRAWN)


class LabelBook:
    """The labels in one file, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> LabelContent:
        """Return all lines; one that occurs twice counts once.

        Raises:
            InputError: the file exists and cannot be read.
        """
        found: dict[str, tuple[int, Label]] = {}
        problems = []
        for line in LineFile(self.path).read():
            try:
                label = _parse(line.data)
            except UserError as error:
                problems.append(LabelProblem(line.number, str(error)))
            else:
                found.setdefault(label.id, (line.number, label))
        labels = tuple(label for _, label in found.values())
        return LabelContent(labels, tuple(problems), tuple(number for number, _ in found.values()))

    def append(self, labels: Iterable[Label]) -> None:
        """Add lines to the file; they are on the disk when this returns."""
        LineFile(self.path).append(map(_line, labels))

    def compare(self, source: Path) -> tuple[tuple[Label, ...], LabelContent]:
        """Return the labels of another file (or of the project it is in) that are new here, and all of it.

        Raises:
            InputError: there is no such file, or no line in it is a label.
        """
        path = source / FILE_NAME if source.is_dir() else source
        if not path.is_file():
            raise InputError(f"{path} is not a file of labels.")
        reading = LabelBook(path).read()
        if reading.problems and not reading.labels:
            first = reading.problems[0]
            raise InputError(f"{path} is not a file of labels; line {first.line}: {first.message}")
        here = {label.id for label in self.read().labels}
        return tuple(label for label in reading.labels if label.id not in here), reading


def make_label(label: Label) -> Label:
    """Return a label with its id.

    Raises:
        InputError: a text is not UTF-8, or the line would be too long.
    """
    whole = replace(label, id=_identity(label))
    try:
        size = len(_line(whole).encode())
    except UnicodeEncodeError:
        raise InputError("The label holds bytes that are not UTF-8 text.") from None
    if size > LONGEST:
        raise InputError(f"The label has {size:,} bytes; a line has {LONGEST:,} at most.")
    return whole


def answer_of(text: str) -> Answer:
    """Return the answer that a text means: its word or the letter that it begins with.

    Raises:
        NotFoundError: it is none of them.
    """
    wanted = text.strip().casefold()
    for answer in Answer:
        if wanted and wanted in (answer.value, answer.value[0]):
            return answer
    known = [answer.value for answer in Answer]
    raise NotFoundError("answer", text, known, advice=f"One of: {', '.join(known)}.")


def passage_hash(text: str) -> str:
    """Return 16 hex digits of the SHA-256 of a passage's letters and digits, whatever their case."""
    letters = "".join(char for char in text.casefold() if char.isalnum())
    return hashlib.sha256(letters.encode("utf8", "surrogatepass")).hexdigest()[:16]


def _identity(label: Label) -> str:
    rest = {name: value for name, value in _fields(label).items() if name != "id"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _line(label: Label) -> str:
    return json.dumps(_fields(label), ensure_ascii=False)


def _fields(label: Label) -> dict[str, Any]:
    found = plain(label)
    inner = {
        name: {key: value for key, value in found[name].items() if value not in ("", None, 0)}
        for name in ("evidence", "draw")
    }
    return {name: value for name, value in {**found, **inner}.items() if value not in ("", {})}


def _parse(text: bytes) -> Label:
    """Return the label in a line. Raise UserError, with the fault, for an invalid one."""
    if len(text) > LONGEST:
        raise InputError(f"it has {len(text):,} bytes, more than any label ({LONGEST:,}).")
    try:
        data = json.loads(text.decode("utf8"))
    except (ValueError, RecursionError) as cause:
        raise InputError(f"it is not JSON ({cause}).") from cause
    if not isinstance(data, dict) or "answer" not in data:
        raise InputError("it is not a label: it has no answer.")
    _refuse_foreign(data, Label, "")
    parts = {}
    for name, kind in (("evidence", CorrectionEvidence), ("draw", Draw)):
        part = data.get(name, {})
        if not isinstance(part, dict):
            raise InputError(f"its {name} does not have the form of a label.")
        _refuse_foreign(part, kind, f"{name}.")
        parts[name] = part
    numbers = [parts["evidence"].get("page", 1), parts["draw"].get("size", 0)]
    texts = [value for name, value in data.items() if name not in parts]
    texts += [v for part in parts.values() for name, v in part.items() if name not in ("page", "size")]
    whole = all(isinstance(t, str) for t in texts) and all(isinstance(n, int) for n in numbers)
    if not whole or not all(data.get(name) for name in ("id", "when", "who", "theme", "passage")):
        raise InputError("its fields do not have the form of a label.")
    label = Label(
        **{
            **data,
            "answer": answer_of(data["answer"]),
            "evidence": CorrectionEvidence(**parts["evidence"]),
            "draw": Draw(**{**parts["draw"], "why": _reason(parts["draw"].get("why", Reason.CHOSEN))}),
        }
    )
    if label.id != _identity(label):
        raise InputError("it was changed after it was written: its id no longer matches.")
    return label


def _refuse_foreign(data: dict[str, Any], kind: Any, prefix: str) -> None:
    known: Sequence[str] = [f.name for f in fields(kind)]
    if foreign := [f"{prefix}{name}" for name in sorted(data) if name not in known]:
        raise InputError(f"it has fields unknown to this release: {', '.join(foreign)}.")


def _reason(text: str) -> Reason:
    try:
        return Reason(text)
    except ValueError:
        known = [reason.value for reason in Reason]
        raise NotFoundError("reason", text, known, advice=f"One of: {', '.join(known)}.") from None
