"""Which themes occur together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePair:
    """Two themes of the same passages: `lift` is how many times more of them there are than by chance."""

    theme_a: str
    theme_b: str
    documents: int
    passages: int
    expected: float
    lift: float


def theme_pairs(rows: Iterable[tuple[str, str, str]], passages: int) -> list[ThemePair]:
    """Return the pairs of themes that share a passage, those of most passages first.

    Args:
        rows: passage, document and theme of each tag that counts.
        passages: the number of all passages, tagged or not.
    """
    themes: dict[str, set[str]] = defaultdict(set)
    owner: dict[str, str] = {}
    for passage, document, theme in rows:
        themes[passage].add(theme)
        owner[passage] = document
    sizes = Counter(theme for found in themes.values() for theme in found)
    shared: Mapping[tuple[str, str], list[str]] = defaultdict(list)
    for passage, found in themes.items():
        for pair in combinations(sorted(found), 2):
            shared[pair].append(passage)
    pairs = []
    for (a, b), both in shared.items():
        expected = sizes[a] * sizes[b] / passages
        pairs.append(
            ThemePair(
                theme_a=a, theme_b=b, documents=len({owner[p] for p in both}), passages=len(both),
                expected=expected, lift=len(both) / expected,
            )
        )  # fmt: skip
    return sorted(pairs, key=lambda pair: (-pair.passages, -pair.lift, pair.theme_a, pair.theme_b))
