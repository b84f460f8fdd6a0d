"""The codebook and labels in the browser: edits with their effect, answers in the ledger, who gave them."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from tests.app.web.conftest import BASE
from tests.helpers.browser import served, violations
from workingregions.app import Project
from workingregions.app.coding import read_draw
from workingregions.app.jobs import run_here
from workingregions.app.web import Desk, create_app
from workingregions.corpus.codebook import Codebook

THEME = "workforce_skills"


@pytest.fixture
def project(sample: Project, tmp_path: Path) -> Project:
    shutil.copytree(sample.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")


@pytest.fixture
def ada(project: Project) -> Iterator[TestClient]:
    """Ada's browser session on a copy of the sample."""
    with TestClient(create_app(Desk(project, run=run_here)), base_url=BASE) as made:
        made.cookies.set("wr_who", "Ada%20B.")
        yield made


def post(client: TestClient, address: str, *, files: Any = None, **fields: Any) -> Any:
    found = re.search(r'name="wr-token" content="([0-9a-f]+)"', client.get("/label").text)
    assert found
    data = {**fields, "wr_token": found[1]}
    return client.post(address, data=data, files=files, follow_redirects=False)


def fields(answer: Any, form: int) -> dict[str, str]:
    """The fields of the nth form of the content of a page."""
    tree = html.fromstring(answer.text)
    chosen = tree.xpath("//main//form")[form]
    return {name: value for name, value in chosen.form_values() if name != "wr_token"}


# --- labels


def test_an_answer_in_the_browser_is_in_the_ledger_with_who_and_why_it_was_shown(
    ada: TestClient, project: Project
) -> None:
    queue = ada.get(f"/label/{THEME}?n=6")
    sent = {**fields(queue, 0), "answer": "yes", "note": "clear"}
    assert post(ada, f"/label/{THEME}/answer", **sent).status_code == 303
    (row,) = project.view().labels(THEME).to_dict("records")
    assert (row["who"], row["answer"], row["note"]) == ("Ada B.", "yes", "clear")
    assert (row["why"], row["stratum"]) == (sent["why"], sent["stratum"])
    assert row["evidence"] == sent["evidence"]
    again = html.fromstring(ada.get(f"/label/{THEME}?n=6").text)
    assert sent["evidence"] not in again.xpath("//article/@data-evidence")
    assert "Ada B." in ada.get(f"/label/{THEME}?view=figures").text
    assert post(ada, f"/label/{THEME}/undo", evidence=sent["evidence"]).status_code == 303
    assert project.view().labels(THEME).empty


def test_another_theme_is_a_no_and_a_yes_and_is_undone_together(ada: TestClient, project: Project) -> None:
    ident = project.view().trend_passages(THEME)["evidence"].iloc[0]
    post(ada, f"/label/{THEME}/answer", evidence=ident, answer="other", other="reshoring")
    frame = project.view().labels()
    assert dict(zip(frame["theme"], frame["answer"], strict=True)) == {THEME: "no", "reshoring": "yes"}
    post(ada, f"/label/{THEME}/undo", evidence=ident, other="reshoring")
    assert project.view().labels().empty


def test_answers_that_cannot_be_kept_are_refused(ada: TestClient, project: Project) -> None:
    ident = project.view().trend_passages(THEME)["evidence"].iloc[0]
    for given in (
        {"answer": "perhaps"},
        {"answer": "other"},
        {"answer": "yes", "why": "random"},
        {"answer": "yes", "why": "whim"},
    ):
        answer = post(ada, f"/label/{THEME}/answer", evidence=ident, **given)
        assert answer.status_code in (404, 422), given
    assert project.view().labels().empty
    assert post(ada, f"/label/{THEME}/answer", evidence="wr1.nonsense", answer="yes").status_code == 422
    back = {"evidence": ident, "answer": "yes", "back": "//evil.example"}
    assert post(ada, f"/label/{THEME}/answer", **back).headers["location"] == "/label"


def test_a_disagreement_is_settled_and_both_answers_are_kept(ada: TestClient, project: Project) -> None:
    ident = project.view().trend_passages(THEME)["evidence"].iloc[0]
    project.label(THEME, ident, "no", who="Bob")
    post(ada, f"/label/{THEME}/answer", evidence=ident, answer="yes")
    shown = ada.get(f"/label/{THEME}?view=disagreements")
    assert "Ada B." in shown.text
    assert "Bob" in shown.text
    sent = {**fields(shown, 0), "value": "not_about"}
    assert post(ada, f"/label/{THEME}/settle", **sent).status_code == 303
    view = project.view()
    assert view.disagreements(THEME) == []
    assert len(view.labels(THEME)) == 2
    (line,) = [c for c in view.ledger.active if c.relation == THEME]
    assert (line.who, line.value, "Bob: no" in line.why) == ("Ada B.", "not_about", True)


def test_a_blind_coder_sees_neither_scores_nor_answers_before_answering(
    ada: TestClient, project: Project
) -> None:
    queue = ada.get(f"/label/{THEME}?n=4&random=1")
    shown = fields(queue, 0)
    draw = read_draw(shown["why"], shown["stratum"], shown["size"], shown["survey"])
    project.label(THEME, shown["evidence"], "no", draw=draw, who="Bob")
    blind = html.fromstring(ada.get(f"/label/{THEME}?n=4&random=1").text)
    assert blind.xpath("//p[contains(@class, 'reveal')][not(@hidden)]") == []
    assert blind.xpath("//article/p[contains(., 'Shown because')][not(@hidden)]") == []
    seen = html.fromstring(ada.get(f"/label/{THEME}?n=4&random=1&blind=0").text)
    assert len(seen.xpath("//article/p[contains(., 'Shown because')][not(@hidden)]")) == 4
    assert "Bob: no" in seen.text_content()


