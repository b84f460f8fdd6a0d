"""Speed and memory of entity resolution on made-up names: a full run, and one more drop on top.

    python benchmarks/resolution_speed.py [--entities 50000] [--mentions 500000]

Institutions get names from made-up words, heads and places; each document writes them in full, abbreviated or
with a slip. CPU time of one process and its peak memory; the second run adds a tenth of the documents and has
the memo of the first.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator

from workingregions.corpus.enums import InstitutionType, MentionKind, Scale
from workingregions.corpus.records import Document, Mention
from workingregions.models.entities.observations import observe
from workingregions.models.entities.resolution import Memo, resolve
from workingregions.nlp.institutions.vocabulary import key

HEADS = ("University", "Council", "Institute", "Chamber of Commerce", "College", "Agency", "Centre", "Group")
SHORT = {"University": "Univ.", "Institute": "Inst.", "Centre": "Center"}
REGIONS = ("GB-ESS", "GB-LDS", "US-OH", "US-MI", "FI-03", "UKC", "UKD3", "LU")
SYLLABLES = ("ba", "ce", "dor", "fen", "gal", "hin", "jor", "kel", "lum", "mar", "nor", "pol", "quin", "ros")


def names(count: int, random_: random.Random) -> list[str]:
    """Names that differ in at least a word."""
    found: dict[str, None] = {}
    while len(found) < count:
        word = "".join(random_.choices(SYLLABLES, k=random_.randint(2, 4))).capitalize()
        other = "".join(random_.choices(SYLLABLES, k=random_.randint(2, 3))).capitalize()
        found[f"{word} {other} {random_.choice(HEADS)}"] = None
    return list(found)


def written(name: str, random_: random.Random) -> str:
    """Return a name as a document writes it."""
    way = random_.random()
    if way < 0.1:
        for long, short in SHORT.items():
            name = name.replace(long, short)
    elif way < 0.12:
        at = random_.randint(1, len(name) - 2)
        name = name[:at] + name[at + 1 :]
    return name


def mentions(wanted: int, institutions: list[str], random_: random.Random) -> Iterator[list[Mention]]:
    """One list a document, about 100 mentions each."""
    document = made = 0
    while made < wanted:
        found = []
        for name in random_.choices(institutions, k=40):
            text = written(name, random_)
            for again in range(random_.randint(1, 4)):
                found.append(
                    Mention(
                        id=f"{document}-{len(found)}",
                        document=f"{document:016x}",
                        passage=f"{document:016x}-{again}",
                        page=1,
                        start=len(found),
                        end=len(found) + len(text),
                        kind=MentionKind.INSTITUTION,
                        text=text,
                        entity=key(text),
                        confidence=0.8,
                        type=InstitutionType.OTHER,
                        scale=Scale.UNKNOWN,
                    )
                )
        yield found
        document, made = document + 1, made + len(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entities", type=int, default=50_000)
    parser.add_argument("--mentions", type=int, default=500_000)
    options = parser.parse_args()
    random_ = random.Random(5)
    institutions = names(options.entities, random_)
    by_document = list(mentions(options.mentions, institutions, random_))
    documents = [
        Document(id=f"{n:016x}", sha256=f"{n:064x}", path=f"{n}.pdf", year=2000 + n % 20)
        for n in range(len(by_document))
    ]
    regions = {m.passage: (random_.choice(REGIONS),) for found in by_document for m in found}
    memo = Memo()
    print("| run | mentions | entities | CPU s | peak memory GB |\n|---|---|---|---|---|")
    cut = len(by_document) * 9 // 10
    for run, upto in (
        ("first drops", cut),
        ("one more drop", len(by_document)),
        ("all at once", len(by_document)),
    ):
        flat = [m for found in by_document[:upto] for m in found]
        start = time.process_time()
        observed = observe(flat, documents[:upto], regions)
        result = resolve(observed, memo=Memo() if run == "all at once" else memo)
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"| {run} | {len(flat):,} | {len(result.entities):,} | {spent:.0f} | {peak:.1f} |", flush=True)


if __name__ == "__main__":
    main()
