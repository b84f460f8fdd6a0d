"""Starting and ending the server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.app.web.changing import bench
from workingregions.app import Project
from workingregions.app.jobs import Jobs, JobState
from workingregions.app.web import Desk
from workingregions.app.web.server import serve
from workingregions.corpus.errors import InputError


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="is taken"):
            serve(Desk(), port=taken.getsockname()[1], browser=False)


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(InputError, match="could be guessed"):
        serve(Desk(), token="short", browser=False)


@pytest.mark.parametrize("options", [{"host": "0.0.0.0"}, {"names": ["bench.example"]}])
def test_whoever_can_be_reached_from_elsewhere_has_a_token(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from workingregions.app.web import server

    made: list[dict[str, Any]] = []
    monkeypatch.setattr(server, "create_app", lambda _, **given: made.append(given))
    monkeypatch.setattr(server, "_run", lambda *_: None)
    addresses: list[str] = []
    serve(Desk(), port=0, browser=False, announce=addresses.append, **options)
    assert len(made[0]["token"]) >= 16
    assert addresses[0].endswith(f"/?token={made[0]['token']}")
    assert "*" not in made[0]["hosts"]


@pytest.mark.slow
@pytest.mark.workers
def test_an_interrupt_lets_the_file_finish(project: Project, tmp_path: Path) -> None:
    """As a user does: wr serve, a drop in the browser, Ctrl-C in the terminal."""
    import re
    import urllib.parse
    import urllib.request

    folder = tmp_path / "more"
    folder.mkdir()
    for number in range(40):
        text = f"# Plan {number}\n\nThe Ohio Development Agency funds the Akron Board, plan {number}.\n"
        (folder / f"plan{number}.md").write_text(text)
    command = [sys.executable, "-m", "workingregions.app", "serve", "-p", str(project.root), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [*command, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    assert server.stdout is not None
    try:
        found = re.search(r"http://\S+/", server.stdout.readline())
        assert found
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = opener.open(f"{found[0]}drops").read().decode()
        token = re.search(r'name="wr-token" content="(\w+)"', page)
        assert token
        form = {"path": str(folder), "confirmed": "yes", "wr_token": token[1]}
        opener.open(f"{found[0]}drops/folder", urllib.parse.urlencode(form).encode()).close()
        jobs = Jobs(project.root, read_only=True)
        while not jobs.get("j0001").progress.done and not jobs.get("j0001").state.over:
            time.sleep(0.1)
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=120)
    finally:
        server.kill()
    assert "Traceback" not in out
    job = jobs.get("j0001")
    assert job.state in (JobState.INTERRUPTED, JobState.DONE)
    assert len(project.view().documents()) > 3, "what was read is kept"
    assert job.said in bench(project, read_only=True).client.get("/drops").text
