"""Citations of the text itself, as cover sheets and imprints print them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workingregions.corpus.records import Reference
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.references import parse_reference
from workingregions.ingest.text import clean, table


def self_citations(clues: Clues) -> Iterator[tuple[Reference, ClueLine]]:
    """Yield parsed citations of the text itself ("Please cite as: Authors (2014) Title. Journal")."""
    lines = [*clues.cover, *clues.end]
    cue = re.compile(
        r"(?:^|[.\s])(?:"
        + "|".join(f"(?:{p})" for p in table("title_cues.yaml")["citations"])
        + r")\s*[:.]?\s*(?P<rest>.*)",
        re.I | re.S,
    )
    for index, line in enumerate(lines):
        if match := cue.search(line.text[:2000]):
            whole = len(match["rest"]) > 80 and re.search(r"\b(?:19|20)\d\d\b", match["rest"])
            following = "" if whole else " ".join(other.text for other in lines[index + 1 : index + 4])
            parsed = parse_reference(clean(match["rest"] + " " + following)[:600])
            if parsed.year and len(parsed.title.split()) > 2:
                yield parsed, line
