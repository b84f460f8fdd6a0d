"""Codings of people from a file into the project's labels, each where its words are now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.coding import Verdict, add_labels, drafted, placed, read_draw
from workingregions.app.exchange.label_rows import LabelRow, moment, read_bytes, read_label_rows
from workingregions.corpus.errors import InputError, UserError
from workingregions.corpus.evidence import Evidence, EvidenceState
from workingregions.corpus.files import now
from workingregions.corpus.labels import FILE_NAME, Answer, Label, LabelBook, make_label

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.app.viewing import Viewing

SHOWN = 60
"""Characters of a quote by which a label is named."""
Target = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """A row that did not simply become a label: its place in the file, what it is, and why."""

    place: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsImported:
    """What an import of labels did, or would do (`dry_run`).

    Attributes:
        source: the file.
        rows: how many it has.
        added: labels that were written.
        known: rows whose label the project has already.
        exact: rows whose words are where the file has them.
        shifted: rows whose words were found elsewhere, or nearly the same; they count as found.
        failed: rows that became no label.
        kept: rows that contradict what the same coder has answered here; the project's answer stays.
        waiting: labels of passages that the project does not have; they count for nothing until it has.
        dry_run: whether nothing was written.
    """

    source: Path
    rows: int
    added: int = 0
    known: int = 0
    exact: int = 0
    shifted: tuple[ImportNote, ...] = ()
    failed: tuple[ImportNote, ...] = ()
    kept: tuple[ImportNote, ...] = ()
    waiting: tuple[ImportNote, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A label that a row states, and how its words were found: exact, shifted or waiting."""

    place: str
    label: Label
    state: str
    reason: str = ""


@dataclass(slots=True)
class _Sorted:
    """The labels that are new, and the notes on the others."""

    new: list[Label] = field(default_factory=list)
    known: int = 0
    kept: list[ImportNote] = field(default_factory=list)
    failed: list[ImportNote] = field(default_factory=list)


def import_labels(
    project: Viewing, source: Path, *, theme: str, who: str, replaces: bool, dry_run: bool
) -> LabelsImported:
    """See Project.import_codings."""
    path = source / FILE_NAME if source.is_dir() else source
    if _is_own(path):
        found, failed = _own(project.view(), path)
    else:
        found, failed = _foreign(project, read_label_rows(path, themed=not theme), theme, who)
    if failed and not found:
        raise InputError(
            "\n".join(
                [f"{path} has no label that can be used.", *(f"{n.place}: {n.reason}" for n in failed[:20])]
            ),
            advice="Nothing was written.",
        )
    content = LabelBook(project.root / FILE_NAME).read()
    sorted_ = _sorted(found, content.current, {label.id for label in content.labels}, replaces=replaces)
    if not dry_run:
        add_labels(project, sorted_.new)
    return LabelsImported(
        source=path,
        rows=len({one.place for one in found}) + len(failed),
        added=len(sorted_.new),
        known=sorted_.known,
        exact=sum(one.state == "exact" for one in found),
        shifted=tuple(_note(one) for one in found if one.state == "shifted"),
        failed=(*failed, *sorted_.failed),
        kept=tuple(sorted_.kept),
        waiting=tuple(_note(one) for one in found if one.state == "waiting"),
        dry_run=dry_run,
    )


def _note(found: _Found) -> ImportNote:
    return ImportNote(place=found.place, name=_name(found.label), reason=found.reason)


def _name(label: Label) -> str:
    given = label.evidence
    quote = given.quote if len(given.quote) <= SHOWN else given.quote[: SHOWN - 1] + "…"
    return f"{label.theme}, {label.who}: {given.file}, page {given.page}: “{quote}”"


def _sorted(found: Sequence[_Found], current: Sequence[Label], ids: set[str], *, replaces: bool) -> _Sorted:
    """Tell labels that are new from those that are known, and from those that contradict others."""
    held = {(label.who, *label.target): label for label in current}
    of_file: dict[Target, _Found] = {}
    result = _Sorted()
    for one in found:
        label, key = one.label, (one.label.who, *one.label.target)
        before, twin = held.get(key), of_file.get(key)
        same = {other.answer for other in (before, twin and twin.label) if other}
        if label.id in ids or label.answer in same:
            result.known += 1
        elif twin is not None:
            reason = f"it contradicts {twin.place}, which says {twin.label.answer.value}"
            result.failed.append(ImportNote(place=one.place, name=_name(label), reason=reason))
        elif before is not None and not replaces:
            reason = f"{label.who} has answered {before.answer.value} here on {before.when[:10]}"
            result.kept.append(ImportNote(place=one.place, name=_name(label), reason=reason))
        else:
            of_file[key] = one
            if before is not None and label.when <= before.when:
                # The newest answer of a coder counts, so that one which replaces another is given now.
                note = " ".join(filter(None, (label.note, f"Given on {label.when[:10]}.")))
                label = make_label(replace(label, when=now(), note=note))
            result.new.append(label)
    return result


# --- files that this program wrote


