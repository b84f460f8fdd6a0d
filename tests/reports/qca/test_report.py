"""The report of an analysis: its sentences from its figures, its files, and the script for R."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

from tests.helpers.published_qca import LIPSET
from workingregions.models.qca import (
    Anchors,
    Case,
    LeftOut,
    Spec,
    Study,
    Thresholds,
    Value,
    Variable,
    analyse,
)
from workingregions.reports.qca import qca_report, r_script, study_files
from workingregions.reports.report import Provenance, Report, load_report, report_json

ANCHORS = Anchors(out=0.1, crossover=0.5, full=0.9)
PROVENANCE = Provenance(
    kind="qca",
    arguments={},
    snapshot="s000001",
    date="2024-01-01",
    codebook="v1",
    version="1",
    corpus="made up",
)
HOSTILE = 'x" ); system("id") # </svg><script>=1+1'


def study(
    cases: int = 18, *, expected: str = "present", title: str = "Lipset, again", draws: int = 8
) -> Study:
    """Lipset's data as a study; measured values are the memberships themselves, off the crossover."""
    names = LIPSET.conditions
    x, y = LIPSET.x[:cases], LIPSET.y[:cases]
    variables = [
        Variable(
            name=name, label=f"set {name}", measure="", column=name.lower(), anchors=ANCHORS,
            reason="typed from Ragin (2009)", expected=expected if name != "SURV" else "",
            source="Ragin", year="2009",
        )
        for name in (*names, "SURV")
    ]  # fmt: skip
    spec = Spec(
        title=title, table="lipset.csv", digest="0" * 64, conditions=tuple(variables[:-1]),
        outcome=variables[-1], thresholds=Thresholds(pri=0.0), draws=draws,
    )  # fmt: skip

    def value(name: str, raw: float) -> Value:
        return Value(variable=name, raw=raw, low=None, high=None, membership=raw)

    rows = tuple(
        Case(
            region=LIPSET.cases[n], name=f"Country {LIPSET.cases[n]}", documents=0, coverage=None,
            conditions=tuple(value(name, float(v)) for name, v in zip(names, x[n], strict=True)),
            outcome=value("SURV", float(y[n])),
        )
        for n in range(len(y))
    )  # fmt: skip
    rng = np.random.default_rng(0)
    again = np.clip(x + rng.normal(0, 0.05, (draws, *x.shape)), 0.001, 0.999) if draws else None
    analysis = analyse(
        LIPSET.cases[:cases], names, x, y, name="SURV", thresholds=spec.thresholds, expected=spec.expected,
        draws=again,
    )  # fmt: skip
    left = (LeftOut(region="XX", name="Nowhere", why="no document is about it"),)
    return Study(
        spec=spec, snapshot="s000001", at=0, cases=rows, left_out=left, analysis=analysis,
        warnings=analysis.warnings,
    )  # fmt: skip


def report(made: Study) -> Report:
    return qca_report(made, quotes={}, references={}, provenance=PROVENANCE)


def said(found: Report) -> str:
    return "\n".join(claim.text for claim in found.claims())


def test_every_number_of_a_sentence_is_in_the_analysis() -> None:
    made = study()
    found = report(made)
    side = made.analysis.sides[0]
    (model,) = side.solutions.intermediate.models
    claims = {claim.id: claim for claim in found.claims()}
    solution = claims["outcome.solution"]
    assert model.expression in solution.text
    numbers = {number.name: number.value for number in solution.numbers}
    assert numbers == {
        "outcome.consistency": model.fit.consistency,
        "outcome.pri": model.fit.pri,
        "outcome.coverage": model.fit.coverage,
    }
    for number in numbers.values():
        assert f"{number:.2f}" in solution.text
    assert "Country FR and Country SE" in claims["outcome.uncovered"].text
    assert "LIT" in claims["outcome.necessary"].text


def test_nothing_is_said_to_cause_anything() -> None:
    text = said(report(study()))
    assert "is consistent with" in text
    assert "has not been shown to cause it" in text
    assert len(re.findall(r"\b\w*cause[sd]?\b", text)) == 1


def test_few_regions_are_compared_and_no_solution_is_named() -> None:
    found = report(study(9))
    assert "no solution is computed" in said(found)
    tables = {table.id for table in found.tables()}
    assert "cases" in tables
    assert not any(name.startswith(("truth", "models", "necessity")) for name in tables)
    assert not list(found.figures())


