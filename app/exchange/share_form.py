"""The form of a shared project: a zip of text files and tables, with a manifest of their checksums.

    manifest.json           format, version, project, snapshot, rows by table, sizes and checksums of the rest
    codebook.yaml           the themes; codebooks/ has the versions that were in use
    corrections.jsonl, labels.jsonl, searches.jsonl, citation_keys.jsonl
    drops/ID.json           the reports of the drops
    store/TABLE.jsonl       the rows of the store, from which the project is made again
    tables/TABLE.parquet    the same results for other programs, with dictionary.csv; not read again
    documents/SHA256.pdf    the original files, where they are shared

Nothing in it is code, a configuration or a path: what a project is made of is read as data and checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from workingregions.corpus.citation_keys import FILE_NAME as KEYS
from workingregions.corpus.errors import InputError
from workingregions.corpus.labels import FILE_NAME as LABELS
from workingregions.corpus.ledger import FILE_NAME as LEDGER
from workingregions.corpus.searches import FILE_NAME as SEARCHES
from workingregions.corpus.store import TABLES

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT, VERSION = "workingregions-share", 1
"""The version is raised when an older release could not open what this one writes."""
MANIFEST, CODEBOOK = "manifest.json", "codebook.yaml"
LINES = (LEDGER, LABELS, SEARCHES, KEYS)
"""The files of lines that are shared as they are."""
ORIGIN = "shared_from.json"
"""In a project that was opened from a shared file: what that was."""
VECTOR = "vector"
"""In the rows of passages: the vector as base 64 of little-endian 32-bit numbers."""

LARGEST_MANIFEST = 64 * 2**20
LARGEST_MEMBER, LARGEST = 8 * 2**30, 64 * 2**30
"""Maximum bytes of one file and of all together, unpacked."""
MOST_MEMBERS = 200_000
RATIO, SLACK = 200, 2**20
"""Unpacked bytes for each packed one, beyond SLACK: text has about 10, and a bomb thousands."""
LONGEST_LINE = 64 * 2**20
"""Maximum bytes of a row of the store."""

_NAMES = re.compile(
    r"codebook\.yaml|codebooks/[0-9a-f]{4,64}\.yaml|drops/d\d{4,8}\.json|tables/[a-z_]{1,40}\.parquet"
    r"|tables/(?:dictionary\.csv|manifest\.json)|documents/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A file of a share: its size and SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareManifest:
    """What a shared file is, and the checksums of all that it holds.

    Attributes:
        format: FORMAT.
        version: of the form.
        release: of the program that wrote it.
        project: the project's name.
        snapshot: the snapshot that it was made from; `created` is when that was made.
        store: the format of the rows.
        encoder: what made the vectors of passages.
        texts: whether the texts of the documents are there.
        documents: how many original files are there.
        about, duplicates: the settings of [count], which decide what counts.
        gaps: a sentence on each thing that the corpus lacks.
        rows: rows by table of the store.
        files: all other files by name.
    """

    format: str
    version: int
    release: str
    project: str
    snapshot: str
    created: str
    store: int
    encoder: str
    texts: bool
    documents: int
    about: float
    duplicates: str
    gaps: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, SharedFile] = field(default_factory=dict)


@cache
def manifest_reader() -> TypeAdapter[ShareManifest]:
    """Return what reads a manifest and checks its fields."""
    from pydantic import TypeAdapter

    return TypeAdapter(ShareManifest)


def check_name(name: str) -> None:
    """Raise InputError unless a share may hold a file of this name; no such name leads out of a folder."""
    store = (
        name.startswith("store/") and name[6:].removesuffix(".jsonl") in TABLES and name.endswith(".jsonl")
    )
    if not (store or name in LINES or _NAMES.fullmatch(name)):
        raise InputError(f"it holds {name[:100]!r}, which no shared project has.")
