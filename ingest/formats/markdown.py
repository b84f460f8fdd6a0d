"""Markdown with front matter, as site generators use it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import yaml

from workingregions.corpus.files import lines
from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder
from workingregions.ingest.formats.decode import decode
from workingregions.ingest.formats.flow import flow, parse_html
from workingregions.ingest.hints import hint

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(.{0,100000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TEMPLATE = re.compile(r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\{:[^}\n]{0,200}\}", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{1,500}\)")
"""A link inside an HTML block, where Markdown leaves it unchanged."""
_FOLDED_FRONT = re.compile(r"\A\s*---[ \t]+(?=\w[\w-]{0,40}:)(.{1,20000}?)[ \t]---(?=\s|\Z)")
_KEY = re.compile(r"(?:(?<=\s)|\A)(?=[A-Za-z][\w-]{0,40}:(?:\s|$))")
_FOLDED_HEADING = re.compile(
    r"(?<=[^\s#])[ \t]+(?=#{2,6}[ \t]+[^\s#])|(?<=[.!?:;\"”’)*_>}\]])[ \t]+(?=#[ \t]+[^\s#])"
)
_FOLDED_ITEM = re.compile(r"(?<=[^\s*])[ \t]+(?=[*+•][ \t]+[^\s*])|(?<=[.:;])[ \t]+(?=-[ \t]+[^\s-])")
_LONGEST_TITLE = 100
_LONG_LINE = 300
"""Letters of a line from which marks inside it once began lines."""
_FENCED_DIV = re.compile(r"^:::.*$", re.MULTILINE)


def read_markdown(data: bytes) -> Parsed:
    """Return the blocks of a Markdown file, with its front matter (YAML) as hints.

    Inline HTML is read as HTML; template tags of site generators ({% %}, {{ }}) are left out.
    """
    text = _unfolded(decode(data))
    builder = Builder()
    if front := _FRONT.match(text):
        builder.hints += _front_matter(front.group(1))
        text = text[front.end() :]
    root = parse_html(_render(_FENCED_DIV.sub("", _TEMPLATE.sub("", text))))
    if root is not None:
        builder.extend(replace(piece, text=_unmarked(piece.text)) for piece in flow(root))
    return builder.parsed()


def _unfolded(text: str) -> str:
    """Return text whose lines were joined into one with line breaks again before headings and list items."""
    front = _FOLDED_FRONT.match(text)
    if front:
        fields = "\n".join(part for part in map(str.strip, _KEY.split(front[1])) if _is_field(part))
        text = f"---\n{fields}\n---\n{text[front.end() :]}"
    return "\n".join(_cut(line) if len(line) > _LONG_LINE else line for line in text.split("\n"))


def _is_field(line: str) -> bool:
    """Return whether a line by itself is a field of YAML; a list whose lines were joined is none."""
    try:
        return isinstance(yaml.load(line, Loader=yaml.BaseLoader), dict)
    except (yaml.YAMLError, RecursionError, ValueError):
        return False


def _cut(line: str) -> str:
    parts = _FOLDED_HEADING.split(line)
    if len(parts) > 1 or line.lstrip().startswith("#"):
        line = "\n\n".join(_headed(part) if part.startswith("#") else part for part in parts)
    if len(_FOLDED_ITEM.findall(line)) > 1:
        line = _FOLDED_ITEM.sub("\n\n", line)
    return line


def _headed(text: str) -> str:
    """Return a heading and the text that follows it on its line, apart where capitals show its end."""
    marks, _, rest = text.partition(" ")
    words = rest.split(" ")
    end = next(
        (n for n, word in enumerate(words) if n and word.startswith(("*", "[", "_", "!", "<", "-"))), 0
    )
    small = next((n for n, w in enumerate(words) if w[:1].islower() and w not in _small_words()), len(words))
    if not end and len(rest) < _LONGEST_TITLE:
        return text
    if not end or end > small:
        end = small - 1  # the word before the first in small letters begins the sentence
    while end > 1 and words[end - 1] in _small_words():
        end -= 1
    if not 0 < end < 15:
        return rest
    return f"{marks} {' '.join(words[:end])}\n\n{' '.join(words[end:])}"


@cache
def _small_words() -> frozenset[str]:
    return frozenset(lines(__package__, "title_words.txt"))


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