def test_a_report_is_stored_and_read_and_is_the_same_each_time() -> None:
    one, other = report(study()), report(study())
    assert report_json(one) == report_json(other)
    assert load_report(report_json(one)) == replace(one, attachments=())
    assert one.attachments == other.attachments


def test_the_plot_shows_every_region_and_its_table_the_same_figures() -> None:
    made = study()
    figure, negated = report(made).figures()
    picture = etree.fromstring(figure.svg)
    titles = [t.text or "" for t in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert [t.split(":")[0] for t in titles] == list(LIPSET.cases)
    rows = {row.cells[0].value: row.cells for row in figure.data.rows}
    assert len(rows) == 18
    assert rows["Country FR"][3].value == "not covered"
    assert rows["Country BE"][3].value == "consistent"
    above = sum(float(c[2].value) >= float(c[1].value) for c in rows.values())  # type: ignore[arg-type]
    assert figure.caption.startswith(f"{above} regions of 18")
    assert negated.id == "xy-negated"


def test_the_files_hold_the_analysis() -> None:
    made = study()
    files = study_files(made)
    calibrated_rows = list(csv.DictReader(io.StringIO(files["calibrated.csv"])))
    assert [row["region"] for row in calibrated_rows] == list(LIPSET.cases)
    assert [float(row["DEV"]) for row in calibrated_rows] == pytest.approx(LIPSET.x[:, 0].tolist())
    truth = list(csv.DictReader(io.StringIO(files["truth_table.csv"])))
    assert len(truth) == 64  # 32 rows for the outcome and for its negation
    assert [r["row"] for r in truth if r["outcome"] == "1" and r["outcome_set"] == "SURV"] == ["22", "32"]
    solutions = list(csv.DictReader(io.StringIO(files["solutions.csv"])))
    found = {(r["outcome_set"], r["solution"], r["expression"]) for r in solutions if r["expression"]}
    assert ("SURV", "parsimonious", "DEV*~IND + URB*STB") in found
    (left,) = csv.DictReader(io.StringIO(files["left_out.csv"]))
    assert left["why"] == "no document is about it"
    shares = [float(r["share"]) for r in csv.DictReader(io.StringIO(files["robustness.csv"]))]
    assert shares
    assert all(0 <= share <= 1 for share in shares)


def test_negative_figures_stay_numbers_and_texts_are_no_formulae() -> None:
    made = study()
    first = made.cases[0]
    cold = replace(first, outcome=replace(first.outcome, raw=-1.5))
    named = replace(made.spec.outcome, reason="=1+1 is a formula")
    files = study_files(replace(made, cases=(cold, *made.cases[1:]), spec=replace(made.spec, outcome=named)))
    assert csv.DictReader(io.StringIO(files["raw.csv"])).__next__()["SURV"] == "-1.5"
    assert "'=1+1 is a formula" in files["anchors.csv"]


def test_the_script_repeats_the_thresholds_and_names_what_was_found() -> None:
    text = r_script(study())
    assert 'minimize(present, include = "?", dir.exp = "1, 1, 1, 1, 1"' in text
    assert 'minimize(absent, include = "?", dir.exp = "0, 0, 0, 0, 0"' in text
    assert 'same("DEV", "e=0.1, c=0.5, i=0.9")' in text
    assert "#   M1: DEV*URB*LIT*STB + DEV*LIT*~IND*STB" in text
    assert "incl.cut = 0.8" in text
    assert "not run there" in text
    assert "dir.exp" not in r_script(study(expected=""))


def test_a_hostile_title_stays_within_its_comment() -> None:
    text = r_script(study(title=f"Two\nlines\r{HOSTILE}"))
    assert text.splitlines()[0] == f"# Two lines {HOSTILE}"
    assert sum("system(" in line for line in text.splitlines()) == 1


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("made", [study(), study(9), study(title=HOSTILE)], ids=["whole", "few", "hostile"])
def test_the_script_is_valid_r(made: Study, tmp_path: Path) -> None:
    (tmp_path / "qca.R").write_text(r_script(made))
    done = subprocess.run(
        ["Rscript", "-e", 'invisible(parse("qca.R"))'],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
