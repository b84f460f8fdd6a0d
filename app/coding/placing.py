"""What labels refer to in a snapshot: the passages that may be labelled, those that were, and the machine.

A label finds its passage by the passage's letters; where these changed (a better reader, an updated file), by
its evidence id. One whose passage is gone is kept and reported, and counts for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.corpus.correction import ABOUT, Action
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError, UserError
from workingregions.corpus.evidence import EvidenceState
from workingregions.corpus.labels import FILE_NAME, Answer, Label, LabelBook, LabelContent, passage_hash
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.sql import quote
from workingregions.models.labels import Candidates, Final, Judgement, finals

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    from workingregions.app.names import Pinned

UNKNOWN_SCORE = 0.05
"""The machine's score of a passage of which it kept none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLabel:
    """A label with its passage in the snapshot ("" if it is not there), and in what state that was found."""

    label: Label
    passage: str
    state: str  # exact, moved, changed, gone
    reason: str = ""


def content(pinned: Pinned) -> LabelContent:
    """Return the lines of the project's file of labels."""
    return LabelBook(pinned.root / FILE_NAME).read()


def placed(pinned: Pinned, labels: Iterable[Label]) -> list[PlacedLabel]:
    """Return each label with the passage that it judges."""
    labels = list(labels)
    ids = {label.evidence.sha256[:16] for label in labels}
    rows = pinned.snapshot.arrow("passages", columns=["id", "document", "text"], among=("document", ids))
    of = {
        (document, passage_hash(text)): ident
        for ident, document, text in zip(
            *(rows[name].to_pylist() for name in ("id", "document", "text")), strict=True
        )
    }
    return [_placed(pinned, label, of) for label in labels]


def _placed(pinned: Pinned, label: Label, of: Mapping[tuple[str, str], str]) -> PlacedLabel:
    if found := of.get(label.target[:2]):
        return PlacedLabel(label=label, passage=found, state=EvidenceState.EXACT.value)
    file = label.evidence.file or label.evidence.sha256[:16]
    gone = EvidenceState.GONE.value
    if not label.evidence.id:
        reason = f"{file}, page {label.evidence.page}: no passage has these letters"
        return PlacedLabel(label=label, passage="", state=gone, reason=reason)
    try:
        now = ask.evidence(pinned.snapshot, label.evidence.id)
    except UserError:
        reason = f"the document {file} is not in the project"
        return PlacedLabel(label=label, passage="", state=gone, reason=reason)
    if now.state is EvidenceState.GONE:
        reason = f"{file} no longer has the passage of page {label.evidence.page}"
        return PlacedLabel(label=label, passage="", state=gone, reason=reason)
    return PlacedLabel(label=label, passage=now.passage, state=now.state.value)


def judgements(pinned: Pinned) -> dict[str, list[Judgement]]:
    """Return the current answers by theme, without those whose passage is gone."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    for one in placed(pinned, content(pinned).current):
        if one.passage:
            label = one.label
            about = None if label.answer is Answer.UNSURE else label.answer is Answer.YES
            judged = Judgement(
                passage=one.passage, who=label.who, about=about, draw=label.draw, when=label.when
            )
            found[label.theme].append(judged)
    return dict(found)


def settled(pinned: Pinned, theme: str) -> dict[str, bool]:
    """Return what the corrections in force say of a theme, by passage."""
    from workingregions.models.entities import in_force

    found = {}
    for line in in_force(pinned.ledger.active)[0]:
        if line.action is Action.THEME and line.relation == theme:
            try:
                now = ask.evidence(pinned.snapshot, line.evidence.id)
            except UserError:
                continue
            if now.state is not EvidenceState.GONE:
                found[now.passage] = line.value == ABOUT
    return found


def final_answers(pinned: Pinned, theme: str, own: Sequence[Judgement] | None = None) -> dict[str, Final]:
    """Return one answer per labelled passage."""
    answers = judgements(pinned).get(theme, []) if own is None else own
    return finals(answers, settled(pinned, theme))


def machine(pinned: Pinned, theme: str) -> pd.DataFrame:
    """Return the machine's scores of a theme, without corrections, indexed by passage: about, mention."""
    import pandas as pd

    where, columns = f"theme = {quote(theme)}", ["document", "passage", "about", "mention"]
    now = pinned.snapshot.frame("themes", where=where, columns=columns)
    # What was corrected is kept as the machine found it, of whole documents.
    found = set(pinned.snapshot.arrow("raw_themes", columns=["document"])["document"].to_pylist())
    raw = pinned.snapshot.frame("raw_themes", where=where, columns=columns)
    return pd.concat([now[~now["document"].isin(found)], raw]).set_index("passage")


def tagged(pinned: Pinned, theme: str) -> frozenset[str]:
    """Return the passages that the machine takes to be about a theme, whatever corrections say."""
    scores = machine(pinned, theme)
    return frozenset(scores.index[scores["about"] >= pinned.config.count.about])


def candidates(pinned: Pinned, theme: str, survey: str) -> Candidates:
    """Return the passages that may be labelled: in the voices that themes take, of documents that count.

    Raises:
        InputError: there are none.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = pa.array([d.id for d in pinned.counted if d.is_read], pa.string())
    where = pinned.snapshot.taken("passages", Use.THEMES)
    rows = pinned.snapshot.arrow("passages", where=where, columns=["id", "document", "vector"])
    rows = rows.filter(pc.is_in(rows["document"], value_set=kept))
    rows = rows.filter(pc.is_valid(rows["vector"]))
    if not len(rows):
        raise InputError("There are no passages to label.", advice=Remedy.INGEST)
    scores = machine(pinned, theme)
    ids = rows["id"].to_pylist()
    about = scores["about"].reindex(ids)
    return Candidates(
        ids=ids,
        vectors=matrix(rows["vector"]),
        scores=about.fillna(UNKNOWN_SCORE).to_numpy(),
        possible=np.asarray(about.notna()),
        about=pinned.config.count.about,
        survey=survey,
    )


def matrix(column: pa.ChunkedArray) -> npt.NDArray[np.float32]:
    """Return a column of vectors as an array of shape (rows, dimensions)."""
    import numpy as np

    flat = column.combine_chunks()
    found: npt.NDArray[np.float32] = flat.flatten().to_numpy(zero_copy_only=False).astype(np.float32)
    return found.reshape(len(flat), -1)