def _is_own(path: Path) -> bool:
    """Return whether a file holds labels as the project's own file does."""
    if path.name == FILE_NAME and not path.exists():
        raise InputError(f"{path.parent} holds no labels.", advice=f"Give a project that has {FILE_NAME}.")
    if path.suffix.lower() != ".jsonl":
        return False
    for line in read_bytes(path).split(b"\n"):
        if line.strip():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            return isinstance(found, dict) and {"id", "passage", "evidence", "answer"} <= found.keys()
    return False


def _own(view: View, path: Path) -> tuple[list[_Found], list[ImportNote]]:
    reading = LabelBook(path).read()
    failed = [ImportNote(place=f"line {p.line}", name="", reason=p.message) for p in reading.problems]
    newest = {label.id for label in reading.current}
    labels = [label for label in reading.labels if label.id in newest or label.answer is Answer.WITHDRAWN]
    lines = {label.id: line for label, line in zip(reading.labels, reading.lines, strict=True)}
    found = []
    for one in placed(view, labels):
        state = {"exact": "exact", "gone": "waiting"}.get(one.state, "shifted")
        reason = one.reason or ("" if state == "exact" else f"the words have {one.state}")
        found.append(_Found(place=f"line {lines[one.label.id]}", label=one.label, state=state, reason=reason))
    return found, failed


# --- files of other programs


def _foreign(
    project: Viewing, rows: Sequence[LabelRow], theme: str, who: str
) -> tuple[list[_Found], list[ImportNote]]:
    view, time = project.view(), now()
    failed: list[ImportNote] = []
    good: list[tuple[LabelRow, Verdict, str, str]] = []
    for row in rows:
        try:
            good.append((row, *_verdict(view, row, theme, who, time)))
        except UserError as error:
            failed.append(ImportNote(place=row.place, name=_row_name(row), reason=str(error)))
    drafts = drafted(project, [verdict for _, verdict, _, _ in good], who, time)
    found: list[_Found] = []
    for (row, _, state, reason), draft in zip(good, drafts, strict=True):
        if isinstance(draft, UserError):
            failed.append(ImportNote(place=row.place, name=_row_name(row), reason=str(draft)))
        else:
            found += [_Found(place=row.place, label=label, state=state, reason=reason) for label in draft]
    return found, failed


def _row_name(row: LabelRow) -> str:
    cells = row.cells
    quote = cells.get("quote", "") or cells.get("evidence", "")
    return ", ".join(filter(None, (cells.get("theme", ""), cells.get("file", ""), quote[:SHOWN])))


def _verdict(view: View, row: LabelRow, theme: str, who: str, time: str) -> tuple[Verdict, str, str]:
    """Return what a row states, and how its words were found. Raise UserError where it cannot be used."""
    if row.fault:
        raise InputError(row.fault)
    cells = row.cells
    coder = cells.get("who", "") or who
    if not coder:
        raise InputError("it has no coder.", advice="Name the coder of rows that have none.")
    if not (cells.get("theme") or theme):
        raise InputError("it has no theme.")
    when = moment(cells.get("when", ""), time)
    draw = read_draw(*(cells.get(name, "") for name in ("why", "stratum", "size", "survey")))
    evidence, state, reason = _placed(view, row)
    verdict = Verdict(
        theme=cells.get("theme", "") or theme,
        evidence=evidence,
        # A coding of a passage with a theme states that it is about it.
        answer=cells.get("answer", "") or Answer.YES.value,
        other=cells.get("other", ""),
        draw=draw,
        note=cells.get("note", ""),
        who=coder,
        when=when,
    )
    return verdict, state, reason


def _placed(view: View, row: LabelRow) -> tuple[str, str, str]:
    """Return the evidence id of a row's words as they are now, whether they are exact, and what differs."""
    ident, quote = row.cells.get("evidence", ""), row.cells.get("quote", "")
    if ident:
        try:
            found = view.evidence(ident)
            if found.state is not EvidenceState.GONE:
                exact = found.state is EvidenceState.EXACT
                return found.id, "exact" if exact else "shifted", found.note
            reason = f"{found.file} no longer has these words"
        except UserError as error:
            reason = str(error)
        if not quote:
            raise InputError(reason)
    if not quote:
        raise InputError("it has neither an evidence id nor a quote.")
    return _located(view, row, quote)


def _located(view: View, row: LabelRow, quote: str) -> tuple[str, str, str]:
    file, page = row.cells.get("file", ""), row.cells.get("page", "")
    document = view.document(file) if file else None
    if page and not page.isdecimal():
        raise InputError(f"{page!r} is not a page.")
    found = view.locate(quote, document)
    if not found:
        raise InputError(f"the words do not occur in {document.path if document else 'the project'}.")
    here = [one for one in found if not page or int(page) in one.pages]
    best: Evidence = (here or found)[0]
    others = {one.document for one in found if one.score == best.score}
    if len(others) > 1:
        raise InputError(f"the words occur in {len(others)} documents.", advice="Name the file.")
    if best.score < 1:
        return best.id, "shifted", best.note or "nearly the same words"
    if not here:
        return best.id, "shifted", f"the words are on page {best.pages[0]}, not {page}"
    return best.id, "exact", ""
