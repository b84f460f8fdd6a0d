"""Studies: which regions are cases, what stands behind their values, and what every door gives."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tests.app.qca.conftest import SPEC, STATES, TABLE, Write
from tests.conftest import Wr
from workingregions.app import Project, qca
from workingregions.app.answers import as_json, types
from workingregions.app.view import View
from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import twin
from workingregions.models.qca import Study, calibrated

LOCAL = """table = "states.csv"
documents = 2
coverage = 0
draws = 20

[outcome]
name = "GROWTH"
column = "growth"
out = -1
crossover = 0.01
full = 1
reason = "more jobs than before is growth"

[[condition]]
measure = "institutions"
out = 1
crossover = 4.9
full = 9
reason = "few, some and many are named"

[[condition]]
measure = "ties_each"
out = 0.01
crossover = 0.3
full = 0.9
reason = "a third of the institutions tied"
"""
PLACES = "region,growth,growth_source,growth_year\n"


def test_regions_are_measured_calibrated_and_analysed(view: View, spec: Write) -> None:
    found = view.qca(spec())
    assert [case.region for case in found.cases] == list(STATES)
    assert found.left_out == ()
    for case in found.cases:
        assert [v.variable for v in case.conditions] == ["ORG", "TIE", "DECLINE"]
        for value, condition in zip(case.conditions, found.spec.conditions, strict=True):
            assert value.membership == pytest.approx(float(calibrated(value.raw, condition.anchors)))
        low, high = case.conditions[0].low, case.conditions[0].high
        assert low is not None
        assert high is not None
        assert low < case.conditions[0].raw < high
        assert case.conditions[2].low is None  # a figure of the table
    sides = found.analysis.sides
    assert [side.outcome for side in sides] == ["GROWTH", "~GROWTH"]
    assert all(side.robust is not None and side.robust.draws == 30 for side in sides)
    placed = [code for row in sides[0].table.rows for code in row.cases]
    assert sorted(placed) == sorted(STATES)


def test_the_same_study_gives_the_same_figures(view: View, spec: Write) -> None:
    one, other = view.qca(spec()), view.qca(spec())
    assert as_json(one) == as_json(other)
    seeded = view.qca(spec(), seed=9)
    assert [c.conditions[0].raw for c in seeded.cases] == [c.conditions[0].raw for c in one.cases]
    assert as_json(seeded) != as_json(one)


def test_the_answer_fits_its_published_schema(view: View, spec: Write) -> None:
    text = json.dumps(as_json(view.qca(spec())), allow_nan=False)
    TypeAdapter(twin(Study, types())).validate_json(text, strict=True)


def test_regions_without_figure_or_documents_are_left_out_and_listed(view: View, spec: Write) -> None:
    table = TABLE.replace("US-OH,1.2", "US-OH,") + "Utah,1,Made-up Office,2019,3\n"
    found = view.qca(spec(table=table))
    assert {row.name: row.why for row in found.left_out} == {
        "Ohio": "the table has no growth of it",
        "Utah": "no document is about it",
    }
    assert len(found.cases) == 11
    strict = view.qca(spec(), coverage=0.99)
    assert len(strict.left_out) == 12
    assert all("of what is named in the region, less than 99 %" in row.why for row in strict.left_out)
    assert strict.analysis.sides == ()


def test_nine_regions_are_compared_but_not_minimised(view: View, spec: Write) -> None:
    nine = "".join(TABLE.splitlines(keepends=True)[:10])
    found = view.qca(spec(table=nine))
    assert len(found.cases) == 9
    assert found.analysis.sides == ()
    assert found.warnings[0].startswith("9 cases: fewer than 10")


def test_a_membership_of_one_half_is_refused_with_the_region(view: View, spec: Write) -> None:
    with pytest.raises(InputError, match=r"Pennsylvania \(US-PA\) has a membership of exactly \.5 in GROWTH"):
        view.qca(spec(SPEC.replace("crossover = 0.01", "crossover = 0.5")))


def test_more_combinations_than_regions_are_reported(view: View, spec: Write) -> None:
    extra = SPEC[SPEC.index("[[condition]]\nname") :].replace("DECLINE", "AGAIN")
    found = view.qca(spec(SPEC + extra))
    assert any("16 combinations, more than the 12 cases" in w for w in found.warnings)


def test_columns_alone_need_no_documents(sample: Project, spec: Write) -> None:
    start = SPEC.index('[[condition]]\nmeasure = "institutions"')
    alone = SPEC[:start] + SPEC[SPEC.index("[[condition]]\nname") :]
    found = sample.view().qca(spec(alone))
    assert len(found.cases) == 12
    assert found.at == 0
    assert all(side.robust is None for side in found.analysis.sides)
    (row,) = [r for r in found.analysis.sides[0].table.rows if r.outcome == "1"] or [None]
    assert row is None or row.cases


def test_values_open_on_sentences_of_the_documents(sample: Project, spec: Write) -> None:
    view = sample.view()
    known = {
        r["name"]: r["region"] for r in as_json(view.regions()) if r["documents"] >= 2 and r["institutions"]
    }
    assert known
    rows = [f"{code},{n}.5,Made up,2019" for n, code in enumerate(_apart(list(known.values())))]
    found = view.qca(spec(LOCAL, PLACES + "\n".join(rows) + "\n"))
    shown = [i for case in found.cases for i in case.conditions[0].evidence]
    assert shown
    for ident in shown:
        assert view.evidence(ident).quote


def _apart(regions: list[str]) -> list[str]:
    """Those regions that contain no other one of them."""
    from workingregions.app.names import gazetteer

    return [a for a in regions if not any(a != b and gazetteer().within(b, a) for b in regions)]


def test_proposals_show_gaps_and_the_regions_around_the_crossover(view: View, spec: Write) -> None:
    spec()
    table = spec().parent / "states.csv"
    found = view.propose_qca(table, "growth", ["ORG", "decline"], coverage=0.3, draws=20)
    assert [c.name for c in found.conditions] == ["ORG", "DECLINE"]
    assert found.outcome.proposal.crossover is not None
    assert len(found.outcome.proposal.below) == len(found.outcome.proposal.above) == 2
    assert [row[2] for row in found.conditions[0].values] == sorted(
        row[2] for row in found.conditions[0].values
    )


def test_a_draft_runs_once_it_has_reasons(view: View, spec: Write) -> None:
    table = spec().parent / "states.csv"
    text = qca.draft(view.propose_qca(table, "growth", ["ORG", "TIE"], coverage=0.3, draws=0))
    path = table.parent / "draft.toml"
    path.write_text(text)
    with pytest.raises(InputError, match="have no reason in words"):
        view.qca(path)
    path.write_text(text.replace('reason = ""', 'reason = "the gap parts towns from counties"'))
    found = view.qca(path, draws=10)
    assert found.spec.coverage == 0.3
    assert len(found.cases) == 12


# --- the command line


def test_the_command_prints_writes_and_gives_json(
    sample: Project, spec: Write, wr: Wr, tmp_path: Path
) -> None:
    start = SPEC.index('[[condition]]\nmeasure = "institutions"')
    path = spec(SPEC[:start] + SPEC[SPEC.index("[[condition]]\nname") :])
    shown = wr("qca", "run", path, "-p", sample.root)
    assert shown.code == 0, shown.err
    assert "GROWTH, conservative" in shown.out
    given = wr("qca", "run", path, "--json", "--consistency", "0.75", "-p", sample.root)
    assert json.loads(given.out)["spec"]["thresholds"]["consistency"] == 0.75
    out = tmp_path / "out"
    assert wr("qca", "run", path, "--out", out, "-p", sample.root).code == 0
    rows = list(csv.DictReader(io.StringIO((out / "calibrated.csv").read_text())))
    assert [row["region"] for row in rows] == list(STATES)
    assert "library(QCA)" in (out / "qca.R").read_text()


def test_the_command_names_what_is_wrong(sample: Project, spec: Write, wr: Wr) -> None:
    bad = wr("qca", "run", spec(SPEC.replace("drawz", "")), "--consistency", "7", "-p", sample.root)
    assert bad.code == 2
    assert "consistency is 7" in bad.err
    missing = wr("qca", "run", "nowhere.toml", "-p", sample.root)
    assert missing.code == 2
    assert "nowhere.toml cannot be read" in missing.err


def test_proposing_writes_a_draft_beside_the_table_and_never_over_one(
    sample: Project, spec: Write, wr: Wr
) -> None:
    table = spec().parent / "states.csv"
    draft = table.parent / "new.toml"
    given = ("qca", "propose", table, "--outcome", "growth", "--condition", "decline", "-p", sample.root)
    shown = wr(*given)
    assert "GROWTH: growth" in shown.out
    assert "below the crossover" in shown.out
    assert wr(*given, "--out", draft).code == 0
    assert 'reason = ""' in draft.read_text()
    assert wr(*given, "--out", draft).code == 2
    assert wr(*given, "--out", table.parent / "elsewhere" / "new.toml").code == 2


# --- the report


def test_the_report_comes_in_every_format_and_is_the_same_when_made_again(
    sample: Project, spec: Write, wr: Wr, tmp_path: Path
) -> None:
    start = SPEC.index('[[condition]]\nmeasure = "institutions"')
    path = spec(SPEC[:start] + SPEC[SPEC.index("[[condition]]\nname") :])
    out = tmp_path / "report"
    done = wr("qca", "run", path, "--out", out, "--pri", "0.4", "-p", sample.root)
    assert done.code == 0, done.err
    for name in ("report.html", "report.md", "report.docx", "report.pdf", "qca.R", "calibrated.csv"):
        assert (out / name).stat().st_size
    path.unlink()  # the report holds what it was made from
    (path.parent / "states.csv").unlink()
    again = wr("report", "rebuild", out, "-p", sample.root)
    assert again.code == 0, again.out + again.err


def test_an_order_without_its_texts_is_refused(sample: Project) -> None:
    with pytest.raises(InputError, match="needs `file`"):
        sample.build_report("qca")
    options = {"file": "a.toml", "specification": "", "table_file": "b.csv", "table": "", "settings": 3}
    with pytest.raises(InputError, match="settings"):
        sample.build_report("qca", options=options)
    with pytest.raises(InputError, match="is empty"):
        sample.build_report("qca", options={**options, "settings": {}})


def test_claims_of_a_report_open_on_its_documents(sample: Project, spec: Write) -> None:
    known = {
        r["region"] for r in as_json(sample.view().regions()) if r["documents"] >= 2 and r["institutions"]
    }
    rows = [f"{code},{n}.5,Made up,2019" for n, code in enumerate(_apart(sorted(known)))]
    path = spec(LOCAL, PLACES + "\n".join(rows) + "\n")
    report = sample.build_report("qca", options=qca.Inputs.read(path).options({}))
    assert report.quotes
    assert set(report.used()) == set(report.quotes)
    texts = {p.id: " ".join(p.text.split()) for p in sample.store.snapshot().records("passages")}
    for quote in report.quotes.values():
        assert any(quote.text in text for text in texts.values())
