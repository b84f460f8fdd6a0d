"""The import of a REFI-QDA file: codings of people become labels, all of them or none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import ask, coding
from workingregions.app.refi.answers import (
    RefiCodeMatch,
    RefiCodingNote,
    RefiImport,
    RefiSourceMatch,
)
from workingregions.app.refi.landing import Landed, Landing
from workingregions.app.refi.mapping import Mapped, map_codes, paths, read_table, with_codes
from workingregions.app.refi.matching import Matched, Matcher
from workingregions.app.refi.people import People, PersonCoding
from workingregions.corpus.correction import CorrectionEvidence
from workingregions.corpus.errors import InputError
from workingregions.corpus.files import writing
from workingregions.corpus.labels import (
    FILE_NAME,
    Answer,
    Draw,
    Label,
    LabelBook,
    LabelContent,
    make_label,
    passage_hash,
)
from workingregions.corpus.records import Document, Passage
from workingregions.ingest.refi import (
    Counting,
    RefiArea,
    RefiProject,
    RefiSelection,
    find_counting,
    read_refi,
    schema_faults,
)

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.app.workspace import Workspace
    from workingregions.corpus.codebook import Codebook

BATCH = "refi-qda"
"""How the `survey` of an imported label begins; the file's name and hash follow."""
QUOTED = 160
"""Characters of words in a report."""
KEPT = 80
"""Characters of a passage that a label keeps for the reader."""
_FAULTS = 5
"""Departures from the schema that a report lists."""
Key = tuple[str, str, str]
"""A coder, a theme and a passage: what one label is about."""


def take_refi(
    project: Workspace,
    pinned: Pinned,
    file: Path,
    *,
    table: Path | None,
    add_themes: bool,
    dry_run: bool,
    overwrite: bool,
    who: str,
    author: str,
    now: str,
) -> RefiImport:
    """Take over the codings of a file; see Project.import_refi.

    `pinned` is the project as it is; `author` is who imports, and `now` the time, as labels have it.
    """
    batch = batch_of(file)
    content = read_refi(file)
    before = book = project.codebook
    mapped = map_codes(content.codes, book, read_table(table, content.codes, book) if table else {})
    added: dict[str, str] = {}
    if add_themes:
        book, added = with_codes(book, content.codes, mapped)
        mapped |= {code: Mapped(theme, "new") for code, theme in added.items()}
    counting = find_counting(content.sources)
    people = People(content, who or f"unnamed coder of {file.stem}")
    landing = _Landings(pinned, content, mapped, people, counting)
    landing.land()
    written = _Labels(project, landing, book.version, batch, now, overwrite)
    if not dry_run:
        written.write(before, book, file, author)
    return _report(file, content, landing, written, added, book if added else None, dry_run)


def undo_refi(project: Workspace, file: Path, now: str) -> int:
    """Withdraw the labels that came from a file and are current; return their number.

    An answer that one of them replaced is given again.
    """
    batch = batch_of(file)
    book = LabelBook(project.root / FILE_NAME)
    content = book.read()
    own = [label for label in content.current if label.draw.survey == batch]
    if not own:
        raise InputError(f"No label in force came from {file.name}, as it is now.")
    others = LabelContent(tuple(one for one in content.labels if one.draw.survey != batch), ())
    before = {(one.who, *one.target): one for one in others.current}
    lines = []
    for one in own:
        again = before.get((one.who, *one.target)) or replace(one, answer=Answer.WITHDRAWN)
        lines.append(make_label(replace(again, when=now)))
    with writing(book.path):
        book.append(lines)
    return len(own)


def batch_of(file: Path) -> str:
    """Return what the labels of a file are marked with: its name and the beginning of its hash.

    Raises:
        InputError: it cannot be read.
    """
    found = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while piece := stream.read(2**20):
                found.update(piece)
    except FileNotFoundError:
        raise InputError(f"{file} does not exist.") from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    return f"{BATCH} {file.name} {found.hexdigest()[:8]}"


