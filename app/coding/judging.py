"""Labels: from a coder's answers to the file of labels, one by one or as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.corpus.correction import CorrectionEvidence
from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import InputError, NotFoundError, UserError
from workingregions.corpus.evidence import EvidenceState
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.labels import (
    CHOSEN,
    FILE_NAME,
    Answer,
    Draw,
    Label,
    LabelBook,
    LabelContent,
    Reason,
    answer_of,
    make_label,
    passage_hash,
)
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.store import Snapshot, without

if TYPE_CHECKING:
    from workingregions.app.coding.answers import QueueItem
    from workingregions.app.workspace import Workspace

QUOTED = 80
"""Characters of a passage that a label keeps for the reader."""
COLUMNS = (
    "theme", "answer", "other", "evidence", "file", "page", "why", "stratum", "size", "survey", "who", "note",
    "title", "section", "text",
)  # fmt: skip
"""Columns of a table of labels; the last three are for the reader."""
LISTED = 20
"""Faulty rows that an error lists."""
Resolved = tuple[CorrectionEvidence, str]
"""The evidence of a label, and the hash of its passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A coder's answer in their words. The fields are those of Project.label, and when it was given."""

    theme: str
    evidence: str
    answer: str
    other: str = ""
    draw: Draw = CHOSEN
    note: str = ""
    who: str = ""
    when: str = ""