# --- the codebook


def test_an_edit_shows_its_effect_and_is_adopted_with_its_reason(ada: TestClient, project: Project) -> None:
    before = project.codebook.version
    project.view().report_theme(THEME, out=project.root / "reports")
    form = fields(ada.get(f"/codebook/edit?theme={THEME}"), 0)
    effect = post(ada, "/codebook/preview", **{**form, "definition": "Apprenticeships alone."})
    tree = html.fromstring(effect.text)
    assert "Apprenticeships alone." in tree.xpath("//ins")[0].text
    assert f"reports/theme-{THEME}.html" in tree.text_content()
    assert tree.xpath("//table/caption[contains(., 'Passages about each theme')]")
    assert project.codebook.version == before
    adopt = fields(effect, -1)
    done = post(ada, "/codebook/adopt", **{**adopt, "why": "narrower"})
    assert (done.status_code, done.headers["location"]) == (303, "/codebook")
    for _ in range(600):
        if all(job["state"] not in ("queued", "running") for job in ada.get("/jobs").json()["jobs"]):
            break
        time.sleep(0.1)
    shown = ada.get("/codebook").text
    assert "narrower" in shown
    assert "Ada B." in shown
    assert f"/codebook/versions/{before}" in shown
    assert Project.open(project.root).codebook.get(THEME).definition == "Apprenticeships alone."
    assert post(ada, "/codebook/adopt", **adopt).status_code == 422
    assert "Apprenticeships alone." in ada.get(f"/codebook/versions/{before}").text


def test_faults_of_a_form_and_of_a_file_are_shown_with_field_line_and_reason(ada: TestClient) -> None:
    form = fields(ada.get(f"/codebook/edit?theme={THEME}"), 0)
    answer = post(ada, "/codebook/preview", **{**form, "id": "No Id", "seeds": " "})
    tree = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert {link.text for link in tree.xpath("//ul[@class='faults']//a")} == {"id", "seeds"}
    assert tree.xpath("//input[@name='id']/@value") == ["No Id"]
    text = ada.get("/codebook/export.yaml").text.replace("group: policy", "group: moon", 1)
    file = {"file": ("mine.yaml", text.encode(), "application/yaml")}
    told = post(ada, "/codebook/import", files=file)
    assert told.status_code == 422
    assert re.search(r"line \d+, theme .*moon", html.fromstring(told.text).text_content())
    file = {"file": ("../../x.exe", b"MZ", "application/octet-stream")}
    assert post(ada, "/codebook/import", files=file).status_code == 422


def test_no_address_reads_a_codebook_from_a_file(ada: TestClient, project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text(ada.get("/codebook/export.yaml").text, encoding="utf8")
    for address in (
        f"/codebook/export.yaml?version={outside}",
        f"/codebook/versions/default?against={outside}",
    ):
        assert ada.get(address).status_code == 404
    assert post(ada, "/codebook/back", version=str(outside)).status_code == 404
    assert ada.get(f"/codebook/export.csv?version={project.codebook.version}").status_code == 200


def test_a_codebook_leaves_and_comes_back_as_a_file(ada: TestClient, project: Project) -> None:
    for kind in ("yaml", "csv", "qdc"):
        data = ada.get(f"/codebook/export.{kind}").content
        same = post(ada, "/codebook/import", files={"file": (f"book.{kind}", data, "text/plain")})
        if kind == "qdc":  # which has no place for some fields
            assert same.status_code in (200, 422)
        else:
            assert "Nothing has changed" in same.text
    book = Codebook(groups=project.codebook.groups, themes=project.codebook.themes[:3])
    from workingregions.corpus.codebook import as_yaml

    shown = post(ada, "/codebook/import", files={"file": ("less.yaml", as_yaml(book).encode(), "text/plain")})
    assert shown.status_code == 200
    assert shown.text.count("removed") >= len(project.codebook) - 3


# --- in a real browser


@pytest.mark.slow
def test_three_passages_are_labelled_by_keys_and_one_is_undone(browser: Browser, project: Project) -> None:
    with served(Desk(project)) as site:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(f"{site}/label/{THEME}?n=8")
        for key, answer in (("y", "yes"), ("n", "no"), ("u", "unsure")):
            page.keyboard.press(key)
            page.get_by_text(f"Kept: {answer}").wait_for()
        frame = project.view().labels(THEME)
        assert sorted(frame["answer"]) == ["no", "unsure", "yes"]
        assert page.locator(".item:visible").count() == 1
        page.keyboard.press("z")
        page.get_by_text("The last answer was taken back").wait_for()
        assert sorted(project.view().labels(THEME)["answer"]) == ["no", "yes"]
        page.goto(f"{site}/themes/{THEME}")
        page.locator("form[data-judge]:not(:has([aria-pressed=true])) button[value=yes]").first.click()
        page.get_by_text("Kept: yes").wait_for()
        assert len(project.view().labels(THEME)) == 3
        page.locator("details[data-why] summary").first.click()
        page.get_by_text("Fits best").first.wait_for()
        assert wrong == []
        page.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        f"/themes/{THEME}",
        f"/themes/{THEME}/passages?region=US",
        f"/trends?by=grid&theme={THEME}",
        "/compare?region=US&region=GB",
        f"/label/{THEME}",
        f"/label/{THEME}?view=figures",
        f"/codebook/edit?theme={THEME}",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_one_thing_are_accessible(
    browser: Browser, project: Project, path: str, scheme: str
) -> None:
    with served(Desk(project)) as site:
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(site + path)
        assert wrong == []
        assert violations(page) == []
        context.close()