@dataclass(slots=True)
class _Landings:
    """Where the codings of a file landed.

    Attributes:
        given: the first coding of each coder, theme and passage.
        sources: what became of each source.
        used: codings of people by code.
        coders: codings that landed by coder.
        counts: exact, shifted, failed, again.
        moved, lost: the codings that did not land exactly, and those that failed.
    """

    pinned: Pinned
    content: RefiProject
    codes: Mapping[str, Mapped]
    people: People
    counting: Counting
    given: dict[Key, tuple[PersonCoding, Passage]] = field(default_factory=dict)
    sources: list[RefiSourceMatch] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    coders: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    moved: list[RefiCodingNote] = field(default_factory=list)
    lost: list[RefiCodingNote] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    stated: set[tuple[str, str, str, str]] = field(default_factory=set)
    """Source, coder, code and words of the codings of texts."""

    def land(self) -> None:
        """Find the passages of every coding, source by source."""
        self.names = paths(self.content.codes)
        matcher = Matcher(self.pinned)
        for source in self.content.sources:
            matched = matcher.match(source)
            codings = list(self.people.codings(source))
            before = Counter(self.counts)
            landing = None
            if matched.document is not None and codings:
                landing = Landing(self.pinned, source, matched.document, self.counting)
            for one in codings:
                self._land(one, landing, matched)
            self.sources.append(
                RefiSourceMatch(
                    source=source.name or source.guid,
                    document=matched.document.path if matched.document else "",
                    how=matched.how,
                    reason=matched.reason,
                    **{name: self.counts[name] - before[name] for name in ("exact", "shifted", "failed")},
                )
            )

    def _land(self, one: PersonCoding, landing: Landing | None, matched: Matched) -> None:
        code = one.coding.code
        self.used[code] += 1
        if landing is None:
            landed = Landed(quote=_stated(one), reason=f"its source has no document: {matched.reason}")
        elif one.on is None:
            landed = Landed(reason="it is on the whole source, and labels are on passages")
        elif isinstance(one.on, RefiSelection):
            landed = landing.selection(one.on)
        else:
            landed = landing.area(one.on)
        theme = self.codes.get(code, Mapped()).theme
        if not theme:
            known = code in self.names
            reason = "its code has no theme" if known else "its code is not in the file's codebook"
            landed = Landed(quote=landed.quote, reason=reason)
        self._count(one, landed, theme)

    def _count(self, one: PersonCoding, landed: Landed, theme: str) -> None:
        keys = [(one.who, theme, passage.id) for passage in landed.passages]
        stated = one.source.guid, one.who, one.coding.code, one.on.name if one.on else ""
        if isinstance(one.on, RefiSelection) and one.on.name:
            self.stated.add(stated)
        if isinstance(one.on, RefiArea) and (stated in self.stated or any(key in self.given for key in keys)):
            # The same coding as on the text, written once more; an area may reach into other passages.
            self.counts["again"] += 1
            return
        for key, passage in zip(keys, landed.passages, strict=True):
            self.given.setdefault(key, (one, passage))
        outcome = "exact" if landed.exact else "shifted" if keys else "failed"
        self.counts[outcome] += 1
        if keys:
            self.coders[one.who] += 1
        if outcome != "exact":
            told = self.note(one, landed.quote, landed.reason)
            (self.moved if keys else self.lost).append(told)

    def note(self, one: PersonCoding, quote: str, reason: str) -> RefiCodingNote:
        """Return a coding by its names."""
        return RefiCodingNote(
            source=one.source.name or one.source.guid,
            code=self.names.get(one.coding.code, one.coding.code or "(no code)"),
            who=one.who,
            quote=quote[:QUOTED],
            reason=reason,
        )


def _evidences(landings: _Landings) -> dict[str, CorrectionEvidence]:
    """Return the evidence of a label on each passage."""
    passages = list({passage.id: passage for _, passage in landings.given.values()}.values())
    snapshot = landings.pinned.snapshot
    own = {passage.document for passage in passages}
    documents: dict[str, Document] = {d.id: d for d in snapshot.records("documents", among=("id", own))}
    return {
        passage.id: CorrectionEvidence(
            sha256=documents[passage.document].sha256,
            file=documents[passage.document].path,
            page=passage.pages[0],
            quote=" ".join(passage.text.split())[:KEPT],
            id=ident,
        )
        for passage, ident in zip(passages, ask.evidence_ids(snapshot, passages), strict=True)
    }


