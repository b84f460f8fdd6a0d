"""Answers about labels: the queue, the labels, how well coders and the machine agree, what to adjudicate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.coding.placing import (
    candidates,
    content,
    final_answers,
    judgements,
    machine,
    placed,
    settled,
    tagged,
)
from workingregions.corpus.labels import Draw, Reason, passage_hash
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.store import without
from workingregions.models.labels import (
    MIX,
    MODELS_FILE,
    Accuracy,
    Agreement,
    Judgement,
    Shown,
    accuracy,
    agreement,
    contested,
    finals,
    queue,
    scored_by,
)

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned

MACHINE = "machine"
"""The name of the machine among the coders."""
STORE = "store"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A passage to be labelled, as a coder reads it: with what stands before and after it in the document.

    `score` is the machine's probability, which a coder should not see first; `hash` identifies the passage.
    """

    theme: str
    evidence: str
    passage: str
    document: str
    hash: str
    title: str
    year: int | None
    file: str
    page: int
    section: tuple[str, ...]
    before: str
    text: str
    after: str
    draw: Draw
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAgreement:
    """Agreement on a theme among people, and of each of them with the machine (`with_machine`)."""

    theme: str
    people: Agreement
    with_machine: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAccuracy:
    """How well the machine finds a theme; `model` is what scored it, `codebook` the codebook's version."""

    theme: str
    model: str
    codebook: str
    accuracy: Accuracy
    taught: int
    contested: int
    unsure: int


def model_name(pinned: Pinned, theme: str) -> str:
    """Return the name of the model that scores a theme, "tagger" where labels made none."""
    return scored_by(pinned.root / STORE / MODELS_FILE, theme, pinned.encoder.name) or "tagger"


def label_queue(
    pinned: Pinned, theme: str, n: int, who: str, mix: Mapping[Reason, float] | None
) -> list[QueueItem]:
    """See View.label_queue."""
    wanted = pinned.codebook.get(theme).id
    given = judgements(pinned).get(wanted, [])
    survey = f"{pinned.codebook.version} {model_name(pinned, wanted)}"
    own = {j.passage for j in given if j.who == who}
    pool = candidates(pinned, wanted, survey)
    shown = queue(wanted, pool, finals(given), own, n, MIX if mix is None else mix)
    return _items(pinned, wanted, shown)


def _items(pinned: Pinned, theme: str, shown: Sequence[Shown]) -> list[QueueItem]:
    passages: dict[str, Passage] = {
        p.id: p
        for p in pinned.snapshot.records(
            "passages", among=("id", [s.passage for s in shown]), columns=without("passages", "vector")
        )
    }
    columns = without("documents", "pages", "metadata")
    own = {p.document for p in passages.values()}
    documents: dict[str, Document] = {
        d.id: d for d in pinned.snapshot.records("documents", among=("id", own), columns=columns)
    }
    near = pinned.snapshot.frame(
        "passages", columns=["document", "ordinal", "text"], among=("document", own)
    ).set_index(["document", "ordinal"])["text"]
    named = ask.evidence_ids(pinned.snapshot, [passages[s.passage] for s in shown])
    items = []
    for one, evidence in zip(shown, named, strict=True):
        passage = passages[one.passage]
        document = documents[passage.document]
        before, after = (near.get((passage.document, passage.ordinal + step), "") for step in (-1, 1))
        items.append(
            QueueItem(
                theme=theme,
                evidence=evidence,
                passage=passage.id,
                document=document.id,
                hash=passage_hash(passage.text),
                title=document.title,
                year=document.year,
                file=document.path,
                page=passage.pages[0],
                section=passage.section,
                before=before,
                text=passage.text,
                after=after,
                draw=one.draw,
                score=round(one.score, 4),
            )
        )
    return items


