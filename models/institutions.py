"""Mentions gathered into institutions, and where, how often and in which documents each is named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from workingregions.corpus.records import (
    Acronym,
    Document,
    Entity,
    InstitutionType,
    Mention,
    MentionKind,
    Scale,
)
from workingregions.nlp.institutions_lexicon import key

if TYPE_CHECKING:
    import pandas as pd

AGREEING = 2
"""Documents that must define an acronym, all alike, before it is resolved where it is not defined."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grouping:
    """Institutions, most mentioned first, and which of them each mention (by id) is of."""

    entities: tuple[Entity, ...]
    of: Mapping[str, str]


def group(mentions: Iterable[Mention], acronyms: Iterable[Acronym] = ()) -> Grouping:
    """Gather the counted institution mentions of a corpus into entities.

    Mentions of one key are one institution. An acronym is its long form in the documents that define
    it, and elsewhere only when at least AGREEING documents define it and none defines it otherwise. An
    entity's type and scale are those with most confidence behind them over all its mentions.
    """
    named = [m for m in mentions if m.kind is MentionKind.INSTITUTION and m.counted]
    resolve = _resolver(acronyms)
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention in sorted(named, key=lambda m: m.id):
        by_key[resolve(mention.document, mention.entity)].append(mention)
    ordered = sorted(by_key.items(), key=lambda item: (-len(item[1]), item[0]))
    return Grouping(
        entities=tuple(_entity(entity, found) for entity, found in ordered),
        of={mention.id: entity for entity, found in ordered for mention in found},
    )


def institution_counts(
    mentions: Iterable[Mention],
    grouping: Grouping,
    documents: Iterable[Document],
    above: Callable[[str], Iterable[str]] | None = None,
) -> pd.DataFrame:
    """One row for each institution and focal region of the documents that name it.

    Returns:
        Columns region ("" where a document has none), entity, name, type, scale, documents, mentions,
        first and last (years, <NA> when unknown); most documents first. `above` gives the regions that
        contain a region; an institution counts in those too.
    """
    import pandas as pd

    regions: dict[str, list[str]] = {}
    years: dict[str, int | None] = {}
    for document in documents:
        ids = {weight.region for weight in document.regions}
        ids |= {outer for region in ids for outer in (above(region) if above else ())}
        regions[document.id] = sorted(ids) or [""]
        years[document.id] = document.year
    kept = [m for m in mentions if m.id in grouping.of and m.document in regions]
    rows = pd.DataFrame(
        {
            "region": [regions[m.document] for m in kept],
            "entity": pd.array([grouping.of[m.id] for m in kept], dtype="str"),
            "document": pd.array([m.document for m in kept], dtype="str"),
            "id": pd.array([m.id for m in kept], dtype="str"),
            "year": pd.array([years[m.document] for m in kept], dtype="Int64"),
        }
    ).explode("region", ignore_index=True)
    counted = rows.groupby(["region", "entity"], as_index=False).agg(
        documents=("document", "nunique"),
        mentions=("id", "nunique"),
        first=("year", "min"),
        last=("year", "max"),
    )
    described = pd.DataFrame(
        [(e.id, e.name, _value(e.type), _value(e.scale)) for e in grouping.entities],
        columns=["entity", "name", "type", "scale"],
    ).astype("str")
    table = counted.merge(described, on="entity")
    order = ["documents", "mentions", "entity", "region"]
    table = table.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    columns = ["region", "entity", "name", "type", "scale", "documents", "mentions", "first", "last"]
    return table[columns]


def _resolver(acronyms: Iterable[Acronym]) -> Callable[[str, str], str]:
    """From a document and an entity key to the key of the long form, where there is one."""
    local: dict[tuple[str, str], str] = {}
    defined: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for acronym in sorted(acronyms, key=lambda a: (a.document, a.short, -a.confidence, a.long)):
        short, long = key(acronym.short), key(acronym.long)
        if short and long and short != long:
            local.setdefault((acronym.document, short), long)
            defined[short][long].add(acronym.document)
    everywhere = {
        short: next(iter(longs))
        for short, longs in defined.items()
        if len(longs) == 1 and len(next(iter(longs.values()))) >= AGREEING
    }

    def resolve(document: str, entity: str) -> str:
        return local.get((document, entity)) or everywhere.get(entity) or entity

    return resolve


def _entity(identity: str, mentions: Sequence[Mention]) -> Entity:
    forms = Counter(" ".join(m.text.split()) for m in mentions)
    aliases = sorted(forms, key=lambda form: (-forms[form], -len(form), form))
    # A full name tells a reader more than an acronym that is used more often.
    full = [form for form in aliases if len(form.split()) > 1] or aliases
    return Entity(
        id=identity,
        name=full[0],
        kind=MentionKind.INSTITUTION,
        type=_strongest([(m.type, m.confidence) for m in mentions], InstitutionType.OTHER),
        scale=_strongest([(m.scale, m.confidence) for m in mentions], Scale.UNKNOWN),
        aliases=tuple(aliases),
    )


def _strongest(votes: Iterable[tuple[T | None, float]], vague: T) -> T:
    """The value with most weight; `vague` only where nothing else is said."""
    weight: dict[T, float] = defaultdict(float)
    for value, confidence in votes:
        if value is not None and value != vague:
            weight[value] += confidence
    return max(sorted(weight, key=str), key=lambda value: weight[value], default=vague)


def _value(label: InstitutionType | Scale | None) -> str:
    return label.value if label is not None else ""
