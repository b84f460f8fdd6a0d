"""Metadata stated by the files themselves, as hints; the tables are in data/hints.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from workingregions.corpus.files import data
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.blocks import clean

_ISO = re.compile(r"\b((?:1[89]|20)\d{2})(?:[-/.](0?[1-9]|1[0-2])(?:[-/.](0?[1-9]|[12]\d|3[01]))?)?(?!\d)")
_YEAR = re.compile(r"\b(?:1[89]|20)\d{2}\b")
_DOI = re.compile(r"\b10\.\d{4,9}/\S+")
_ISBN = re.compile(r"\b(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]\b")
_BLANK = frozenset({"", "none", "null", "unknown", "untitled", "true", "false", "n/a", "document1"})


@cache
def _tables() -> Mapping[str, Mapping[str, tuple[str, float]]]:
    return tomllib.loads(data(__package__, "hints.toml").read_text("utf-8"))


def hint(table: str, key: str, value: str, rule: str) -> tuple[MetadataValue, ...]:
    """Return the hint for `key` of a metadata `table`, as a tuple of none or one.

    Args:
        table: a table of data/hints.toml: front_matter, html, properties or markup.
        key: the name of the value in the file, in any case.
        value: the file's value; several authors or keywords are joined by "; ".
        rule: the words before the key in the hint's rule, for example "front matter".
    """
    known = _tables()[table].get(key.strip().casefold())
    if known is None:
        return ()
    field, confidence = known
    value = _normalised(field, key, clean(value))
    if value.casefold() in _BLANK:
        return ()
    return (MetadataValue(field=field, value=value, rule=f"{rule}: {key}", confidence=confidence),)


def iso_date(text: str) -> str:
    """Return the first year, year-month or year-month-day of `text` in ISO 8601; empty when there is none."""
    match = _ISO.search(text)
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else ""


def _normalised(field: str, key: str, value: str) -> str:
    if field == "date":
        return iso_date(value)
    if field == "year":
        match = _YEAR.search(value)
        return match.group() if match else ""
    if field == "language":
        return value[:2].casefold() if re.fullmatch(r"[A-Za-z]{2}([-_].*)?", value) else value.casefold()
    if field == "identifiers":
        return _identifier(key.casefold(), value)
    return value


def _identifier(key: str, value: str) -> str:
    """Return an identifier with its scheme, as "doi:10.1080/..."; empty when the scheme is unknown."""
    if doi := _DOI.search(value):
        return "doi:" + doi.group().rstrip(".,;)").casefold()
    if "issn" in key:
        return "issn:" + value
    if isbn := _ISBN.search(value):
        return "isbn:" + re.sub(r"[- ]", "", isbn.group()).upper()
    return ""
