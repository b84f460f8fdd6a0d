"""The schemas of the REFI-QDA standard (MIT; see NOTICE), and what in a file departs from them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from workingregions.corpus.files import data
from workingregions.ingest.refi.archive import RefiArchive
from workingregions.ingest.refi.read import local, parse

_SCHEMAS = {"Project": "Project.xsd", "CodeBook": "Codebook.xsd"}


def schema_faults(path: Path, most: int = 20) -> list[str]:
    """Return what in a .qdpx or .qdc file departs from the schema of the standard, a line each; [] if valid.

    Raises:
        InputError: the file cannot be read.
    """
    if path.suffix.casefold() == ".qdc":
        root = parse(path.read_bytes(), path.name)
    else:
        with RefiArchive(path) as archive:
            root = parse(archive.project(), path.name)
    if local(root) not in _SCHEMAS:
        return [f"line 1: {local(root)} is neither Project nor CodeBook."]
    schema = _schema(local(root))
    if schema.validate(root):
        return []
    return [f"line {fault.line}: {fault.message}" for fault in list(schema.error_log)[:most]]


@cache
def _schema(name: str) -> Any:
    from lxml import etree

    return etree.XMLSchema(etree.fromstring(data(__package__, _SCHEMAS[name]).read_bytes()))
