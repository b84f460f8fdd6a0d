"""The reports of a project, as far as an edit of the codebook concerns them: their theme and version."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import unescape
from pathlib import Path

FOLDER = "reports"
HEAD = 20_000
"""Bytes of a page in which its metadata stand."""
_META = re.compile(r'<meta name="workingregions-(theme|codebook|snapshot)" content="([^"]*)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEffect:
    """A report in the project's folder of reports, and whether an edit of the codebook concerns its theme.

    `theme` are its themes, separated by commas.
    `codebook` is the version that the report was made with, `snapshot` the state of the corpus.
    """

    file: str
    theme: str
    codebook: str
    snapshot: str
    concerned: bool


def reported(root: Path, themes: Collection[str]) -> tuple[ReportEffect, ...]:
    """Return the reports on themes that the project has; an edit that concerns `themes` concerns theirs."""
    found = []
    for path in sorted((root / FOLDER).glob("**/*.html")):
        with path.open("rb") as page:
            head = page.read(HEAD).decode("utf8", "replace")
        named = [(key, unescape(value)) for key, value in _META.findall(head)]
        meta, own = dict(named), [value for key, value in named if key == "theme"]
        if meta.get("codebook"):
            found.append(
                ReportEffect(
                    file=path.relative_to(root).as_posix(),
                    theme=", ".join(own),
                    codebook=meta["codebook"],
                    snapshot=meta.get("snapshot", ""),
                    concerned=not set(themes).isdisjoint(own),
                )
            )
    return tuple(found)
