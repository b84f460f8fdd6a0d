"""The model: what is refused, what is read back, how values read."""

from __future__ import annotations

import dataclasses
import json

import pytest

from tests.helpers.reports import made_up_report
from workingregions.corpus.errors import InputError
from workingregions.reports.report import (
    Bullets,
    Cell,
    Column,
    ColumnKind,
    Paragraph,
    Quotation,
    Report,
    Section,
    UnsupportedReportError,
    checked,
    counted,
    load_report,
    quoted,
    recorded,
    report_json,
    shown,
)


def with_block(block: object) -> Report:
    report = made_up_report()
    section = Section(id="more", title="More", blocks=(block,))  # type: ignore[arg-type]
    return dataclasses.replace(report, sections=(*report.sections, section))


def test_a_whole_report_passes() -> None:
    report = made_up_report()
    assert checked(report) is report
    assert len(report.used()) == len(report.quotes)


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        (quoted("a", "A finding.", ()), "claim a has no evidence"),
        (quoted("a", "A finding.", ["wr1.s.none"]), "claim a refers to unknown evidence wr1.s.none"),
        (counted("a", "Three.", {}, source="t"), "claim a has no numbers"),
        (counted("a", "Three.", {"n": 3}, source=""), "does not say what was counted"),
        (recorded("a", "It ran.", source=""), "does not say where it is recorded"),
        (recorded("a", "It ran", source="run"), "does not end as a sentence does"),
        (recorded("overall", "It ran.", source="run"), "claim overall occurs twice"),
        (recorded("a", "It  ran.", source="run"), "stray white space"),
    ],
)
def test_a_claim_without_support_fails_the_report(claim: object, fault: str) -> None:
    with pytest.raises(UnsupportedReportError, match=fault):
        checked(with_block(Paragraph(claims=(claim,))))  # type: ignore[arg-type]


def test_an_unknown_quotation_fails_the_report() -> None:
    with pytest.raises(UnsupportedReportError, match=r"quotation wr1\.s\.none is unknown"):
        checked(with_block(Quotation(evidence="wr1.s.none")))


def test_a_table_that_is_not_whole_fails_the_report() -> None:
    report = made_up_report()
    table = next(report.tables())
    broken = dataclasses.replace(
        table, id="other", rows=(dataclasses.replace(table.rows[0], cells=table.rows[0].cells[:1]),)
    )
    with pytest.raises(UnsupportedReportError, match="row 1 of table other has 1 cells for 2 columns"):
        checked(with_block(broken))


def test_json_reads_back_equal() -> None:
    report = made_up_report()
    back = load_report(report_json(report))
    assert back == dataclasses.replace(report, attachments=())
    assert [type(block) for block in back.blocks()] == [type(block) for block in report.blocks()]
    assert any(isinstance(block, Bullets) for block in back.blocks())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "report": {"title": 3}}', "[" * 10_000]
)
def test_what_is_not_a_report_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"x\.json is not a report"):
        load_report(text, "x.json")


def test_a_newer_file_is_refused() -> None:
    content = json.loads(report_json(made_up_report())) | {"format": 99}
    with pytest.raises(InputError, match="newer release"):
        load_report(json.dumps(content), "x.json")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1234, ColumnKind.COUNT, "1,234"), (2014, ColumnKind.YEAR, "2014"), (0.256, ColumnKind.SHARE, "26 %"),
        ((0.09, 0.53), ColumnKind.SHARES, "9 % to 53 %"), ((1.234, 20.0), ColumnKind.INTERVAL, "1.23 to 20"),
        (0.5, ColumnKind.SCORE, "0.50"), (12345.6, ColumnKind.NUMBER, "12,346"), (None, ColumnKind.COUNT, ""),
    ],
)  # fmt: skip
def test_values_read_alike_everywhere(value: object, kind: ColumnKind, text: str) -> None:
    assert shown(Cell(value=value), Column(key="x", label="X", kind=kind)) == text  # type: ignore[arg-type]
