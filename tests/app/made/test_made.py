"""Reports that a project keeps: whole with their record, or not there at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workingregions.app import Project, made, qca
from workingregions.app.made import KINDS
from workingregions.corpus.errors import InputError, NotFoundError

STUDY = qca.Inputs.typed(
    """
    documents = 2
    coverage = 0
    [outcome]
    name = "JOBS"
    column = "jobs"
    out = 0
    crossover = 5
    full = 10
    reason = "half of the jobs are kept"
    [[condition]]
    name = "DECLINE"
    column = "decline"
    out = 0
    crossover = 5
    full = 10
    source = "Census"
    year = "2001"
    reason = "half of the industry is lost"
    """,
    "region,jobs,jobs_source,jobs_year,decline\nOhio,7,Office,2019,3\nSheffield,2,Office,2019,8\n",
).options({"draws": 0})
ORDERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "theme": ({"themes": ["skills"]}, {"report.html", "report.docx", "report.pdf", "data/dictionary.csv"}),
    "network": ({"regions": ["Ohio"], "year": "2010:2020", "only": {"ties": "all"}}, {"network.graphml"}),
    "thickness": ({"regions": ["Ohio", "Sheffield"]}, {"thickness.html", "tables/regions.csv"}),
    "comparison": ({"regions": ["Ohio", "Sheffield"]}, {"comparison.html", "comparison.csv"}),
    "trends": ({"themes": ["skills"]}, {"trends.html", "trends.svg", "trends.csv"}),
    "region": ({"regions": ["Ohio"]}, {"report.md", "data/dictionary.csv"}),
    "compare": ({"regions": ["Ohio", "Sheffield"]}, {"report.md", "data/dictionary.csv"}),
    "drop": ({}, {"report.md"}),
    "qca": ({"options": STUDY}, {"report.md", "qca.R", "calibrated.csv", "data/cases.csv"}),
    "hits": ({"query": "machinists", "year": "2010:"}, {"passages.xlsx", "passages.bib"}),
}


def test_each_kind_is_made_recorded_and_read_back(project: Project) -> None:
    assert set(ORDERS) == set(KINDS) - {"topics"}
    themes = {theme.id for theme in project.codebook}
    for number, (kind, (arguments, names)) in enumerate(ORDERS.items(), 1):
        if "themes" in arguments:
            arguments = {**arguments, "themes": [sorted(themes & {"skills"} or themes)[0]]}
            names = {name.replace("skills", arguments["themes"][0]) for name in names}
        report = project.make_report(kind, **arguments, who="Ann")
        assert (report.id, report.kind, report.who) == (f"r{number:04d}", kind, "Ann")
        assert names <= {file.name for file in report.files}, kind
        assert report.snapshot == project.view().snapshot.id
        assert report.codebook == project.codebook.version
        assert report.arguments.get("year", "") == arguments.get("year", "")
        for file in report.files:
            assert made.report_file(project.root, report.id, file.name).stat().st_size == file.bytes
    assert [r.kind for r in project.reports()] == list(ORDERS)[::-1]
    made.remove(project.root, "r0001")
    assert "r0001" not in {r.id for r in project.reports()}


def test_only_the_files_of_a_report_are_given(project: Project) -> None:
    report = project.make_report("hits", query="machinists")
    for name in ("../r0001/passages.csv", "report.json", "/etc/passwd", "", "..", "passages.csv/"):
        with pytest.raises(NotFoundError):
            made.report_file(project.root, report.id, name)
    for ident in ("r0099", "..", "../store", ""):
        with pytest.raises(NotFoundError):
            made.report_file(project.root, ident, "passages.csv")


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("nonsense", {}),
        ("theme", {}),
        ("theme", {"themes": ["no such theme"]}),
        ("network", {"regions": ["Ohio", "Sheffield"]}),
        ("network", {"regions": ["Xyzzyland"]}),
        ("thickness", {}),
        ("trends", {}),
        ("hits", {"query": "  "}),
        ("topics", {}),
    ],
)
def test_what_cannot_be_made_leaves_nothing(project: Project, kind: str, arguments: dict[str, Any]) -> None:
    with pytest.raises((InputError, NotFoundError)):
        project.make_report(kind, **arguments)
    assert project.reports() == []
    assert not list((project.root / "reports").glob("*"))


def test_an_empty_project_has_nothing_to_report(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to report"):
        Project.create(tmp_path / "empty").make_report("hits", query="machinists")
