"""Ties against CORE, relations between companies in news and encyclopaedic sentences: precision and recall.

    python benchmarks/relations.py SHARED/bench [--split test]

The two companies of a sentence are given; a relation of the set that has a counterpart here counts as
found when a tie of that kind is read between them. Pairs without any relation, of competitors and of
exchanges should give none. Grammar was developed looking at sentences of the train split only.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from workingregions.corpus.enums import BlockKind, InstitutionType, MentionKind, Relation
from workingregions.corpus.records import Block, Mention, Passage
from workingregions.nlp.text.passages import segment
from workingregions.nlp.ties.find import find_ties

COUNTERPARTS = {
    "collaboration": {Relation.PARTNERS},
    "client_of": {Relation.SERVES},
    "subsidiary_of": {Relation.PART_OF},
    "acquired_by": {Relation.PART_OF},
    "merged_with": {Relation.PARTNERS, Relation.PART_OF},
    "shareholder_of": {Relation.FUNDS, Relation.PART_OF},
    "regulated_by": {Relation.GOVERNS},
}
NONE = ("undefined", "competitor_of", "traded_on")


def sentence(row: dict[str, Any], number: int) -> tuple[Passage, list[Mention]]:
    """Return a sentence of the set as a passage with its two companies."""
    text = " ".join(row["tokens"])
    starts = [0]
    for token in row["tokens"]:
        starts.append(starts[-1] + len(token) + 1)
    block = Block(ordinal=0, page=1, kind=BlockKind.PARAGRAPH, text=text, document=f"d{number}")
    passage = segment(f"d{number}", (block,))[0]
    mentions = []
    for name in ("e1", "e2"):
        first, last = row[name]
        start, end = starts[first], starts[last] + len(row["tokens"][last])
        mentions.append(
            Mention(
                id=f"{number}.{name}",
                document=f"d{number}",
                passage=passage.id,
                page=1,
                start=start,
                end=end,
                kind=MentionKind.INSTITUTION,
                text=text[start:end],
                entity=name,
                confidence=1.0,
                type=InstitutionType.FIRM,
            )
        )
    return passage, mentions


def main() -> None:
    """Read the split and print a line for each relation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--split", choices=["train", "test"], default="test")
    options = parser.parse_args()
    path = options.bench / "relations" / f"core.{options.split}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    read = [sentence(row, number) for number, row in enumerate(rows)]
    found: dict[str, set[Relation]] = defaultdict(set)
    for tie in find_ties([p for p, _ in read], [m for _, named in read for m in named]):
        found[tie.passage].add(tie.relation)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for row, (passage, _) in zip(rows, read, strict=True):
        got, wanted = found[passage.id], COUNTERPARTS.get(row["relation"], set())
        tally[row["relation"]].update(pairs=1, right=bool(got & wanted), other=bool(got - wanted))
    for name in (*COUNTERPARTS, *NONE):
        count = tally[name]
        print(f"{name:16s} pairs {count['pairs']}, found {count['right']}, another tie {count['other']}")
    held = [tally[name] for name in COUNTERPARTS]
    right = sum(c["right"] for c in held)
    said = right + sum(tally[name]["other"] for name in (*COUNTERPARTS, *NONE))
    pairs = sum(c["pairs"] for c in held)
    print(f"precision {right / said:.3f}, recall {right / pairs:.3f}")


if __name__ == "__main__":
    main()
