"""Definitions of acronyms: where the long form begins, and what is not a definition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.nlp import acronyms


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "Plans of the Local Enterprise Partnership (LEP) were agreed.",
            "LEP",
            "Local Enterprise Partnership",
        ),
        (
            "the Department for Business, Innovation and Skills (BIS)",
            "BIS",
            "Business, Innovation and Skills",
        ),
        ("LEPs work with Regional Development Agencies (RDAs).", "RDAs", "Regional Development Agencies"),
        (
            "The NEHI (Northern Engineering and Housing Institute) met.",
            "NEHI",
            "Northern Engineering and Housing Institute",
        ),
        (
            "a centre (Advanced Manufacturing Research Centre, AMRC) opened",
            "AMRC",
            "Advanced Manufacturing Research Centre",
        ),
        ("rates (95% confidence interval (CI), 1.2) rose", "CI", "confidence interval"),
        ("gross value added [GVA] fell", "GVA", "gross value added"),
    ],
)
def test_definitions(text: str, short: str, long: str) -> None:
    found = acronyms.find(text)
    assert [(p.short, p.long) for p in found] == [(short, long)]
    assert text[found[0].long_start :].startswith(long)
    assert text[found[0].short_start :].startswith(short)


@pytest.mark.parametrize(
    "text",
    [
        "The plant closed (see Table 3).",
        "Sales rose (2014).",
        "It was closed (in May) for repairs.",
        "The firm was bought by another company (AMRC).",
        "",
        "()",
        "(((((",
    ],
)
def test_no_definition(text: str) -> None:
    assert acronyms.find(text) == []


NOISE = st.text(alphabet="abcABC ()[],.12\n", max_size=60)


@given(NOISE, NOISE)
def test_offsets_slice_back(before: str, after: str) -> None:
    text = f"{before}\n\nThe Tame Valley Skills Board (TVSB) met.\n\n{after}"
    found = acronyms.find(text)
    assert ("TVSB", "Tame Valley Skills Board") in [(pair.short, pair.long) for pair in found]
    for pair in found:
        assert text[pair.short_start : pair.short_start + len(pair.short)] == pair.short
        assert text[pair.long_start : pair.long_start + len(pair.long)] == pair.long
        assert 0 < pair.confidence <= 1


def test_long_input_takes_bounded_time() -> None:
    assert acronyms.find("(" * 20_000) == []
    assert acronyms.find("word (W) " * 5_000)


@pytest.mark.shared
def test_med1250_beats_ab3p(shared: Path) -> None:
    right = found = wanted = 0
    for line in (shared / "bench/acronyms/med1250.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = {(" ".join(s.split()).casefold(), " ".join(g.split()).casefold()) for s, g in row["pairs"]}
        guess = {
            (p.short.casefold(), " ".join(p.long.split()).casefold()) for p in acronyms.find(row["text"])
        }
        right, found, wanted = right + len(gold & guess), found + len(guess), wanted + len(gold)
    precision, recall = right / found, right / wanted
    assert 2 * precision * recall / (precision + recall) > 0.894
