"""Adding documents in the browser: uploads, jobs with their streams, drops and their quarantine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.web.changing import Bench, bench
from tests.helpers.towns import LATER, write
from workingregions.app import Project
from workingregions.app.jobs import JobKind, JobState, Task
from workingregions.app.web import limits
from workingregions.app.web.rooms import jobs as room

BROKEN = b"%PDF-1.4 nothing"


@pytest.fixture
def workbench(project: Project) -> Iterator[Bench]:
    made = bench(project)
    yield made
    made.desk.close()


def test_uploaded_files_become_a_drop_and_their_originals_stay(workbench: Bench, project: Project) -> None:
    job = workbench.upload(plans__later_md=LATER.encode(), bad_pdf=BROKEN)
    assert (job.state, job.result["drop"]) == (JobState.DONE, "d0002")
    assert job.title == "Read 2 files (1 kB)"
    (source,) = [s for s in project.store.snapshot().records("sources") if s.path == "plans/later.md"]
    assert Path(source.location).read_bytes() == LATER.encode()
    assert Path(source.location).is_relative_to(project.root / "uploads")
    page = workbench.client.get("/drops").text
    assert "Read 2 files" in page
    assert "upload u0001" in page
    for outcome, number in (("new", 1), ("failed", 1), ("", 2)):
        shown = workbench.client.get(f"/drops/d0002?outcome={outcome}").text
        rows = shown[shown.index("<h2>Files</h2>") :].count('<th scope="row"')
        assert rows == number, "the count leads to as many rows"
    csv = workbench.client.get("/drops/d0002?outcome=failed&format=csv").text
    assert csv.count("\n") == 2
    assert workbench.client.get("/drops/d0002?outcome=lost").status_code == 404
    assert workbench.client.get("/drops/d0009").status_code == 404


def test_a_zip_is_opened_as_the_ingest_opens_it(workbench: Bench) -> None:
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("inner/later.md", LATER)
    assert workbench.upload(box_zip=data.getvalue()).result["new"] == 1


def test_failed_files_are_retried_one_or_all_with_passwords_that_leave_no_trace(
    workbench: Bench, project: Project
) -> None:
    workbench.upload(one_pdf=BROKEN, two_pdf=BROKEN + b"2")
    failing = project.still_failing("d0002")
    assert len(failing) == 2
    page = workbench.client.get("/drops/d0002").text
    assert all(item.advice in page for item in failing)
    job = workbench.ended(
        workbench.post("/drops/d0002/retry", file=failing[0].sha256, passwords="s3cret\n").json()["id"]
    )
    assert (job.title, dict(job.arguments)) == (f"Retry {failing[0].path}", {"only": [failing[0].sha256]})
    assert "s3cret" not in workbench.client.get(f"/jobs/{job.id}").text
    assert "s3cret" not in workbench.client.get("/drops").text
    assert not [p for p in project.root.rglob("*") if p.is_file() and b"s3cret" in p.read_bytes()]
    path = project.root / "uploads" / "u0001" / "one.pdf"
    path.write_text("The Ohio Development Agency funds the Akron Workforce Board.")
    job = workbench.ended(workbench.post("/drops/d0002/retry").json()["id"])
    assert job.title == "Retry 2 files"
    assert [item.path for item in project.still_failing("d0002")] == ["two.pdf"]


def events(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The events of a stream: id, name, data."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append((fields.get("id", ""), fields["event"], json.loads(fields["data"])))
    return found


def test_a_stream_tells_all_and_goes_on_where_it_was_cut(workbench: Bench) -> None:
    job = workbench.upload(later_md=LATER.encode(), bad_pdf=BROKEN)
    answer = workbench.client.get(f"/jobs/{job.id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    (first, last) = events(answer.text)
    assert (first[0], first[1], last[1]) == (str(job.version), "job", "end")
    assert first[2]["state"] == "done"
    assert [note["text"] for note in first[2]["notes"] if note["failure"]] == ["bad.pdf"]
    cut = first[2]["notes"][1]["id"]
    again = workbench.client.get(f"/jobs/{job.id}/events", headers={"last-event-id": str(cut)})
    ids = [note["id"] for note in events(again.text)[0][2]["notes"]]
    assert ids == [note["id"] for note in first[2]["notes"] if note["id"] > cut]
    seen = workbench.client.get(f"/jobs/{job.id}/events", headers={"last-event-id": str(job.version)})
    assert [name for _, name, _ in events(seen.text)] == ["end"]
    assert workbench.client.get("/jobs/j0099/events").status_code == 404


def test_progress_survives_a_reload(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from workingregions.app.jobs.runners import Outcome

    go, began = threading.Event(), threading.Event()

    def run(_: Path, __: Task, send: Any, stop: Any) -> Outcome:
        send(("start", 112, 0))
        for number in range(13):
            send(("advance", f"plan {number} <b>.pdf", 2, number < 3))
        began.set()
        while not go.wait(0.02) and not stop():
            pass
        return Outcome(state=JobState.CANCELLED if stop() else JobState.DONE)

    monkeypatch.setattr(limits, "STREAMS_EACH", 0)
    made = bench(project)
    made.desk._run = run
    job = made.desk.jobs.submit(Task(kind=JobKind.INGEST, title="Read 112 files", who="Ann"))
    assert began.wait(60)
    for _ in range(2):
        page = made.client.get("/drops").text
        assert "file 14 of 112, 3 failed" in page
        assert "plan 2 &lt;b&gt;.pdf" in page, "names are text"
    refused = made.client.get(f"/jobs/{job.id}/events", headers=made.head)
    assert (refused.status_code, refused.json()["status"]) == (429, 429)
    assert made.post(f"/jobs/{job.id}/cancel").json()["stopping"] is True
    assert made.ended(job.id).state is JobState.CANCELLED
    assert "Continue" in made.client.get("/drops").text
    go.set()
    assert made.ended(made.post(f"/jobs/{job.id}/again").json()["id"]).state is JobState.DONE
    made.desk.close()


def test_a_quiet_stream_beats_and_ends_with_the_server(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workingregions.app.jobs.runners import Outcome

    def run(_: Path, __: Task, ___: Any, stop: Any) -> Outcome:
        while not stop():
            threading.Event().wait(0.02)
        return Outcome(state=JobState.CANCELLED)

    monkeypatch.setattr(room, "LOOK", 0.01)
    monkeypatch.setattr(room, "HEARTBEAT", 0.02)
    made = bench(project)
    made.desk._run = run
    job = made.desk.jobs.submit(Task(kind=JobKind.REFRESH, title="Wait"))
    ender = threading.Timer(1.0, lambda: setattr(made.desk, "ending", True))
    ender.start()
    text = made.client.get(f"/jobs/{job.id}/events").text
    assert ": still there" in text
    assert "event: end" not in text
    made.desk.close()
    assert made.desk.jobs.get(job.id).state is JobState.INTERRUPTED


def test_a_folder_of_this_machine_is_confirmed_first(workbench: Bench, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", later=LATER)
    page = workbench.client.post("/drops/folder", data={"path": str(folder), "wr_token": workbench.token})
    assert "later.md" in page.text
    assert not workbench.desk.jobs.all()
    job = workbench.ended(workbench.post("/drops/folder", path=str(folder), confirmed="yes").json()["id"])
    assert job.result["new"] == 1
    for path, why in (
        ("relative/folder", "whole path"),
        ("", "path"),
        (str(tmp_path), "project itself"),
        ("/no/such/folder", "does not exist"),
    ):
        answer = workbench.post("/drops/folder", path=path, confirmed="yes")
        assert answer.status_code == 422, path
        assert why in answer.text


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_no_other_machine_names_folders(workbench: Bench, header: str, tmp_path: Path) -> None:
    answer = workbench.client.post(
        "/drops/folder",
        data={"path": str(tmp_path), "confirmed": "yes"},
        headers={**workbench.head, header: "10.0.0.7"},
    )
    assert answer.status_code == 403
    assert "This" not in answer.text or "own machine" in answer.text
    assert (
        "A file or folder on this computer"
        not in workbench.client.get("/drops", headers={header: "10.0.0.7"}).text
    )


def test_the_map_is_brought_up_to_date(workbench: Bench) -> None:
    job = workbench.ended(workbench.post("/jobs/refresh").json()["id"])
    assert (job.state, job.kind) == (JobState.DONE, JobKind.REFRESH)


def test_a_read_only_server_shows_and_takes_nothing(project: Project) -> None:
    made = bench(project, read_only=True)
    page = made.client.get("/drops").text
    assert "read-only" in page
    assert 'id="drop"' not in page
    for answer in (
        made.post("/drops/uploads"),
        made.post("/jobs/refresh"),
        made.client.put("/drops/uploads/u0001?path=a", content=b"x", headers=made.head),
    ):
        assert answer.status_code == 403
    assert not (project.root / "uploads").exists()
    assert not (project.root / "jobs").exists()
