"""What is coded in a project: by the machine, by coders, and the notes that readers and correctors wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.app import ask, coding
from workingregions.app.map import in_words
from workingregions.app.refi.guids import guid, machine_guid, user_guid
from workingregions.corpus.correction import OF_DOCUMENTS, Action, Correction
from workingregions.corpus.evidence import Evidence, EvidenceState
from workingregions.corpus.labels import Answer
from workingregions.ingest.refi import RefiNote

if TYPE_CHECKING:
    from workingregions.app.names import Pinned


@dataclass(frozen=True, slots=True)
class Given:
    """A theme that somebody gave to a passage; `notes` are ids of memos on it."""

    theme: str
    user: str
    when: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """A stretch of a passage, from `start` to `end`, to which a note belongs."""

    passage: str
    start: int
    end: int
    note: RefiNote


@dataclass(slots=True)
class Coded:
    """All that is coded and noted in some documents.

    Attributes:
        given: themes by passage.
        noted: notes on words, by document.
        remarks: notes on whole documents, by document.
        notes: every note.
        coders: names of people by their ids.
        left_out: how many labels and corrections have no place in the format: no, unsure, gone, corrections.
    """

    given: dict[str, list[Given]] = field(default_factory=lambda: defaultdict(list))
    noted: dict[str, list[Noted]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[str, list[RefiNote]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, RefiNote] = field(default_factory=dict)
    coders: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def by(self, who: str) -> str:
        """Return the id of a person, who is then one of the coders."""
        ident = user_guid(who)
        self.coders[ident] = who
        return ident

    def note(self, name: str, text: str, who: str, when: str, *about: str) -> RefiNote:
        """Return a note, which is then one of the notes; `about` tells equal ones apart."""
        made = RefiNote(
            guid=guid("note", who, name, text, *about), name=name, text=text, user=self.by(who), when=when
        )
        self.notes[made.guid] = made
        return made


def coded(
    pinned: Pinned,
    documents: Mapping[str, str],
    passages: frozenset[str] | None,
    threshold: float | None,
) -> Coded:
    """Return what is coded in documents.

    Args:
        pinned: the project.
        documents: the SHA-256 of each document's file, by the document's id.
        passages: the only passages to take; None for all.
        threshold: the least score of the machine's codings; None leaves them out.
    """
    found = Coded()
    if threshold is not None:
        _machine(pinned, found, documents, passages, threshold)
    _people(pinned, found, documents, passages)
    _kept(pinned, found, documents)
    _corrected(pinned, found, documents)
    return found


def _machine(
    pinned: Pinned,
    found: Coded,
    documents: Mapping[str, str],
    passages: frozenset[str] | None,
    threshold: float,
) -> None:
    rows = pinned.snapshot.arrow(
        "themes", where=f"about >= {threshold:.6f}", columns=["document", "passage", "theme"]
    ).to_pylist()
    order = {theme: place for place, theme in enumerate(pinned.codebook.ids)}
    rows.sort(key=lambda row: (order.get(row["theme"], len(order)), row["theme"]))
    user, when = machine_guid(), pinned.snapshot.manifest.created
    for row in rows:
        if row["document"] in documents and (passages is None or row["passage"] in passages):
            found.given[row["passage"]].append(Given(row["theme"], user, when))


def _people(
    pinned: Pinned, found: Coded, documents: Mapping[str, str], passages: frozenset[str] | None
) -> None:
    """Take the answers of coders; only "yes" is a coding."""
    own = {sha256[:16] for sha256 in documents.values()}
    labels = [label for label in coding.content(pinned).current if label.evidence.sha256[:16] in own]
    for one in coding.placed(pinned, labels):
        label = one.label
        if not one.passage:
            found.left_out["gone"] += 1
        elif passages is not None and one.passage not in passages:
            continue
        elif label.answer is not Answer.YES:
            found.left_out[label.answer.value] += 1
        else:
            notes: tuple[str, ...] = ()
            if label.note:
                memo = found.note("Memo", label.note, label.who, label.when, label.id)
                notes = (memo.guid,)
            found.given[one.passage].append(Given(label.theme, found.by(label.who), label.when, notes))


def _kept(pinned: Pinned, found: Coded, documents: Mapping[str, str]) -> None:
    """Take the notes and labels of the readers' baskets, as notes on the words."""
    kept = [one for one in ask.kept(pinned) if one.note or one.labels]
    now = ask.evidences(pinned.snapshot, (one.evidence for one in kept))
    for one in kept:
        words = now[one.evidence]
        name = ", ".join(one.labels) or "Note"
        if isinstance(words, Evidence) and words.document in documents:
            note = found.note(name, one.note or name, one.who, one.when, one.evidence)
            _place(found, words, note)


def _corrected(pinned: Pinned, found: Coded, documents: Mapping[str, str]) -> None:
    """Take the corrections of themes and of documents' descriptions, as notes where they belong."""
    from workingregions.models.entities import in_force

    lines = in_force(pinned.ledger.active)[0]
    words = ask.evidences(
        pinned.snapshot, (line.evidence.id for line in lines if line.action is Action.THEME)
    )
    by_hash = {sha256: document for document, sha256 in documents.items()}
    for line in lines:
        at = words.get(line.evidence.id)
        if line.action is Action.THEME and isinstance(at, Evidence) and at.document in documents:
            _place(found, at, _correction(found, line))
        elif line.action in OF_DOCUMENTS and line.evidence.sha256 in by_hash:
            found.remarks[by_hash[line.evidence.sha256]].append(_correction(found, line))
        else:
            found.left_out["corrections"] += 1


def _correction(found: Coded, line: Correction) -> RefiNote:
    why = f"\n{line.why}" if line.why else ""
    return found.note("Correction", in_words(line) + why, line.who, line.when, line.id)


def _place(found: Coded, words: Evidence, note: RefiNote) -> None:
    if words.state is EvidenceState.GONE or words.end <= words.start:
        found.remarks[words.document].append(note)
    else:
        found.noted[words.document].append(Noted(words.passage, words.start, words.end, note))


def themes_in(given: Iterable[list[Given]]) -> set[str]:
    """Return the themes that were given."""
    return {one.theme for several in given for one in several}
