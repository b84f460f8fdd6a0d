"""Names of topics from the key phrases of their texts.

Candidates are runs of content words between function words and punctuation (RAKE, Rose and others 2010); a
good one is in many of the topic's documents and few others. A name of a place, a person or an institution
says where a topic comes from, not what it is about, so that proper names come last.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import lines
from workingregions.models.topics.words import stop_words

PARTS = 3
"""Phrases in a name."""
LONGEST = 3
"""Words of a phrase."""
KEY = 40
"""Candidates of a topic that are looked at."""
PROPER = 0.7
"""Share of capitalised occurrences from which a phrase is a proper name."""
SINGLE = 0.35
"""Weight of a single word beside a phrase, which says more."""

_RUN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:[ \n]+[^\W\d_]+(?:[-'’][^\W\d_]+)*)*")


class _Phrases(NamedTuple):
    """Which documents (numbers) hold a phrase, in each topic, and how it is written."""

    held: dict[str, dict[int, set[int]]]
    forms: dict[str, Counter[str]]


def name_topics(
    texts: Sequence[str],
    groups: Sequence[int],
    labels: npt.NDArray[np.intp],
    words: Sequence[Sequence[str]],
) -> list[str]:
    """Return a name for each topic, no two alike.

    Args:
        texts: the texts as written.
        groups: the document of each text, by number.
        labels: the topic of each text, counted from 0.
        words: the describing words of each topic, which name it where there are no phrases.
    """
    phrases = _phrases(texts, groups, labels)
    owners: list[set[int]] = [set() for _ in words]
    for group, label in zip(groups, labels, strict=True):
        owners[label].add(group)
    total = len(set(groups))
    used: set[str] = set()
    names = []
    for topic, described in enumerate(words):
        ranked = _ranked(phrases, topic, len(owners[topic]), total)
        parts = _distinct([*ranked, *(word.replace("_", " ") for word in described)], used)
        used.update(part.casefold() for part in parts[:1])
        written = [_written(part, phrases.forms) for part in parts]
        names.append(", ".join(written)[:1].upper() + ", ".join(written)[1:])
    return _apart(names)


def _phrases(texts: Sequence[str], groups: Sequence[int], labels: npt.NDArray[np.intp]) -> _Phrases:
    held: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text, group, label in zip(texts, groups, labels, strict=True):
        for words in _runs(text):
            for start in range(len(words)):
                for length in range(1, min(LONGEST, len(words) - start) + 1):
                    form = " ".join(words[start : start + length])
                    phrase = form.casefold()
                    held[phrase][int(label)].add(group)
                    forms[phrase][form] += 1
    return _Phrases(held, forms)


def _runs(text: str) -> Iterable[list[str]]:
    """Yield the runs of content words of a text."""
    for match in _RUN.finditer(text):
        run: list[str] = []
        for word in match.group().split():
            if len(word) > 2 and word.casefold() not in _weak_words():
                run.append(word)
            elif run:
                yield run
                run = []
        if run:
            yield run


@cache
def _weak_words() -> frozenset[str]:
    """Return the words that are in no key phrase: they fit any subject."""
    return stop_words() | frozenset(lines(__package__, "weak_words.txt"))


def _ranked(phrases: _Phrases, topic: int, size: int, total: int) -> list[str]:
    """Return the topic's phrases: by their share of its documents times the log of their lift."""
    scored = []
    for phrase, where in phrases.held.items():
        inside = len(where.get(topic, ()))
        if inside < min(3, max(1, size // 2)):
            continue
        overall = len(set().union(*where.values())) / total
        within = inside / size
        score = within * np.log(max(within / overall, 1.0)) * (1 if " " in phrase else SINGLE)
        scored.append((-round(float(score), 6), phrase))
    best = [phrase for score, phrase in sorted(scored)[:KEY] if score < 0]
    return sorted(best, key=lambda phrase: _is_proper(phrases.forms[phrase]))


def _is_proper(forms: Counter[str]) -> bool:
    capitalised = sum(n for form, n in forms.items() if all(word[0].isupper() for word in form.split()))
    return capitalised >= PROPER * forms.total()


def _distinct(ranked: Sequence[str], used: set[str]) -> list[str]:
    """Return the first PARTS phrases that share no word with one another and lead no other name."""
    kept: list[str] = []
    stems: set[str] = set()
    for phrase in ranked:
        own = {word[:5] for word in phrase.casefold().split()}
        if not own & stems and not (not kept and phrase.casefold() in used):
            kept.append(phrase)
            stems |= own
        if len(kept) == PARTS:
            break
    return kept or list(ranked[:1])


def _written(phrase: str, forms: dict[str, Counter[str]]) -> str:
    """Return a phrase as the texts write it most; in lower case if they often do."""
    known = forms.get(phrase.casefold())
    if not known:
        return phrase
    lower = known.get(phrase.casefold(), 0)
    return phrase.casefold() if lower >= 0.2 * known.total() else max(sorted(known), key=lambda f: known[f])


def _apart(names: Sequence[str]) -> list[str]:
    """Return the names, those that occur before with a number."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
