"""Electronic books (EPUB): the HTML of the spine, in its order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder
from workingregions.ingest.formats.decode import declared_encoding, decode
from workingregions.ingest.formats.flow import flow, parse_html
from workingregions.ingest.formats.markup import joined, local, text_of
from workingregions.ingest.formats.packages import open_package, parse_xml
from workingregions.ingest.hints import hint

_DC = "{http://purl.org/dc/elements/1.1/}"
_FIELDS = {
    "title": "title",
    "creator": "authors",
    "date": "date",
    "publisher": "publisher",
    "language": "language",
    "subject": "keywords",
}


def read_epub(data: bytes) -> Parsed:
    """Return the blocks of a book, with its package metadata as hints. The navigation document is left out.

    Raises:
        ReadError: damaged, too large, or locked by digital rights management.
    """
    builder = Builder()
    with open_package(data) as archive:
        _check_locks(archive)
        container = parse_xml(archive.read("META-INF/container.xml"))
        rootfile = container.find(".//{*}rootfile")
        path = "" if rootfile is None else rootfile.get("full-path", "")
        package = parse_xml(archive.read(path))
        builder.hints += _hints(package)
        members = set(archive.namelist())
        for name in _spine(package, posixpath.dirname(path)):
            if name in members:
                page = archive.read(name)
                root = parse_html(decode(page, declared=declared_encoding(page)))
                builder.extend(flow(root) if root is not None else ())
    return builder.parsed()


def _spine(package: etree._Element, folder: str) -> Iterator[str]:
    """Yield the members to read, in reading order."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        if "html" in item.get("media-type", ""):
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _hints(package: etree._Element) -> list[MetadataValue]:
    values: dict[str, list[str]] = {}
    identifiers: list[MetadataValue] = []
    for element in package.iter(f"{_DC}*"):
        name, text = local(element), text_of(element)
        if name == "identifier":
            identifiers += hint("markup", "doi" if "10." in text else "isbn", text, "EPUB")
        elif name in _FIELDS:
            values.setdefault(_FIELDS[name], []).append(text)
    found = [h for key, texts in values.items() for h in hint("markup", key, _one(key, texts), "EPUB")]
    return found + identifiers


def _one(field: str, texts: list[str]) -> str:
    return joined(texts) if field in ("authors", "keywords") else texts[0]


def _check_locks(archive: ZipFile) -> None:
    """Raise ReadError for encrypted chapters (rights management); encrypted fonts alone are harmless."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    root = parse_xml(archive.read("META-INF/encryption.xml"))
    locked = [reference.get("URI", "") for reference in root.iter("{*}CipherReference")]
    if any(name.lower().endswith(("html", "htm", "xml")) for name in locked):
        raise ReadError(
            FailureCategory.ENCRYPTED,
            "The book is locked by digital rights management.",
            advice="Get an open copy from the publisher.",
        )