def _stated(one: PersonCoding) -> str:
    """Return the words that a file itself quotes for a coding."""
    if one.on is None:
        return ""
    text = one.on.text if isinstance(one.on, RefiArea) else ""
    return " ".join((text or one.on.name).split())


class _Labels:
    """The labels that codings become.

    Attributes:
        lines: new labels.
        known: how many were there already.
        differing: codings whose coder has answered otherwise.
    """

    def __init__(
        self, project: Workspace, landings: _Landings, version: str, batch: str, now: str, overwrite: bool
    ) -> None:
        self._project = project
        self._book = LabelBook(project.root / FILE_NAME)
        self.batch = batch
        self.lines: list[Label] = []
        self.known = 0
        self.differing: list[RefiCodingNote] = []
        content = self._book.read()
        current = {(label.who, *label.target): label for label in content.current}
        newest: dict[tuple[str, ...], str] = {}
        for label in content.labels:
            key = (label.who, *label.target)
            newest[key] = max(newest.get(key, ""), label.when)
        evidences = _evidences(landings)
        for (who, theme, ident), (one, passage) in landings.given.items():
            evidence, text_hash = evidences[ident], passage_hash(passage.text)
            key = who, evidence.sha256[:16], text_hash, theme
            answered = current.get(key)
            if answered is not None and answered.answer is Answer.YES:
                self.known += 1
                continue
            if answered is not None:
                reason = f"{who} answered {answered.answer.value} on {answered.when[:10]}"
                self.differing.append(landings.note(one, evidence.quote, reason))
                if not overwrite:
                    continue
            # The newest line of a coder counts, so one that takes the place of another is of today.
            when = one.when if one.when and one.when > newest.get(key, "") else now
            self.lines.append(
                make_label(
                    Label(
                        id="", when=when, who=who, theme=theme, answer=Answer.YES, passage=text_hash,
                        evidence=evidence, draw=Draw(survey=batch), codebook=version, note=one.note,
                    )
                )
            )  # fmt: skip

    def write(self, before: Codebook, book: Codebook, file: Path, author: str) -> None:
        """Adopt the codebook, if codes became themes, and add the labels to the file of labels."""
        if book.version != before.version:
            why = f"themes for the codes of {file.name}"
            coding.adopt(self._project, book, before.version, author, why)
        if self.lines:
            with writing(self._book.path):
                self._book.append(self.lines)


def _report(
    file: Path,
    content: RefiProject,
    landings: _Landings,
    written: _Labels,
    added: Mapping[str, str],
    book: Codebook | None,
    dry_run: bool,
) -> RefiImport:
    faults: Sequence[str] = ()
    with suppress(InputError):
        faults = schema_faults(file, _FAULTS)
    taken = len(landings.people.memos)
    return RefiImport(
        file=str(file),
        origin=content.origin,
        dry_run=dry_run,
        counting=str(landings.counting),
        batch="" if dry_run or not written.lines else written.batch,
        sources=tuple(landings.sources),
        codes=tuple(
            RefiCodeMatch(
                code=landings.names[code.guid],
                theme=landings.codes[code.guid].theme,
                how=landings.codes[code.guid].how,
                codings=landings.used[code.guid],
            )
            for code in content.codes
        ),
        coders=tuple(sorted(landings.coders.items())),
        exact=landings.counts["exact"],
        shifted=landings.counts["shifted"],
        failed=landings.counts["failed"],
        machine=landings.people.machine,
        again=landings.counts["again"],
        new=len(written.lines),
        known=written.known,
        differing=tuple(written.differing),
        moved=tuple(landings.moved),
        lost=tuple(landings.lost),
        themes=tuple(added.values()),
        codebook=book.version if book else "",
        unmapped=tuple(
            landings.names[code.guid] for code in content.codes if not landings.codes[code.guid].how
        ),
        memos=(taken, len(content.notes) - taken),
        problems=content.problems,
        invalid=tuple(faults),
    )
