"""Quantified claims: jobs, investment, funding, firms, wages and output, from prose and from tables.

A number with a currency, a counted noun ("3,000 jobs") or a per cent sign is a candidate; the nearest word in
the sentence that states what is measured gives the kind. Values are normalised to persons, firms, percent, an
ISO 4217 currency code, or units.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workingregions.corpus.enums import BlockKind, MentionKind, Use
from workingregions.corpus.records import Block, Dataset, Mention, Outcome, Passage
from workingregions.corpus.voices import takes
from workingregions.nlp.outcomes import layout, tables
from workingregions.nlp.outcomes.around import sources
from workingregions.nlp.outcomes.grids import Grid
from workingregions.nlp.outcomes.prose import sentence
from workingregions.nlp.text import stretches

_SURVEY = re.compile(
    r"\b(?:surveys?|questionnaires?|respondents|interviews?|sample|fieldwork)\b", re.IGNORECASE
)
"""A section with such a title counts the firms and people that answered, and their answers."""
_WORDS = 8
"""A cell with fewer words is not a sentence."""


def find_outcomes(
    blocks: Sequence[Block], passages: Sequence[Passage], mentions: Sequence[Mention]
) -> list[Outcome]:
    """Return the outcomes of one document, in reading order.

    Args:
        blocks: the document's blocks, for its tables.
        passages: cut from these blocks.
        mentions: institutions and places; the nearest ones in the clause, sentence or row are who and where.
    """
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    texts = {passage.id: passage for passage in passages}
    found = [
        _with_row(outcome, texts[outcome.passage], by_passage[outcome.passage], grid)
        for grid, claims in tables.read(blocks, passages)
        for outcome in claims
    ]
    own = [passage for passage in passages if takes(Use.OUTCOMES, passage.voice)]
    found.extend(layout.find(own))
    in_tables = {block.ordinal for block in blocks if block.kind is BlockKind.TABLE}
    for passage in own:
        tabular = all(piece.block in in_tables for piece in passage.pieces) and bool(passage.pieces)
        claims = _passage(passage, by_passage[passage.id], tabular=tabular)
        surveyed = any(_SURVEY.search(title) for title in passage.section)
        found.extend(o for o in claims if not (surveyed and o.unit in ("firms", "persons", "percent")))
    order = {passage.id: passage.ordinal for passage in passages}
    once = {(o.passage, o.start): o for o in reversed(found)}
    return sorted(once.values(), key=lambda o: (order[o.passage], o.start))


def find_datasets(blocks: Sequence[Block], passages: Sequence[Passage]) -> list[Dataset]:
    """Return the tables of statistics of one document; their figures are no outcomes."""
    return tables.datasets(blocks, passages)


def _passage(passage: Passage, mentions: Sequence[Mention], *, tabular: bool) -> Iterator[Outcome]:
    """Yield what the sentences of a passage claim; in a table only cells with a sentence are read."""
    lead = passage.section[-1] if passage.section else ""
    legend = layout.legend(passage.text)
    for start, end in stretches(passage.text):
        if tabular and max(len(cell.split()) for cell in passage.text[start:end].split("|")) < _WORDS:
            continue
        if legend and layout.is_bound(passage.text[start:end]):
            continue
        yield from sentence(passage, start, end, mentions, lead)
        if passage.text[start:end].endswith(":"):
            lead = passage.text[start:end]


def _with_row(outcome: Outcome, passage: Passage, mentions: Sequence[Mention], grid: Grid) -> Outcome:
    """Return a table's figure with the place and the institution of its row.

    The countries that investors come from or goods go to are no places of the figures beside them.
    """
    text = passage.text
    start = text.rfind("\n", 0, outcome.start) + 1
    end = text.find("\n", outcome.end)
    row = [m for m in mentions if start <= m.start and (end < 0 or m.end <= end)]
    above = (*grid.headers, grid.caption, *passage.section[-1:])
    return replace(
        outcome,
        place="" if any(map(sources, above)) else _nearest(row, MentionKind.PLACE, outcome.start),
        institution=_nearest(row, MentionKind.INSTITUTION, outcome.start),
    )


def _nearest(mentions: Sequence[Mention], kind: MentionKind, offset: int) -> str:
    near = [m for m in mentions if m.kind is kind]
    return min(near, key=lambda m: (abs(m.start - offset), m.start)).entity if near else ""
