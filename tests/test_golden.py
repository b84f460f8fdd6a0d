"""Golden files: what the system makes of sample documents, kept as text so that a change shows as a diff.

Rewrite them with `pytest tests/test_golden.py --golden`, and read the diff before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workingregions.app import Project
from workingregions.ingest.read import read
from workingregions.ingest.render import markdown
from workingregions.reports.export_pages import page_lines

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
DROP = ROOT / "examples" / "drop"
READ = [
    "brokers-in-the-powder-bed.pdf",
    "incentives-fact-sheet.pdf",
    "annual-dinner-remarks.html",
    "upstate-supply-chain-plan.docx",
    "apprentices-at-the-gate.md",
]
ANNOTATED = ["closer-to-home.pdf", "devolution-and-the-battery-corridor.pdf"]


def compare(request: pytest.FixtureRequest, name: str, text: str) -> None:
    path = GOLDEN / name
    if request.config.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf8")
    assert text == path.read_text(encoding="utf8"), (
        "if the change is meant: pytest tests/test_golden.py --golden"
    )


@pytest.mark.parametrize("name", READ)
def test_text_as_a_person_reads_it(request: pytest.FixtureRequest, name: str) -> None:
    parsed = read((DROP / name).read_bytes(), name=name)
    compare(request, f"{name}.md", markdown(parsed.blocks))


@pytest.mark.parametrize("name", ANNOTATED)
def test_annotations_of_a_document(request: pytest.FixtureRequest, sample: Project, name: str) -> None:
    bundle = sample.view().bundle(sample.view().document(name))
    lines = [_rounded(line) for line in page_lines(bundle, about=0.5)]
    compare(request, f"{name}.json", json.dumps(lines, ensure_ascii=False, indent=1) + "\n")


def test_metadata_of_all_documents(request: pytest.FixtureRequest, sample: Project) -> None:
    rows = [
        {
            "file": d.path,
            "title": d.title,
            "authors": d.authors,
            "date": d.date,
            "publisher": d.publisher,
            "type": d.type.value,
            "genre": d.genre,
            "jurisdiction": d.jurisdiction,
            "regions": [r.region for r in d.regions],
        }
        for d in sorted(sample.store.snapshot().records("documents"), key=lambda d: d.path)
    ]
    compare(request, "metadata.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _rounded(value: Any) -> Any:
    """Confidences to one decimal: the last digits may differ between processors."""
    if isinstance(value, float):
        return round(value, 1)
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return [_rounded(v) for v in value] if isinstance(value, list) else value
