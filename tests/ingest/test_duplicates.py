"""Duplicates on texts made of invented words, so that their common part is known."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.corpus.records import Duplicate
from workingregions.ingest.duplicates import SAMPLE, candidates, find_duplicates, signature, squeeze

SYLLABLES = [consonant + vowel for consonant in "bdfklmnprstv" for vowel in "aeio"]


def prose(count: int, seed: int) -> list[str]:
    """Return paragraphs of five sentences of invented words; every other sentence holds a number."""
    rng = random.Random(seed)

    def sentence() -> str:
        words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(rng.randint(8, 16))]
        number = [str(rng.randint(100, 99_999))] if rng.random() < 0.5 else []
        return " ".join([words[0].title(), *words[1:], *number]) + "."

    return [" ".join(sentence() for _ in range(5)) for _ in range(count)]


def pairs(texts: Mapping[str, str], **named: object) -> list[tuple[str, str, str]]:
    return [(d.document, d.of, d.kind) for d in find_duplicates(texts, **named)]  # type: ignore[arg-type]


BASE = prose(20, seed=1)
TEXT = "\n".join(BASE)


def test_same_text_in_another_format() -> None:
    moved = "\n".join([*BASE[10:], *BASE[:10]])
    broken = TEXT.replace("ro", "r o").replace(". ", ".  ").upper()
    assert pairs({"a": TEXT, "b": broken}) == [("b", "a", "same_text")]
    assert pairs({"a": TEXT, "b": moved}) == [("b", "a", "same_text")]


def test_boxes_and_tables_in_another_order() -> None:
    sentences = [sentence.split() for paragraph in BASE for sentence in paragraph.split(". ")]
    labels = [" ".join(words[:5]) for words in sentences[:60]]
    figures = [str(1000 + 37 * n) for n in range(60)]
    rows = "\n".join(f"{label} {figure}" for label, figure in zip(labels, figures, strict=True))
    boxes = "\n".join([*reversed(figures), *random.Random(8).sample(labels, 60)])
    others = "\n".join([*(str(5003 + 41 * n) for n in range(60)), *labels])
    assert [pair[:2] for pair in pairs({"a": rows, "b": boxes})] == [("b", "a")]
    assert pairs({"a": rows, "b": others}) == []


def test_a_few_edits_make_a_near_duplicate() -> None:
    edited = "\n".join([*BASE[:5], "One other sentence 555555 altogether.", *BASE[6:]])
    assert pairs({"a": TEXT, "b": edited, "c": "\n".join(prose(20, seed=2))}) == [
        ("b", "a", "near_duplicate")
    ]


def test_much_new_text_makes_a_revision() -> None:
    revised = "\n".join([*BASE[:14], *prose(8, seed=3)])
    assert pairs({"a": TEXT, "b": revised}) == [("a", "b", "revision")]  # the longer one is the original


def test_new_figures_make_a_revision() -> None:
    rng = random.Random(4)
    figures = "".join(str(rng.randint(0, 9)) if c.isdigit() else c for c in TEXT)
    assert [kind for *_, kind in pairs({"a": TEXT, "b": figures})] == ["revision"]


def test_an_excerpt_belongs_to_the_whole_but_a_quotation_does_not() -> None:
    whole = "\n".join([TEXT, *prose(80, seed=5)])
    assert pairs({"excerpt": "\n".join(BASE[3:6]), "whole": whole}) == [
        ("excerpt", "whole", "near_duplicate")
    ]
    assert pairs({"quotation": BASE[3][:150], "whole": whole}) == []


def fact_sheet(country: str, people: str, seed: int, year: int) -> str:
    rng = random.Random(seed)
    jobs, money, share = rng.randint(1000, 99_999), rng.randint(100, 999), rng.randint(10, 99)
    return "\n".join(
        [
            f"Foreign direct investment: {country}",
            "The programme helps companies of all sizes to find the place that suits them.",
            f"In {year} {people} firms employed {jobs} workers here, and invested {money} million.",
            "Position means the sum of all investment at the end of the year, and flow what came in.",
            f"Projects from {country} are announced every month, most by firms that are here already.",
            f"The largest {people} firms make machines, and {share} per cent of what they make goes abroad.",
            "Write to the office or call it, and follow the programme, where news about it come out first.",
            "Answers to questions about taxes, visas and permits are given within a week and cost nothing.",
        ]
    )


def test_twins_of_a_template_are_not_duplicates_but_editions_of_one_sheet_are() -> None:
    texts = {
        "poland 2013": fact_sheet("Poland", "Polish", 1, 2013),
        "poland 2014": fact_sheet("Poland", "Polish", 2, 2014),
        "norway 2014": fact_sheet("Norway", "Norwegian", 3, 2014),
        "UK 2014": fact_sheet("UK", "British", 4, 2014),
    }
    assert {frozenset(pair[:2]) for pair in pairs(texts)} == {frozenset({"poland 2013", "poland 2014"})}


def test_editions_are_found_within_a_large_family_of_twins() -> None:
    names = [
        "".join(part) for part in product(("Nor", "Sur", "Est", "Wes"), ("dal", "mar", "lund"), "abcdef")
    ]
    texts = {
        f"{name} {year}": fact_sheet(name, name + "ish", 2 * names.index(name) + year, year)
        for name in names
        for year in (2013, 2014)
    }
    found = pairs(texts)
    assert {pair[0][:-5] == pair[1][:-5] for pair in found} == {True}
    assert len(found) == len(names) > 60


def test_month_names_do_not_make_twins() -> None:
    may, june = (
        TEXT[:1200] + f" Meeting in {m}. Papers by {m}. Report of {m}." for m in ("September", "October")
    )
    assert len(pairs({"a": may, "b": june})) == 1


def test_the_scan_is_the_repeat() -> None:
    scan = TEXT.replace("ba", "6a")
    assert [pair[:2] for pair in pairs({"a": scan, "b": TEXT}, scans={"a"})] == [("a", "b")]
    assert [pair[:2] for pair in pairs({"b": scan, "a": TEXT}, scans={"b"})] == [("b", "a")]


@pytest.mark.parametrize("text", ["", "Only a few words here.", "12 34"])
def test_short_texts_are_only_compared_for_equality(text: str) -> None:
    assert pairs({"a": text, "b": text}) == ([("b", "a", "same_text")] if len(squeeze(text)) >= 10 else [])
    assert pairs({"a": text, "b": text + " More words."}) == []


def test_only_texts_of_candidates_are_asked_for() -> None:
    class Lazy(Mapping[str, str]):
        def __init__(self, texts: dict[str, str]) -> None:
            self.texts, self.asked = texts, set[str]()

        def __getitem__(self, key: str) -> str:
            self.asked.add(key)
            return self.texts[key]

        def __iter__(self) -> Iterator[str]:
            return iter(self.texts)

        def __len__(self) -> int:
            return len(self.texts)

    texts = {str(n): "\n".join(prose(10, seed=100 + n)) for n in range(20)}
    texts |= {"a": TEXT, "b": TEXT + " More."}
    lazy = Lazy(texts)
    found = find_duplicates(lazy, {key: signature(text) for key, text in texts.items()})
    assert [(d.document, d.of) for d in found] == [(d.document, d.of) for d in find_duplicates(texts)]
    assert lazy.asked == {"a", "b"}


def test_signatures_are_small_and_nested() -> None:
    long = signature("\n".join(prose(400, seed=6)))
    assert long.level > 0
    assert SAMPLE / 3 < len(long.hashes) <= SAMPLE
    short = signature("\n".join(prose(400, seed=6)[:40]))
    shared = set(long.hashes.tolist()) & set(short.hashes.tolist())
    assert shared == {h for h in short.hashes.tolist() if h % 2**long.level == 0} & set(long.hashes.tolist())
    assert len(shared) > 50


def test_many_copies_are_found_without_crowding() -> None:
    texts = {f"{n:03}": TEXT for n in range(100)}
    assert pairs(texts) == [(f"{n:03}", "000", "same_text") for n in range(1, 100)]
    assert list(candidates({})) == []


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_result_has_no_circles_and_does_not_depend_on_the_order(order: list[int], mix: list[int]) -> None:
    parts = prose(12, seed=7)
    texts = {f"d{n}": "\n".join(parts[mix[n] : mix[n] + 8]) for n in range(6)}
    found = find_duplicates(texts)
    assert found == find_duplicates({f"d{n}": texts[f"d{n}"] for n in order})
    after: dict[str, set[str]] = {}
    for one in found:
        after.setdefault(one.document, set()).add(one.of)
    assert not any(_reaches(after, one.of, one.document) for one in found)
    assert all(isinstance(one, Duplicate) and 0 < one.similarity <= 1 for one in found)


def _reaches(after: dict[str, set[str]], start: str, goal: str) -> bool:
    return start == goal or any(_reaches(after, step, goal) for step in after.get(start, ()))
