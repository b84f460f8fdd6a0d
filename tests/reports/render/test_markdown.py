"""The Markdown of a report: a strict reader shows the words as they are, and every note is there."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from tests.helpers.reports import HOSTILE, made_up_report
from workingregions.reports.render import render_markdown
from workingregions.reports.render.markdown import escaped
from workingregions.reports.report import Report


@pytest.fixture(scope="module")
def report() -> Report:
    return dataclasses.replace(made_up_report(), base="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return render_markdown(report)


def test_every_mark_has_its_footnote_and_every_footnote_its_mark(text: str) -> None:
    notes = re.findall(r"(?m)^\[\^([^\]]+)\]:", text)
    marks = re.findall(r"\[\^([^\]]+)\](?!:)", text)
    assert len(notes) == len(set(notes)) > 10
    assert set(notes) == set(marks)


def test_each_claim_carries_its_quotes(report: Report, text: str) -> None:
    notes = dict(re.findall(r"(?ms)^\[\^([^\]]+)\]:(.*?)(?=^\[\^|\Z)", text))
    for claim in report.claims():
        for ident in claim.evidence:
            assert f"/evidence/{ident}" in notes[claim.id]
            assert escaped(report.quotes[ident].text)[:40] in notes[claim.id]


def test_a_reader_shows_headings_tables_pictures_and_links(report: Report, text: str) -> None:
    page = html.document_fromstring(
        MarkdownIt("commonmark").enable("table").use(footnote_plugin).render(text)
    )
    assert page.xpath("string(//h1)") == report.title
    assert [h.text for h in page.xpath("//h2")][:2] == ["Summary", "What is claimed"]
    assert len(page.xpath("//table")) == len(list(report.tables()))
    (picture,) = page.xpath("//img")
    assert picture.get("src") == "figures/trend.svg"
    assert picture.get("alt") == next(report.figures()).alternative
    assert "http://127.0.0.1:8000/documents?region=GB" in page.xpath("//td/a/@href")
    assert len(page.xpath("//section[@class='footnotes']/ol/li")) > 10
    assert HOSTILE in page.xpath("string(//table)") + page.text_content()
    assert not page.xpath("//script")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60))
def test_any_text_is_shown_as_it_is(value: str) -> None:
    line = " ".join(value.split())
    for frame in ("{}", "- {}", "> {}", "| a |\n| --- |\n| {} |"):
        shown = MarkdownIt("commonmark").enable("table").render(frame.format(escaped(value)))
        tree = html.document_fromstring(f"<div>{shown}</div>")
        cell = tree.xpath("//td") or tree.xpath("//p") or tree.xpath("//li")
        assert " ".join((cell[0].text_content() if cell else "").split()) == line
        assert not tree.xpath("//a|//em|//strong|//code|//h1|//h2|//hr|//li/ul|//li/ol|//del")


@pytest.mark.parametrize(
    "line", ["1. one", "2) two", "- a", "+ b", "# c", "= d", "===", "---", "***", "    code"]
)
def test_no_text_begins_a_block(line: str) -> None:
    shown = MarkdownIt("commonmark").render("above\n" + escaped(line))
    assert shown.count("<") == 2, shown
