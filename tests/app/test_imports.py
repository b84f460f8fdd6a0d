"""What the everyday commands import, and what they show while they work."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from workingregions.app import Project
from workingregions.corpus.imports import without

DROP = Path(__file__).resolve().parent.parent.parent / "examples" / "drop"

EVERYDAY = """
import json, sys
from pathlib import Path
from workingregions.app import Project

class Inline:
    def run(self, jobs, factory):
        work = factory()
        for job in jobs:
            yield job, work(job)

drop, root = sys.argv[1:]
project = Project.create(root)
# The second one is a scan, read by OCR.
files = [Path(drop, name) for name in ("apprentices-at-the-gate.md", "tamebridge-response.pdf")]
report = project.ingest(files, engine=Inline())
found = project.view().search("apprentices")
page = project.view().report_theme("workforce_skills", out=project.root / "reports")
loaded = {name.partition(".")[0] for name in sys.modules if sys.modules[name] is not None}
telemetry = sys.modules.get("openvino_telemetry", "missing") is None
outcomes = [item.outcome for item in report.items]
print(json.dumps([outcomes, len(found.hits), page.is_file(), sorted(loaded), telemetry]))
"""


@pytest.mark.slow
def test_ingest_search_and_report_import_no_torch(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERYDAY, str(DROP), str(tmp_path / "review")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcomes, hits, written, loaded, telemetry_off = json.loads(done.stdout.splitlines()[-1])
    assert outcomes == ["new"] * 2
    assert hits
    assert written
    assert {"openvino", "spacy", "lancedb", "rapidocr"} <= set(loaded)
    assert not {"torch", "transformers", "sentence_transformers"} & set(loaded)
    assert telemetry_off


def test_a_module_is_hidden_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some_module_of_ours.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with without("some_module_of_ours"), pytest.raises(ImportError):
        import some_module_of_ours
    import some_module_of_ours

    with without("some_module_of_ours"):
        assert sys.modules["some_module_of_ours"] is some_module_of_ours
    del sys.modules["some_module_of_ours"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to open")
def test_search_shows_on_a_terminal_that_it_works(tmp_path: Path) -> None:
    root = Project.create(tmp_path / "review").root
    ours, theirs = pty.openpty()
    command = ["search", "apprentices", "--json", "-p", str(root)]
    code = f"import sys; sys.argv = ['wr', *{command!r}]\nfrom workingregions.app.cli import main; main()"
    environment = {**os.environ, "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs, env=environment, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "searching" in shown
    assert json.loads(done.stdout) == []
