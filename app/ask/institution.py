"""Everything that the corpus states about one institution."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.app.answers import FormRow, SentenceRow, TieRow, VoteRow, YearRow
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.ask.institutions import sentence_at, texts_of, ties_frame, with_end
from workingregions.app.names import Register, gazetteer
from workingregions.corpus.plain import rows_of
from workingregions.corpus.records import Entity, Link, Mention, Merge, Name, Tie
from workingregions.corpus.sql import quote

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Institution:
    """Everything that the corpus states about one institution.

    `names` has one row per form (form, documents, mentions), `typed` one per type or scale that documents
    give it (field, value, documents, mentions), `years` one per year (year, documents, mentions, ties),
    `passages` one per sentence that names it (year, file, page, text, passage, evidence), `ties` those of
    `View.ties`; `merges`
    gives the reasons why names are one, or were kept apart. `before` and `after` are names of institutions.
    """

    entity: Entity
    region_name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    links: tuple[Link, ...]
    merges: tuple[Merge, ...]
    names: pd.DataFrame = field(metadata=rows_of(FormRow))
    typed: pd.DataFrame = field(metadata=rows_of(VoteRow))
    years: pd.DataFrame = field(metadata=rows_of(YearRow))
    ties: pd.DataFrame = field(metadata=rows_of(TieRow))
    passages: pd.DataFrame = field(metadata=rows_of(SentenceRow))

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, rows

        entity = self.entity
        kind = (entity.type or "unknown").replace("_", " ")
        facts = f"{kind} · {entity.scale or 'scale unknown'} · {self.region_name or 'home unknown'}"
        tie = {
            "source": "from",
            "relation": "relation",
            "target": "to",
            "sentence": "as stated",
            "file": "in",
        }
        named = {"year": "year", "file": "in", "page": "page", "text": "sentence"}
        return card(
            entity.name,
            lines([facts, f"written: {', '.join(map(str, self.names['form'].head(6)))}"]),
            lines([f"Ties ({len(self.ties)})"]) + rows(self.ties.to_dict("records"), tie, most=5),
            lines([f"Sentences that name it ({len(self.passages)})"]),
            rows(self.passages.to_dict("records"), named, most=3),
        )


def institution(register: Register, name: str, near: str) -> Institution:
    """See View.institution."""
    entity = register.find(name, near)
    snapshot = register.snapshot
    own = register.mentions(entity)
    tied: list[Tie] = snapshot.records("entity_ties", where=with_end(entity.id))
    of_entity = f"entity = {quote(entity.id)}"
    tied = [tie for tie in tied if tie.document in register.documents]
    called = {e.id: e.name for e in register.entities.values()}
    return Institution(
        entity=entity,
        region_name=gazetteer().name(entity.region) if entity.region else "",
        before=tuple(called.get(e, e) for e in entity.before),
        after=tuple(called.get(e, e) for e in entity.after),
        links=tuple(snapshot.records("links", where=of_entity)),
        merges=tuple(snapshot.records("merges", where=of_entity)),
        names=_tally([(" ".join(m.text.split()), m.document) for m in own], "form"),
        typed=_typed(register, entity),
        years=_by_year(register, own, tied),
        ties=ties_frame(register, tied),
        passages=_named_in(register, own),
    )


def _tally(rows: Sequence[tuple[object, str]], field: str) -> pd.DataFrame:
    """Return the documents and mentions of each value: most mentions first, years in order."""
    import pandas as pd

    mentions = Counter(value for value, _ in rows)
    documents = Counter(value for value, _ in dict.fromkeys(rows))
    found = [{field: v, "documents": documents[v], "mentions": n} for v, n in mentions.items()]
    frame = pd.DataFrame(found, columns=[field, "documents", "mentions"])
    if field == "year":
        return frame.astype({"year": "Int64"}).sort_values("year", ignore_index=True)
    return frame.sort_values(["mentions", field], ascending=[False, True], ignore_index=True)


def _by_year(register: Register, own: Sequence[Mention], tied: Sequence[Tie]) -> pd.DataFrame:
    """Return the documents, mentions and ties of each year, in order; those without a year last."""
    import pandas as pd

    frame = _tally([(register.documents[m.document].year, m.document) for m in own], "year")
    ties = Counter(register.documents[tie.document].year for tie in tied)
    return frame.assign(ties=[ties[None if pd.isna(year) else int(year)] for year in frame["year"]])


def _typed(register: Register, entity: Entity) -> pd.DataFrame:
    """Return the types and scales that documents give an institution, with their frequencies."""
    import pandas as pd

    votes: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in register.names(f"entity = {quote(entity.id)}"):
        if name.document in register.documents:
            for field, value in (("type", name.type), ("scale", name.scale)):
                if value is not None:
                    votes[field, value.value].append(name)
    rows = [
        {
            "field": field,
            "value": value,
            "documents": len({n.document for n in names}),
            "mentions": sum(n.mentions for n in names),
        }
        for (field, value), names in votes.items()
    ]
    frame = pd.DataFrame(rows, columns=["field", "value", "documents", "mentions"])
    order = ["field", "mentions", "value"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _named_in(register: Register, own: Sequence[Mention]) -> pd.DataFrame:
    """Return the sentences that name an institution, oldest document first."""
    import pandas as pd

    texts = texts_of(register.snapshot, {m.passage for m in own})
    first: list[Mention] = []
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for m in sorted(own, key=lambda m: (m.passage, m.start)):
        sentence = sentence_at(texts.get(m.passage, ""), m.start)
        document = register.documents[m.document]
        row = {"year": document.year, "file": document.path, "page": m.page, "text": sentence}
        if (m.passage, sentence) not in rows:
            rows[m.passage, sentence] = {**row, "passage": m.passage}
            first.append(m)
    columns = ["year", "file", "page", "text", "passage"]
    frame = pd.DataFrame(list(rows.values()), columns=columns).astype({"year": "Int64"})
    frame["evidence"] = evidence_ids(register.snapshot, first)
    return frame.sort_values(["year", "file", "passage"], kind="stable", ignore_index=True)