class VerdictError(InputError):
    """The answers of a table that cannot be used, by their place (from 0); nothing was written."""

    def __init__(self, faults: Sequence[tuple[int, UserError]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(error.message for _, error in faults))


def judge(workspace: Workspace, verdicts: Sequence[Verdict], who: str, when: str) -> tuple[Label, ...]:
    """Write answers to the file of labels, all or none; see Project.label_all."""
    drafts = drafted(workspace, verdicts, who, when)
    faults = [(place, draft) for place, draft in enumerate(drafts) if isinstance(draft, UserError)]
    if faults:
        raise VerdictError(faults)
    made = tuple(label for draft in drafts if not isinstance(draft, UserError) for label in draft)
    add_labels(workspace, made)
    return made


def drafted(
    workspace: Workspace, verdicts: Sequence[Verdict], who: str, when: str
) -> list[tuple[Label, ...] | UserError]:
    """Return the labels of each answer, or why there are none; nothing is written.

    Args:
        workspace: the project.
        verdicts: the answers.
        who: the coder of those that name none.
        when: the time of those that name none.
    """
    found = _resolved(workspace.store.snapshot(), {verdict.evidence.strip() for verdict in verdicts})
    drafts: list[tuple[Label, ...] | UserError] = []
    for verdict in verdicts:
        by, at = verdict.who or who, verdict.when or when
        try:
            drafts.append(tuple(_made(workspace, found[verdict.evidence.strip()], verdict, by, at)))
        except UserError as error:
            drafts.append(error)
    return drafts


def add_labels(workspace: Workspace, labels: Iterable[Label]) -> None:
    """Add labels to the project's file. Raise InputError if it cannot be written."""
    with writing(workspace.root / FILE_NAME):
        LabelBook(workspace.root / FILE_NAME).append(labels)


def _made(
    workspace: Workspace, found: Resolved | UserError, verdict: Verdict, who: str, when: str
) -> list[Label]:
    """Return the label of an answer; "other" is a no, and a yes to the other theme."""
    theme = workspace.codebook.get(verdict.theme).id
    other = verdict.other.strip()
    if verdict.answer.strip().casefold() in ("other", "o"):
        if not other:
            raise InputError("The answer `other` needs the other theme.")
        answers = {theme: Answer.NO, workspace.codebook.get(other).id: Answer.YES}
        if len(answers) < 2:
            raise InputError(f"The other theme is {other!r} itself.")
    else:
        if other:
            raise InputError(f"Another theme goes with the answer `other`, not with `{verdict.answer}`.")
        answers = {theme: answer_of(verdict.answer)}
    if isinstance(found, UserError):
        raise found
    evidence, text_hash = found
    return [
        make_label(
            Label(
                id="",
                when=when,
                who=" ".join(who.split()),
                theme=ident,
                answer=answer,
                passage=text_hash,
                evidence=evidence,
                draw=verdict.draw if ident == theme else CHOSEN,
                codebook=workspace.codebook.version,
                note=" ".join(verdict.note.split()),
            )
        )
        for ident, answer in answers.items()
    ]


def _resolved(snapshot: Snapshot, names: Set[str]) -> dict[str, Resolved | UserError]:
    """Return the passage that each evidence id (of it or of words in it) or passage id names, or why none."""
    columns = without("passages", "vector")
    known: list[Passage] = snapshot.records("passages", among=("id", names), columns=columns)
    ids: dict[str, str] = {passage.id: passage.id for passage in known}
    found: dict[str, Resolved | UserError] = {}
    for name in names - ids.keys():
        try:
            ids[name] = _named(snapshot, name)
        except UserError as error:
            found[name] = error
    missing = set(ids.values()) - {passage.id for passage in known}
    known += snapshot.records("passages", among=("id", missing), columns=columns)
    own = {passage.document for passage in known}
    documents = {d.id: d for d in snapshot.records("documents", among=("id", own))}
    made: dict[str, Resolved] = {}
    for passage, ident in zip(known, ask.evidence_ids(snapshot, known), strict=True):
        document: Document = documents[passage.document]
        evidence = CorrectionEvidence(
            sha256=document.sha256,
            file=document.path,
            page=passage.pages[0],
            quote=" ".join(passage.text.split())[:QUOTED],
            id=ident,
        )
        made[passage.id] = evidence, passage_hash(passage.text)
    return {**found, **{name: made[ident] for name, ident in ids.items()}}


def _named(snapshot: Snapshot, name: str) -> str:
    """Return the passage that an evidence id leads to. Raise UserError if there is none."""
    if not name:
        raise InputError("A label needs the evidence id of its passage.")
    now = ask.evidence(snapshot, name)
    if now.state is EvidenceState.GONE:
        raise InputError(f"{now.file} no longer has the passage of {name!r}.")
    return now.passage


def write_sheet(items: Sequence[QueueItem], target: Path) -> int:
    """Write a queue as a table to be filled in (column `answer`); return the number of rows."""
    rows = [
        {
            "theme": item.theme, "answer": "", "evidence": item.evidence, "file": item.file,
            "page": item.page,
            "why": item.draw.why.value, "stratum": item.draw.stratum, "size": item.draw.size or "",
            "survey": item.draw.survey, "title": item.title, "section": " > ".join(item.section),
            "text": item.text,
        }
        for item in items
    ]  # fmt: skip
    with writing(target):
        write_atomically(target, rows_as_csv(COLUMNS, rows))
    return len(rows)


def read_sheet(path: Path, theme: str = "") -> list[tuple[int, Verdict]]:
    """Return the answers of a table with the numbers of their rows; rows without an answer are left out.

    Args:
        path: a CSV file; columns as in COLUMNS, of which `evidence` and `answer` are needed.
        theme: that of rows that name none.

    Raises:
        InputError: the file cannot be read, or a row is not usable; names row and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text.", advice="Save it as CSV UTF-8.") from None
    except OSError as cause:
        raise InputError(f"{path} cannot be read: {cause.strerror}.") from cause
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = [name.strip().casefold() for name in table.fieldnames or []]
    for needed in ("evidence", "answer"):
        if needed not in names:
            raise InputError(f"{path}, row 1: there is no column {needed!r}.")
    verdicts, faults, end = [], [], 1
    for cells in table:
        start, end = end + 1, table.line_num
        row = {name: (cell or "").strip() for name, cell in zip(names, cells.values(), strict=False)}
        if not row["answer"]:
            continue
        try:
            verdicts.append((start, _verdict(row, theme)))
        except UserError as error:
            faults.append(f"{path}, row {start}: {error}")
    if faults:
        raise InputError(_listed(faults), advice="Nothing was written.")
    if not verdicts:
        raise InputError(f"{path} has no answers.")
    return verdicts


def explained(path: Path, rows: Sequence[int], error: VerdictError) -> InputError:
    """Return the error of answers that came from a table, with its rows."""
    faults = [f"{path}, row {rows[place]}: {fault}" for place, fault in error.faults]
    return InputError(_listed(faults), advice="Nothing was written.")


def read_draw(why: str, stratum: str, size: str, survey: str) -> Draw:
    """Return why a passage was shown, from the cells of a table or the fields of a form.

    Raises:
        NotFoundError: the reason is unknown.
        InputError: the size is not a number, or a random passage has no stratum.
    """
    why, size = why or Reason.CHOSEN.value, size or "0"
    if why not in list(Reason):
        known = [reason.value for reason in Reason]
        raise NotFoundError("reason", why, known, advice=f"One of: {', '.join(known)}.")
    if not size.isdecimal():
        raise InputError(f"column 'size': {size!r} is not a number.")
    if why == Reason.RANDOM and not (int(size) and stratum):
        raise InputError("a random passage needs its stratum and the stratum's size.")
    return Draw(why=Reason(why), stratum=stratum, size=int(size), survey=survey)


def _verdict(row: Mapping[str, str], theme: str) -> Verdict:
    if not (row.get("theme") or theme):
        raise InputError("column 'theme' is empty.")
    draw = read_draw(row.get("why", ""), row.get("stratum", ""), row.get("size", ""), row.get("survey", ""))
    return Verdict(
        theme=row.get("theme") or theme,
        evidence=row["evidence"],
        answer=row["answer"],
        other=row.get("other", ""),
        draw=draw,
        note=row.get("note", ""),
        who=row.get("who", ""),
    )


def _listed(faults: Sequence[str]) -> str:
    more = len(faults) - LISTED
    return "\n".join([*faults[:LISTED], *([f"... and {more} more rows."] if more > 0 else [])])


def take(workspace: Workspace, source: Path) -> tuple[int, int, LabelContent]:
    """Add another project's labels; return how many are new, how many known, and all that was read."""
    book = LabelBook(workspace.root / FILE_NAME)
    new, reading = book.compare(source)
    add_labels(workspace, new)
    return len(new), len(reading.labels) - len(new), reading
