"""Zipped office files and books: checked against limits before they are unpacked, members read safely."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.ingest.formats.zips import ERRORS, Archive

MAX_UNPACKED = 2**29
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")


def open_package(data: bytes) -> zipfile.ZipFile:
    """Return the zip in `data`.

    Raises:
        ReadError: not a zip, encrypted, or more than 512 MiB unpacked.
    """
    try:
        archive = Archive(data)
        infos = archive.infolist()
    except ERRORS as error:
        raise ReadError(
            FailureCategory.DAMAGED, f"The file is a damaged zip: {error}.", advice="Get a fresh copy of it."
        ) from error
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise ReadError(FailureCategory.TOO_LARGE, "The file unpacks to more than 512 MiB.")
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError(
            FailureCategory.ENCRYPTED, "The file is encrypted.", advice="Save it without a password."
        )
    return archive


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of an XML file; entities are not expanded, nothing is fetched, damage is skipped.

    Raises:
        ReadError: no element can be parsed.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(FailureCategory.DAMAGED, f"The XML cannot be parsed: {error}.") from error
    if root is None:
        raise ReadError(FailureCategory.DAMAGED, "The XML has no root element.")
    return root


def transitional(data: bytes) -> bytes:
    """Return an office file of the ISO strict kind with transitional namespaces; others unchanged.

    python-docx and python-pptx support only the transitional namespaces (ISO/IEC 29500-4); the strict
    ones (29500-1) differ by a regular renaming.
    """
    with open_package(data) as archive:
        if not any(
            _STRICT.search(archive.read(name)) for name in ("_rels/.rels",) if name in archive.namelist()
        ):
            return data
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as target:
            for info in archive.infolist():
                member = archive.read(info)
                if info.filename.endswith((".xml", ".rels")):
                    member = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", member)
                target.writestr(info.filename, member)
        return copy.getvalue()
