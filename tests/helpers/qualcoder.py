"""A REFI-QDA file as QualCoder reads it, by the rules of the standard and of QualCoder's documentation.

Written from those rules, without QualCoder's code: texts lie in the folder `sources`, a byte-order mark is
dropped and line ends stay as they are; positions are indices of code points, the end exclusive; the coder is
that of the selection; codes that are not codable are categories; the pages of PDFs count from 0, and their
areas are in points from the top left.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

SPACE = "{urn:QDA-XML:project:1.0}"


@dataclass(frozen=True)
class CodedText:
    """A coded stretch of text."""

    source: str
    code: str
    category: str
    coder: str
    start: int
    end: int
    words: str
    when: str


@dataclass(frozen=True)
class CodedArea:
    """A coded area of a page, counted from 0: left, top, right, bottom."""

    source: str
    code: str
    coder: str
    page: int
    area: tuple[int, int, int, int]
    pdf: bytes


def read_back(path: Path) -> tuple[list[CodedText], list[CodedArea]]:
    """Returns the codings of a project file."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        files = {name: archive.read(name) for name in archive.namelist()}
    codes: dict[str, tuple[str, str]] = {}
    for code in root.iter(f"{SPACE}Code"):
        category = next(
            (
                up.get("name", "")
                for up in code.iterancestors(f"{SPACE}Code")
                if up.get("isCodable") == "false"
            ),
            "",
        )
        if code.get("isCodable") == "true":
            codes[code.get("guid", "")] = code.get("name", ""), category
    coders = {user.get("guid", ""): user.get("name", "") for user in root.iter(f"{SPACE}User")}
    texts: list[CodedText] = []
    areas: list[CodedArea] = []
    for source in root.iterfind(f"{SPACE}Sources/*"):
        name = source.get("name", "")
        words = source if source.tag == f"{SPACE}TextSource" else source.find(f"{SPACE}Representation")
        assert words is not None
        text = files[_file(words.get("plainTextPath", ""))].decode("utf-8-sig")
        for one in words.iter(f"{SPACE}PlainTextSelection"):
            start, end = int(one.get("startPosition", "")), int(one.get("endPosition", ""))
            for coding in one.iter(f"{SPACE}Coding"):
                code, category = codes[_code(coding)]
                coder, when = coders[one.get("creatingUser", "")], coding.get("creationDateTime", "")
                texts.append(CodedText(name, code, category, coder, start, end, text[start:end], when))
        for one in source.iter(f"{SPACE}PDFSelection"):
            corners = [int(one.get(key, "")) for key in ("firstX", "firstY", "secondX", "secondY")]
            for coding in one.iter(f"{SPACE}Coding"):
                pdf = files[_file(source.get("path", ""))]
                coder = coders[one.get("creatingUser", "")]
                left, top, right, bottom = corners
                place = (left, top, right, bottom)
                areas.append(
                    CodedArea(name, codes[_code(coding)][0], coder, int(one.get("page", "")), place, pdf)
                )
    return texts, areas


def _file(path: str) -> str:
    return path.replace("internal://", "sources/")


def _code(coding: Any) -> str:
    target: str = coding.find(f"{SPACE}CodeRef").get("targetGUID")
    return target
