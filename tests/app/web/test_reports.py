"""Reports, settings and projects in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.web.changing import Bench, bench
from tests.app.web.conftest import BASE
from tests.helpers.kinds import INVENTORY
from workingregions.app import Project, made
from workingregions.app.web import Desk, create_app


@pytest.fixture
def workbench(project: Project) -> Iterator[Bench]:
    opened = bench(project, base=project.root.parent)
    yield opened
    opened.desk.close()


def test_a_report_is_made_listed_opened_sealed_and_saved(workbench: Bench) -> None:
    answer = workbench.post("/reports", kind="thickness", region="Ohio; Sheffield", year="2010:2020")
    assert answer.status_code == 202, answer.text
    job = workbench.ended(answer.json()["id"])
    assert job.title == "Institutional thickness: Ohio, Sheffield, 2010:2020"
    assert job.result == {"report": "r0001"}, job.error
    snapshot = workbench.desk.view().snapshot.id
    assert snapshot in workbench.client.get("/reports").text
    page = workbench.client.get("/reports/r0001").text
    assert workbench.desk.view().codebook.version in page
    opened = workbench.client.get("/reports/r0001/files/thickness.html")
    assert opened.headers["content-security-policy"].startswith("sandbox")
    assert "script" not in opened.headers["content-security-policy"]
    assert opened.headers["content-disposition"].startswith("inline")
    saved = workbench.client.get("/reports/r0001/files/thickness.html?save=yes")
    assert saved.headers["content-disposition"] == 'attachment; filename="thickness.html"'
    table = workbench.client.get("/reports/r0001/files/tables/regions.csv")
    assert table.headers["content-disposition"].startswith("attachment")
    for name in ("../report.json", "%2e%2e/report.json", "report.json", "..%2f..%2fworkingregions.toml"):
        assert workbench.client.get(f"/reports/r0001/files/{name}").status_code == 404, name
    assert workbench.post("/reports/r0001/remove").status_code == 303
    assert workbench.client.get("/reports/r0001").status_code == 404


@pytest.fixture
def inventory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(made.KINDS, INVENTORY.id, INVENTORY)  # type: ignore[arg-type]


@pytest.mark.usefixtures("inventory")
def test_a_form_takes_formats_style_and_spelling(workbench: Bench) -> None:
    page = workbench.client.get("/reports").text
    for field in ('name="format" value="docx"', 'value="chicago-notes"', 'value="american"'):
        assert field in page
    answer = workbench.post("/reports", kind="inventory", format="html", style="apa", spelling="american")
    assert workbench.ended(answer.json()["id"]).result == {"report": "r0001"}
    record = workbench.desk.project.reports()[0]
    assert (record.arguments["style"], record.arguments["spelling"]) == ("apa", "american")
    assert not {"report.docx", "report.pdf", "report.md"} & {file.name for file in record.files}
    opened = workbench.client.get("/reports/r0001/files/report.html")
    assert "font-src data:" in opened.headers["content-security-policy"]
    assert f'href="{BASE}/evidence/wr1.' in opened.text
    assert '<html lang="en-US">' in opened.text
    for wrong in ({"format": "odt"}, {"style": "mine"}, {"spelling": "scots"}):
        assert workbench.post("/reports", kind="inventory", **wrong).status_code in (404, 422)


@pytest.mark.usefixtures("inventory")
def test_the_api_makes_lists_and_describes_reports(workbench: Bench) -> None:
    body = {"kind": "inventory", "formats": ["md"], "style": "apa"}
    answer = workbench.client.post("/api/reports", json=body, headers=workbench.head)
    assert answer.status_code == 201, answer.text
    item = answer.json()["item"]
    assert (item["id"], item["kind"]) == ("r0001", "inventory")
    assert "report.md" in {file["name"] for file in item["files"]}
    listed = workbench.client.get("/api/reports").json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, "r0001")
    assert workbench.client.get("/api/reports/r0001").json()["item"] == item
    assert workbench.client.get("/api/reports/r0009").status_code == 404
    for wrong in ({"kind": "nonsense"}, {"kind": "inventory", "formats": ["odt"]}):
        sent = workbench.client.post("/api/reports", json=wrong, headers=workbench.head)
        assert sent.status_code == 404
    assert workbench.client.post("/api/reports", json=body).status_code in (401, 403)


STUDY = """
documents = 2
coverage = 0
draws = 10
[outcome]
name = "JOBS"
column = "jobs"
out = 0
crossover = 5
full = 10
reason = "half of the jobs are kept"
[[condition]]
measure = "institutions"
out = 0.1
crossover = 2.3
full = 5
reason = "few, some and many institutions"
"""
TABLE = "region,jobs,jobs_source,jobs_year\r\nOhio,7,Office,2019\r\nSheffield,2,Office,2019\r\n"


def test_a_comparative_analysis_is_typed_in_and_its_faults_are_said_at_once(workbench: Bench) -> None:
    form = {"kind": "qca", "specification": STUDY, "table": TABLE, "format": "md"}
    wrong = workbench.post("/reports", **{**form, "table": TABLE.replace("Ohio", "Ohoi")})
    assert wrong.status_code == 422
    assert "Ohio" in wrong.text
    assert workbench.desk.jobs.all() == []
    answer = workbench.post("/reports", **form)
    assert answer.status_code == 202, answer.text
    job = workbench.ended(answer.json()["id"])
    assert job.result == {"report": "r0001"}, job.error
    assert "specification" in workbench.client.get("/reports").text
    report = workbench.client.get("/reports/r0001/files/report.md").text
    assert "no solution is computed" in report
    assert workbench.client.get("/reports/r0001").status_code == 200


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"kind": "thickness", "region": "Xyzzyland"}, 404),
        ({"kind": "theme", "theme": "no such theme"}, 404),
        ({"kind": "network", "region": "Ohio", "year": "soon"}, 422),
        ({"kind": "network", "region": "Ohio", "ties": "of blood"}, 404),
        ({"kind": "network", "region": "Ohio", "min_confidence": "7"}, 422),
    ],
)
def test_what_cannot_be_reported_is_said_at_once(workbench: Bench, form: dict[str, str], status: int) -> None:
    assert workbench.post("/reports", **form).status_code == status
    assert workbench.desk.jobs.all() == []


def test_forms_take_over_what_the_address_asks_for(workbench: Bench) -> None:
    theme = next(iter(workbench.desk.project.codebook)).id
    page = workbench.client.get(f"/reports?kind=theme&theme={theme}&region=Ohio&q=machinists").text
    assert re.search(rf'<option value="{theme}" selected>', page)
    assert page.count('value="Ohio"') >= 2
    assert page.count("<details open>") >= 1


def test_every_setting_is_shown_with_what_it_does(workbench: Bench) -> None:
    page = workbench.client.get("/settings").text
    for description in ("Seconds that one document may take.", "Passages that a search returns."):
        assert description in page
    assert "Meaning of passages" in page


def test_projects_are_made_and_opened_below_the_base_alone(tmp_path: Path) -> None:
    (tmp_path / "base" / "plans").mkdir(parents=True)
    outside = Project.create(tmp_path / "outside")
    (tmp_path / "base" / "link").symlink_to(tmp_path / "outside")
    made = bench(Project.create(tmp_path / "base" / "first"), base=tmp_path / "base")
    desk = made.desk
    page = made.client.get("/new").text
    assert "Open first" in page
    assert ">link<" not in page
    for name in ("../outside", "/etc", "..", "a/b", ".hidden", "\x00"):
        answer = made.post("/new", name=name, folder="")
        inside = desk.project.root.is_relative_to(tmp_path / "base")
        assert answer.status_code == 422 or (answer.status_code == 303 and inside), name
    for folder in ("..", "../outside", "link", "/etc", "\x00", "nowhere"):
        assert made.client.get("/new", params={"folder": folder}).status_code == 422, folder
        assert made.post("/new", name="second", folder=folder).status_code == 422, folder
        assert made.post("/new/open", name="first", folder=folder).status_code == 422, folder
    assert made.post("/new/open", name="../outside", folder="").status_code == 422
    assert made.post("/new/open", name="plans", folder="").status_code == 409, "no project"
    assert made.post("/new", name="second", folder="plans").headers["location"] == "/drops"
    assert desk.project.root == tmp_path / "base" / "plans" / "second"
    assert made.post("/new", name="second", folder="plans").status_code == 409
    assert made.post("/new/open", name="first").headers["location"] == "/"
    assert desk.project.root != outside.root
    far = made.client.post("/new", data={"name": "x"}, headers={**made.head, "x-forwarded-for": "1.2.3.4"})
    assert far.status_code == 403


def test_a_server_without_a_project_leads_to_the_page_that_makes_one(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    from tests.app.web.conftest import BASE

    client = TestClient(create_app(Desk(base=tmp_path)), base_url=BASE)
    assert client.get("/", follow_redirects=False).headers["location"] == "/new"
    assert "Name of the new project" in client.get("/").text
    for path in ("/drops", "/reports", "/settings"):
        assert client.get(path).status_code == 409
