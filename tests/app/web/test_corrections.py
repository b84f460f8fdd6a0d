"""Corrections in the browser door: the effect, saving, conflicts, undo, read-only, the ledger, the review."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.app.web.conftest import BASE, token
from workingregions.app import Project
from workingregions.app.web import Desk, create_app

ACCEPT = {"accept": "application/json"}


@pytest.fixture
def desk(sample: Project, tmp_path: Path) -> Desk:
    shutil.copytree(sample.root, tmp_path / "copy")
    return Desk(Project.open(tmp_path / "copy"))


@pytest.fixture
def mine(desk: Desk) -> Iterator[TestClient]:
    """A session on a project of its own."""
    with TestClient(create_app(desk), base_url=BASE) as made:
        yield made


def post(client: TestClient, path: str, who: str = "Ada", **form: Any) -> Any:
    client.cookies.set("wr_who", who)
    headers = {**ACCEPT, "x-wr-token": token(client)}
    return client.post(path, data=form, headers=headers)


def names(client: TestClient) -> list[str]:
    return re.findall(r'name="name" value="([^"]+)"', client.get("/institutions?limit=500").text)


def shown(client: TestClient) -> int:
    found = re.search(r"([\d,]+) of [\d,]+ institutions", client.get("/institutions").text)
    assert found
    return int(found[1].replace(",", ""))


def test_a_merge_is_foreseen_saved_and_undone(mine: TestClient) -> None:
    one, other = names(mine)[:2]
    before = shown(mine)
    query = {"name": [one, other]}
    effect = mine.get("/corrections/effect/merge", params=query, headers=ACCEPT).json()
    assert effect["summary"].startswith(f"{effect['mentions']} mention")
    assert shown(mine) == before
    done = post(mine, "/corrections", action="merge", name=[one, other])
    assert done.status_code == 200
    assert done.json()["changes"] == effect["changes"]
    assert shown(mine) == before - 1
    page = mine.get(done.json()["location"]).text
    assert "In the ledger" in page
    assert "Ada" in page
    back = post(mine, f"/corrections/{done.json()['correction']}/undo")
    assert back.status_code == 200
    assert shown(mine) == before
    ledger = mine.get("/corrections").text
    assert "undone" in ledger
    assert done.json()["correction"] in ledger


def test_the_second_of_two_people_is_told_both_values_and_decides(mine: TestClient, desk: Desk) -> None:
    name = names(mine)[0]
    assert post(mine, "/corrections", action="retype", name=name, value="firm").status_code == 200
    refused = post(mine, "/corrections", "Ben", action="retype", name=name, value="university")
    assert refused.status_code == 409
    assert [line["who"] for line in refused.json()["others"]] == ["Ada"]
    assert "firm" in refused.json()["others"][0]["what"]
    assert "university" in refused.json()["mine"]["what"]
    assert len(desk.project.ledger.read().corrections) == 1
    both = post(mine, "/corrections", "Ben", action="retype", name=name, value="university", contest="1")
    assert both.json()["conflicts"]
    page = mine.get("/corrections").text
    assert "Conflicts" in page
    drop = re.search(r"/corrections/settle\?(drop=[^\"]+)", page)
    assert drop
    settled = post(mine, f"/corrections/settle?{drop[1]}", "Cleo")
    assert settled.status_code == 200
    assert not desk.project.view().standing().conflicts


def test_the_second_can_replace_the_value_of_the_first(mine: TestClient, desk: Desk) -> None:
    name = names(mine)[0]
    first = post(mine, "/corrections", action="rescale", name=name, value="local").json()["correction"]
    form = {"action": "rescale", "name": name, "value": "national"}
    assert post(mine, "/corrections", "Ben", **form).status_code == 409
    assert post(mine, "/corrections", "Ben", **form, instead=first).status_code == 200
    assert desk.project.view().institution(name).entity.scale == "national"
    assert len(desk.project.ledger.read().corrections) == 3


def test_a_form_without_scripts_gets_pages(mine: TestClient) -> None:
    name = names(mine)[0]
    form = {"action": "retype", "name": name, "value": "firm", "wr_token": token(mine)}
    mine.cookies.set("wr_who", "Ada")
    answer = mine.post("/corrections", data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/corrections#")
    mine.cookies.set("wr_who", "Ben")
    page = mine.post("/corrections", data={**form, "value": "union"})
    assert page.status_code == 409
    assert "Nothing was saved" in page.text


def test_a_read_only_workbench_shows_no_changes_and_refuses_them(sample: Project) -> None:
    with TestClient(create_app(Desk(sample, read_only=True)), base_url=BASE) as client:
        page = client.get("/institutions").text
        link = re.search(r'href="(/institutions/[^"?]+)"', page)
        assert link
        for path in ("/institutions", link[1], "/review", "/ties", "/outcomes", "/corrections"):
            text = client.get(path).text
            assert "data-correction method" not in text or path == "/institutions"
            assert "<button>Merge" not in text
            assert "Import" not in text
        refused = post(client, "/corrections", action="retype", name="X", value="firm")
        assert refused.status_code == 403
        assert client.get("/corrections/effect/accept", params={"name": names_of(sample)}).status_code == 200


def names_of(project: Project) -> str:
    return str(project.view().institutions()["name"].iloc[0])


def test_what_cannot_be_corrected_says_why(mine: TestClient) -> None:
    missing = post(mine, "/corrections", action="rename", name="No Such Body", value="X")
    assert missing.status_code == 404
    assert "No Such Body" in missing.json()["detail"]
    assert post(mine, "/corrections", action="sing", name="X").status_code == 422
    assert mine.get("/corrections/effect/rename", headers=ACCEPT).status_code == 422


def test_the_ledger_travels_as_a_file(mine: TestClient, sample: Project, tmp_path: Path) -> None:
    name = names(mine)[0]
    post(mine, "/corrections", action="retype", name=name, value="firm")
    lines = mine.get("/corrections/export/corrections.jsonl").content
    assert json.loads(lines)["names"] == [name]
    shutil.copytree(sample.root, tmp_path / "theirs")
    with TestClient(create_app(Desk(Project.open(tmp_path / "theirs"))), base_url=BASE) as other:
        files = {"file": ("ours.jsonl", lines)}
        page = other.post("/corrections/import", files=files, headers={"x-wr-token": token(other)})
        assert "Added 1 correction" in page.text
        assert name in other.get("/corrections").text


def test_the_review_shows_one_doubt_and_an_answer_leads_on(mine: TestClient, desk: Desk) -> None:
    page = mine.get("/review?kind=scale").text
    assert "Question 1 of" in page
    (item,) = desk.view().review_queue(["scale"], 1).items
    assert item.question.replace("“", "").split()[0] in page
    keep = next(answer for answer in item.answers if answer.keeps)
    done = post(mine, "/corrections", action=keep.action.value, name=list(keep.names), **keep.fields())
    assert done.status_code == 200
    following = mine.get("/review?kind=scale&done=1").text
    assert "Question 2 of" in following
    assert desk.view().review_queue(["scale"], 1).items[0].id != item.id
    assert "end of the list" in mine.get("/review?kind=scale&at=99999").text


def test_lists_are_filtered_and_download_all_rows(client: TestClient, sample: Project) -> None:
    view = sample.view()
    folded = client.get("/institutions", params={"called": "NERVION"}).text
    assert "Nervión Technology Centre" in folded
    assert "Name contains" in folded
    none = client.get("/institutions", params={"called": "zzzz"}).text
    assert "No institution fits these filters" in none
    for path, frame in (("/institutions", view.institutions()), ("/ties", view.ties())):
        rows = client.get(path, params={"format": "csv"}).text.strip().splitlines()
        assert len(rows) > len(frame)  # a cell may hold a line break
        assert client.get(path, params={"format": "xlsx"}).content[:2] == b"PK"
    home = client.get("/institutions", params={"home": "Pennsylvania", "kind": "university"}).text
    assert "Monongahela State University" in home
    assert "Nervión" not in home
    assert client.get("/institutions", params={"home": "Nowhereland"}).status_code == 404


def test_every_count_on_the_page_of_an_institution_opens_its_rows(
    client: TestClient, sample: Project
) -> None:
    entity = sample.view().institutions().iloc[0]
    found = sample.view().institution(entity["id"])
    page = client.get(f"/institutions/{entity['id']}").text
    assert f"{len(found.passages)} sentences" in page
    for year in found.years["year"].dropna():
        own = found.passages[found.passages["year"] == year]
        text = client.get(f"/institutions/{entity['id']}", params={"year": int(year)}).text
        assert f"of {len(own)}</span>" in text
    assert found.years["mentions"].sum() == found.names["mentions"].sum() == entity["mentions"]
    assert found.years["ties"].sum() == len(found.ties) == entity["ties"]
    assert all(found.passages["evidence"])
    rows = client.get(f"/institutions/{entity['id']}", params={"list": "passages", "format": "csv"}).text
    assert "evidence" in rows.splitlines()[0]
