"""The media type of some bytes: by their content first, by the file's name second."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import PurePosixPath

from workingregions.ingest.formats.decode import decode
from workingregions.ingest.formats.zips import ERRORS, Archive

OCTETS = "application/octet-stream"
ZIP = "application/zip"
OLE_ENCRYPTED = "application/x-encrypted-office"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

BIBTEX = "application/x-bibtex"
RIS = "application/x-research-info-systems"
CSL_JSON = "application/vnd.citationstyles.csl+json"
SIDECARS = frozenset({BIBTEX, RIS, CSL_JSON})
"""Bibliographies that describe other files of a drop."""

_MAGIC = (
    (b"{\\rtf", "application/rtf"),
    (b"\xdb\xa5\x2d\x00", "application/msword"),  # Word 2
    (b"\x31\xbe\x00\x00", "application/msword"),  # Word for DOS, Write
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%!PS", "application/postscript"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BZh", "application/x-bzip2"),
)
_TYPES = tomllib.loads(
    files("workingregions.ingest.formats").joinpath("data/media_types.toml").read_text("utf-8")
)
_BY_SUFFIX: dict[str, str] = _TYPES["binary"]
_TEXT_BY_SUFFIX: dict[str, str] = _TYPES["text"]
_MAIL_HEADER = re.compile(
    r"^(from|to|subject|date|message-id|mime-version|received|return-path|delivered-to|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_SURE = frozenset({"message-id", "mime-version", "received", "return-path"})
_XML_PROLOGUE = re.compile(
    r"\s*(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)([^>]*)>")
_CSL_START = re.compile(r"\s*\[\s*\{")
_FIRST_ITEM = 400_000
"""Bytes that may hold the first item of a CSL bibliography, abstract and notes included."""
_BIB_ENTRY = re.compile(
    r"^\s*@(article|book|techreport|misc|inproceedings|phdthesis|report|online)\s*\{", re.I | re.M
)


def sniff(data: bytes, name: str) -> str:
    """Return the media type of a file, from its content and, where that is not conclusive, from its name.

    Args:
        data: the whole file.
        name: the file's name or path; only the suffix is used.
    """
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    packed = data.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    # A zip that stores a PDF without compression has its first bytes within reach, too.
    if b"%PDF-" in data[:1024] and not (packed and _lists_members(data)):
        return "application/pdf"
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if packed:
        return _zipped(data, suffix)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    head = _text_head(data)
    if head is None:
        return _BY_SUFFIX.get(suffix, OCTETS)
    return _textual(head, data, suffix)


def _lists_members(data: bytes) -> bool:
    try:
        with Archive(data) as archive:
            return bool(archive.namelist())
    except ERRORS:
        return False


def _zipped(data: bytes, suffix: str) -> str:
    """Return the type of a zip by its members; damaged office files keep the type that their name claims."""
    try:
        with Archive(data) as archive:
            names = set(archive.namelist())
            stated = (
                archive.read("mimetype", most=100).decode("ascii", "ignore").strip()
                if "mimetype" in names
                else ""
            )
    except ERRORS:
        return _BY_SUFFIX.get(suffix, ZIP)
    if stated.startswith((_ODF, "application/epub+zip")):
        return stated.removesuffix("-template")
    for folder, kind in (
        ("word/", "wordprocessingml.document"),
        ("ppt/", "presentationml.presentation"),
        ("xl/", "spreadsheetml.sheet"),
    ):
        if "[Content_Types].xml" in names and any(member.startswith(folder) for member in names):
            return _OFFICE + kind
    return "application/epub+zip" if "META-INF/container.xml" in names else ZIP


def _compound(data: bytes) -> str:
    """Return the type of an OLE compound file by the names of its streams, which are UTF-16."""
    for stream, media_type in (
        ("EncryptedPackage", OLE_ENCRYPTED),
        ("WordDocument", "application/msword"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("Workbook", "application/vnd.ms-excel"),
        ("__substg1.0_", "application/vnd.ms-outlook"),
    ):
        if stream.encode("utf-16-le") in data:
            return media_type
    return "application/x-ole-storage"


def _text_head(data: bytes) -> str | None:
    """Return the first 8,000 bytes as text, or None when they are not text."""
    sample = data[:8000]
    text = decode(sample[: len(sample) - len(sample) % 4] if len(data) > 8000 else sample)
    odd = sum(1 for c in text if (c < " " and c not in "\t\n\r\f\x1a\x1b") or c == "\ufffd")
    return None if odd > 0.02 * len(text) + 1 else text.lstrip("\ufeff")


def _textual(head: str, data: bytes, suffix: str) -> str:
    start = head.lstrip()[:100].lower()
    if start.startswith(("<!doctype html", "<html")):
        return "text/html"
    if start.startswith(("<?xml", "<!doctype", "<!--", "<article", "<tei", "<pmc")):
        kind = _xml(head)
        if kind != "application/xml" or suffix not in _TEXT_BY_SUFFIX:
            return kind
    by_name = _TEXT_BY_SUFFIX.get(suffix)
    if suffix == "json" or (by_name is None and start.startswith("[")):
        return CSL_JSON if _is_csl(data) else by_name or "text/plain"
    if by_name is not None:
        return by_name
    if suffix in _BY_SUFFIX:  # a suffix of a binary format: its reader reports the fault
        return _BY_SUFFIX[suffix]
    fields = {match.lower() for match in _MAIL_HEADER.findall(re.split(r"\r?\n\r?\n", head, maxsplit=1)[0])}
    if len(fields) >= 3 and fields & _MAIL_SURE:
        return "message/rfc822"
    if re.match(r"\s*TY  - ", head):
        return RIS
    if start.startswith(("@", "%")) and _BIB_ENTRY.search(head):
        return BIBTEX
    return "text/plain"


def _xml(head: str) -> str:
    """Return the type of an XML file by its document type declaration and root element."""
    rest, prologue = head, ""
    while match := _XML_PROLOGUE.match(rest):
        prologue += match.group()
        rest = rest[match.end() :]
    root = _ROOT.match(rest)
    if root is None:
        return "application/xml"
    tag, attributes = root.group(1).lower(), root.group(2)
    if tag == "html":
        return "text/html"
    if tag in ("tei", "tei.2", "teicorpus"):
        return "application/tei+xml"
    stated = re.search(r"jats|nlm|archivearticle|journalpublishing", prologue, re.IGNORECASE)
    if tag == "pmc-articleset" or (
        tag == "article" and (stated or "dtd-version" in attributes or "article-type" in attributes)
    ):
        return "application/jats+xml"
    if tag == "article" and re.search(r"<(front|article-meta|journal-meta)\b", rest):
        return "application/jats+xml"
    return "application/xml"


def _is_csl(data: bytes) -> bool:
    """Return whether the first item of a JSON list has the keys of CSL; the rest is not parsed here."""
    start = _CSL_START.match(decode(data[:_FIRST_ITEM]).lstrip("\ufeff"))
    if start is None:
        return False
    try:
        first, _ = json.JSONDecoder().raw_decode(start.string, start.end() - 1)
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and "type" in first and bool({"title", "id", "DOI"} & first.keys())
