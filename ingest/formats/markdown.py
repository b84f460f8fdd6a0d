"""Markdown with front matter, as site generators use it."""

from __future__ import annotations

import re
from dataclasses import replace

import yaml

from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder
from workingregions.ingest.formats.decode import decode
from workingregions.ingest.formats.flow import flow, parse_html
from workingregions.ingest.hints import hint

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(.{0,100000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TEMPLATE = re.compile(r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\{:[^}\n]{0,200}\}", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{1,500}\)")
"""A link inside an HTML block, where Markdown leaves it unchanged."""
_FENCED_DIV = re.compile(r"^:::.*$", re.MULTILINE)


def read_markdown(data: bytes) -> Parsed:
    """Return the blocks of a Markdown file, with its front matter (YAML) as hints.

    Inline HTML is read as HTML; template tags of site generators ({% %}, {{ }}) are left out.
    """
    text = decode(data)
    builder = Builder()
    if front := _FRONT.match(text):
        builder.hints += _front_matter(front.group(1))
        text = text[front.end() :]
    root = parse_html(_render(_FENCED_DIV.sub("", _TEMPLATE.sub("", text))))
    if root is not None:
        builder.extend(replace(piece, text=_unmarked(piece.text)) for piece in flow(root))
    return builder.parsed()


def _unmarked(text: str) -> str:
    """Return text without the marks that Markdown did not interpret."""
    return _LINK.sub(r"\1", text).replace("**", "")


def _render(text: str) -> str:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    page: str = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin).render(text)
    return page


def _front_matter(block: str) -> list[MetadataValue]:
    """Return the hints of the front matter's plain values and lists; none when it is not YAML."""
    try:
        # The base loader keeps every scalar as the text it was: dates and years are not converted.
        values = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return []
    if not isinstance(values, dict):
        return []
    hints: list[MetadataValue] = []
    for key, value in values.items():
        parts = value if isinstance(value, list) else [value]
        plain = [_scalar(part) for part in parts[:100]]
        hints += hint("front_matter", str(key), "; ".join(filter(None, plain)), "front matter")
    return hints


def _scalar(value: object) -> str:
    """Return a scalar, or the name in an author's mapping ({name: ..., affiliation: ...})."""
    if isinstance(value, dict):
        value = value.get("name", "")
    return value if isinstance(value, str) else ""