def labels(pinned: Pinned, theme: str) -> pd.DataFrame:
    """See View.labels."""
    import pandas as pd

    wanted = pinned.codebook.get(theme).id if theme else ""
    current = [label for label in content(pinned).current if not wanted or label.theme == wanted]
    rows = [
        {
            "id": one.label.id,
            "when": one.label.when,
            "who": one.label.who,
            "theme": one.label.theme,
            "answer": one.label.answer.value,
            "why": one.label.draw.why.value,
            "stratum": one.label.draw.stratum,
            "size": one.label.draw.size,
            "survey": one.label.draw.survey,
            "codebook": one.label.codebook,
            "file": one.label.evidence.file,
            "page": one.label.evidence.page,
            "evidence": one.label.evidence.id,
            "quote": one.label.evidence.quote,
            "note": one.label.note,
            "state": one.state,
            "reason": one.reason,
            "passage": one.passage,
        }
        for one in placed(pinned, current)
    ]
    return pd.DataFrame(rows, columns=LABEL_COLUMNS)


LABEL_COLUMNS = [
    "id", "when", "who", "theme", "answer", "why", "stratum", "size", "survey", "codebook", "file", "page",
    "evidence", "quote", "note", "state", "reason", "passage",
]  # fmt: skip


def label_summary(pinned: Pinned) -> pd.DataFrame:
    """See View.label_summary."""
    import pandas as pd

    given = labels(pinned, "")
    open_ = {theme: len(_open(pinned, theme, own)) for theme, own in judgements(pinned).items()}
    rows = []
    for theme, own in given.groupby("theme", sort=True):
        answers = Counter(own["answer"])
        rows.append(
            {
                "theme": theme,
                "labels": len(own),
                "coders": own["who"].nunique(),
                "yes": answers["yes"],
                "no": answers["no"],
                "unsure": answers["unsure"],
                "random": int((own["why"] == Reason.RANDOM.value).sum()),
                "gone": int((own["state"] == "gone").sum()),
                "contested": open_.get(str(theme), 0),
                "model": model_name(pinned, str(theme))
                if theme in pinned.codebook.ids
                else "not in the codebook",
            }
        )
    columns = ["theme", "labels", "coders", "yes", "no", "unsure", "random", "gone", "contested", "model"]
    return pd.DataFrame(rows, columns=columns)


def theme_accuracy(pinned: Pinned, theme: str) -> ThemeAccuracy:
    """See View.accuracy."""
    wanted = pinned.codebook.get(theme).id
    given = judgements(pinned).get(wanted, [])
    answers = final_answers(pinned, wanted, given)
    return ThemeAccuracy(
        theme=wanted,
        model=model_name(pinned, wanted),
        codebook=pinned.codebook.version,
        accuracy=accuracy(answers.values(), tagged(pinned, wanted)),
        taught=sum(not f.measures and f.about is not None for f in answers.values()),
        contested=len(_open(pinned, wanted, given)),
        unsure=sum(f.about is None for f in answers.values()),
    )


def theme_agreement(pinned: Pinned, theme: str) -> list[ThemeAgreement]:
    """See View.agreement."""
    given = judgements(pinned)
    wanted = [pinned.codebook.get(theme).id] if theme else sorted(given)
    found = []
    for ident in wanted:
        own, now = given.get(ident, []), tagged(pinned, ident)
        coders = sorted({j.who for j in own})
        compared = []
        for who in coders:
            theirs = [j for j in own if j.who == who]
            others = [replace(j, who=MACHINE, about=j.passage in now) for j in theirs]
            compared.append(replace(agreement([*theirs, *others]), coders=(who, MACHINE)))
        people = agreement(own)
        found.append(ThemeAgreement(theme=ident, people=people, with_machine=tuple(compared)))
    return found


def disagreements(pinned: Pinned, theme: str) -> list[tuple[QueueItem, tuple[Judgement, ...]]]:
    """See View.disagreements."""
    wanted = pinned.codebook.get(theme).id
    given = judgements(pinned).get(wanted, [])
    scores = machine(pinned, wanted)["about"].to_dict()
    shown = [
        Shown(passage=p, draw=next(j.draw for j in given if j.passage == p), score=scores.get(p, 0.0))
        for p in _open(pinned, wanted, given)
    ]
    sides = {s.passage: tuple(j for j in given if j.passage == s.passage) for s in shown}
    return [(item, sides[item.passage]) for item in _items(pinned, wanted, shown)]


def _open(pinned: Pinned, theme: str, given: Sequence[Judgement]) -> list[str]:
    """Return the passages on which coders disagree and nothing is settled."""
    done = settled(pinned, theme)
    return [passage for passage in contested(given) if passage not in done]
