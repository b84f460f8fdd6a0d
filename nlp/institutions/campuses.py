"""Campuses that are institutions of their own: "University of California, Davis", "Purdue Fort Wayne"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.institutions.words import NameSpan

_PLACE = r"(?P<place>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2})"


@cache
def _pattern() -> re.Pattern[str]:
    systems = sorted(lines(__package__, "campuses.txt"), key=lambda name: (-len(name), name))
    every, loose = (
        "|".join(re.escape(s.removesuffix(" *")).replace("'", "['’]") for s in systems if s.endswith(end))
        for end in ("", " *")
    )
    return re.compile(rf"(?<![\w-])(?:(?:{every})(?: at (?:the )?| ?[-–—] ?| )|(?:{loose}), ){_PLACE}")


def campuses(text: str) -> Iterator[NameSpan]:
    """Yield the name of each campus: what follows the university is a place, as many words as one has."""
    for match in _pattern().finditer(text):
        words = re.split(r"\.(?= )(?<!St\.)|\.$", match.group("place"))[0].split()
        for size in range(len(words), 0, -1):
            place = " ".join(words[:size])
            if known_place(place):
                yield NameSpan(match.start(), match.start("place") + len(place), "campus", 0.9)
                break
