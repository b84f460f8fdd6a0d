"""Convert files to text without a project, for `wr text`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workingregions.corpus.errors import ReadError
from workingregions.corpus.files import write_atomically
from workingregions.corpus.plain import plain
from workingregions.corpus.records import Parsed
from workingregions.ingest.drop import discover
from workingregions.ingest.read import read
from workingregions.ingest.render import markdown, plain_text

FORMATS = {"text": ".txt", "markdown": ".md", "json": ".json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The text of one file, or the error that prevented it."""

    path: str
    text: str = ""
    error: ReadError | None = None
    written: Path | None = None


def render_files(
    files: Sequence[str],
    format: str,
    *,
    passwords: Sequence[str] = (),
    ocr: bool = True,
    out: Path | None = None,
) -> Iterator[Rendered]:
    """Return the text of each file, ordered by path; with `out`, also write it there as STEM plus an ending.

    Raises:
        InputError: a path is missing or contains nothing to read.
    """
    taken: set[str] = set()
    for found in discover(files):
        try:
            parsed = read(found.read(), name=found.path, passwords=passwords, ocr=ocr)
        except ReadError as error:
            yield Rendered(path=found.path, error=error)
            continue
        rendered = render(parsed, format)
        written = None
        if out is not None:
            stem = Path(found.path).stem
            # plan.pdf and plan.docx of one folder must not overwrite each other.
            name = stem if stem not in taken else Path(found.path).name
            taken.add(name)
            written = out / f"{name}{FORMATS[format]}"
            write_atomically(written, rendered if rendered.endswith("\n") else rendered + "\n")
        yield Rendered(path=found.path, text=rendered, written=written)


def render(parsed: Parsed, format: str) -> str:
    """Return a document as text, Markdown or JSON (its pages and blocks, furniture included)."""
    if format == "json":
        value = {
            "pages": plain(parsed.pages),
            "blocks": plain(parsed.blocks),
            "hints": plain(parsed.hints),
        }
        return json.dumps(value, ensure_ascii=False, indent=1)
    return markdown(parsed.blocks) if format == "markdown" else plain_text(parsed.blocks)
