"""Fixtures that every test may use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from filelock import FileLock

from tests.helpers.here import Here
from workingregions.app import Project, run
from workingregions.app.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent

# Tests are not the place for timing: a busy machine must not fail a property.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Wr = Callable[..., Ran]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party test documents and benchmarks beside the checkout, or a skip."""
    folder = Path(os.environ.get("WORKINGREGIONS_SHARED", ROOT.parent / "shared"))
    if not (folder / "documents" / "manifest.csv").is_file():
        message = f"the shared test documents are not at {folder} (set WORKINGREGIONS_SHARED)"
        if os.environ.get("CI"):
            pytest.fail(f"{message}; in CI they must be there")
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with the sample drop in it, ingested once per run; tests must not write to it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the folder of the whole run, which the workers share
    folder, ready = base / "sample" / "project", base / "sample.ready"
    with FileLock(base / "sample.lock"):
        if not ready.exists():
            Project.create(folder).ingest([ROOT / "examples" / "drop"])
            ready.touch()
    project = Project.open(folder)
    before = _state(project.root)
    yield project
    assert _state(project.root) == before, "a test wrote to the shared sample project: give it a copy"


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """The files of a project that hold its contents, with their sizes and times."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture(autouse=True)
def _inline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ingest within the test's process, except in tests marked `workers`, so that models are loaded once."""
    if request.node.get_closest_marker("workers") is None:
        monkeypatch.setattr(run, "LocalEngine", lambda *_: Here())


@pytest.fixture
def wr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Wr:
    """Runs the command line in this process and gives back exit code, output and error output."""
    monkeypatch.setenv("COLUMNS", "300")  # tables as on a wide terminal, wherever the tests run

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["wr", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the golden files; read the diff")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the one of this process; tests that use it are slow."""
    from tests.helpers.browser import launched

    with launched() as made:
        yield made
