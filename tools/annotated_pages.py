"""Pages on which readers marked the institutions, for the scripts that learn from them; only documents of
half A.

There are three sources: the gold pages and our own check pages (benchmarks/data/own_pages.jsonl), both read
in place, and tools/data/institution_pages.jsonl. Those of `unseen` are of documents in no benchmark, and the
tagger does not learn from them. A hash of the file's name assigns the halves, as in the
benchmarks.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

from workingregions.app.run import Inbox, ReadStage, blank
from workingregions.corpus.records import Bundle, Source
from workingregions.ingest.formats.media_types import sniff
from workingregions.nlp.text.passages import Segmenter

HERE = Path(__file__).resolve().parent
FOLDERS = ("bench/pdf_text/pdf", "bench/tables/pdf", "gold/input", "documents", "fresh")


@dataclass(frozen=True, slots=True)
class MarkedName:
    """An institution of a page: its forms as written there; types and scales that a reader may give."""

    forms: tuple[str, ...]
    types: tuple[str, ...]
    scales: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """The known institutions of a page; `unsure` holds forms that are left out of learning."""

    institutions: list[MarkedName] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)


def half(file: str) -> str:
    """Return A or B, as in benchmarks/gold_pages.py."""
    return "AB"[int(hashlib.sha256(file.encode()).hexdigest(), 16) % 2]


@cache
def scorer(shared: Path) -> ModuleType:
    """Return the gold's scorer, whose comparison of names is used."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{shared} holds no gold/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages(shared: Path) -> dict[str, dict[int, Page]]:
    """Return file -> page -> its known institutions, in the order of the files' names."""
    found: dict[str, dict[int, Page]] = defaultdict(dict)
    for line in (HERE / "data" / "institution_pages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        named = [MarkedName(tuple(i["forms"]), (i["type"],), (i["scale"],)) for i in row["institutions"]]
        found[row["file"]][row["page"]] = Page(named, row["unsure"])
    for source in (shared / "gold" / "pages.jsonl", HERE.parent / "benchmarks" / "data" / "own_pages.jsonl"):
        for (file, number), row in scorer(shared).read(source).items():
            if row.get("skip") or half(file) == "B":
                continue
            page = found[file].setdefault(number, Page())
            for item in row["institutions"]:
                forms = (*item["forms"], item["name"])
                if item["core"]:
                    page.institutions.append(MarkedName(forms, tuple(item["type"]), tuple(item["scale"])))
                else:
                    page.unsure.extend(forms)
    return {file: found[file] for file in sorted(found)}


def unseen() -> dict[str, dict[int, Page]]:
    """Return the pages of documents that no tagger learned from: file -> page -> its institutions."""
    found: dict[str, dict[int, Page]] = defaultdict(dict)
    text = (HERE / "data" / "institution_pages_unseen.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, text.splitlines()):
        named = [MarkedName(tuple(i["forms"]), (i["type"],), (i["scale"],)) for i in row["institutions"]]
        found[row["file"]][row["page"]] = Page(named, row["unsure"])
    return found


def read(shared: Path, file: str) -> Bundle:
    """Return the document cut into passages."""
    path = next(p for folder in FOLDERS if (p := shared / folder / file).exists())
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    source = Source(sha256=sha256, path=file, media_type=sniff(data, file), bytes=len(data), drop="")
    return Segmenter()(ReadStage(Inbox(data={sha256: data}), ocr=False)(blank(source)))
