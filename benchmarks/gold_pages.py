"""Annotations against the gold pages: institutions, ties, themes, outcomes, as `wr export pages` writes them.

    python benchmarks/gold_pages.py SHARED [--project DIR]

Ingests SHARED/documents, SHARED/gold/input and the files of our own check pages into a project (a temporary
one, unless --project names one to keep), exports the pages and scores them with SHARED/gold/score.py. Both
sets are split in two by a hash of the file's name: half A may be looked at and learned from, half B is only
ever counted. The own pages (benchmarks/data/own_pages.jsonl) are of documents that the gold does not cover.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from workingregions.app import Project

PEERS = """\
peer, the ORG entities of spaCy's medium model, page by page
institutions  P 0.400  R 0.640  F1 0.500   (hidden pages of other publishers: P .34  R .53  F1 .42)"""


def half(file: str) -> str:
    """Return A or B, by a hash of the file's name."""
    return "AB"[int(hashlib.sha256(file.encode()).hexdigest(), 16) % 2]


def scorer(path: Path) -> ModuleType:
    """Return the gold's own scorer, as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def own_pages() -> tuple[Path, list[Path]]:
    """Our check pages, and where below SHARED their files are that SHARED/documents lacks."""
    path = Path(__file__).resolve().parent / "data" / "own_pages.jsonl"
    names = {json.loads(line)["file"] for line in path.read_text(encoding="utf-8").splitlines()}
    folders = (Path("bench/pdf_text/pdf"), Path("bench/tables/pdf"))
    return path, [folder / name for folder in folders for name in sorted(names)]


def main() -> None:
    """Ingests, exports, scores and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--project", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.project or Path(scratch) / "gold"
        new = not (folder / "workingregions.toml").exists()
        project = Project.create(folder) if new else Project.open(folder)
        path, places = own_pages()
        extra = [p for place in places if (p := options.shared / place).exists()]
        project.ingest([options.shared / "documents", options.shared / "gold" / "input", *extra])
        out = Path(scratch) / "pages.jsonl"
        project.view().export_pages(out)
        score = scorer(options.shared / "gold" / "score.py")
        predicted = score.read(out)
        print(PEERS)
        for title, source in (("gold", options.shared / "gold" / "pages.jsonl"), ("own pages", path)):
            truth: dict[tuple[str, int], Any] = score.read(source)
            for name in ("AB", "A", "B"):
                pages = {k: v for k, v in truth.items() if half(k[0]) in name}
                print(f"\n{title}, {'all' if name == 'AB' else 'half ' + name} ({len(pages)} pages)")
                with contextlib.redirect_stdout(io.StringIO()) as said:
                    score.score(pages, predicted)
                lines = said.getvalue().rstrip().splitlines()
                # Of our own pages this file holds the institutions alone; own_ties.py scores the rest.
                wanted = ("institutions", "type", "scale") if source == path else ("",)
                print("\n".join(line for line in lines if line.startswith(wanted)))


if __name__ == "__main__":
    main()
