"""The meaning of a font's glyphs, by the names that its encoding gives them (ISO 32000-1, 9.6.6).

PDFium returns the bare code of a glyph whose name it does not know: ligatures named by their parts,
signs that a typesetter's fonts number, letters named by their codes.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from workingregions.corpus.files import data

Names = Mapping[str, Mapping[int, str]]
"""Base font name (without a subset's prefix) to code to text, for codes with another meaning than their own.
"""

_ODD = re.compile("[\x01\x03-\x08\x0b\x0c\x0e-\x1f¼ðÞþ]")
_CODED = re.compile(r"[A-Za-z]{1,2}(\d{2,3})")
_ADV = frozenset({"onequarter", "onehalf", "Thorn", "eth", "thorn"})
_MOST = 100_000_000  # bytes of a file
_DEEPEST = 4  # forms within forms


def are_wanted(text: str) -> bool:
    """Return whether a page's text, as in the file, holds codes that never mean their own character."""
    return bool(_ODD.search(text))


def bare(name: str) -> str:
    """Return a font's name without the prefix of a subset."""
    return name[7:] if name[6:7] == "+" and name[:6].isupper() else name


def meanings(font: str, codes: Mapping[int, str]) -> dict[int, str]:
    """Return the known meanings of a font's codes that are not standard names, from their glyph names."""
    known = _list()
    adv = font.startswith("Adv") and bool(_ADV & set(codes.values()))
    coded = _are_codes(codes)
    found = {}
    for code, name in codes.items():
        if adv and (sign := known.get(f"Adv:{name}")):
            found[code] = sign
        elif name in known:
            found[code] = known[name]
        elif coded and (match := _CODED.fullmatch(name)) and (sign := _sign(match)):
            found[code] = sign
        elif "_" in name.strip("_"):
            parts = name.partition(".")[0].split("_")
            if all(len(part) == 1 and part.isascii() and part.isalpha() for part in parts):
                found[code] = "".join(parts)
    return {code: text for code, text in found.items() if text != chr(code)}


def _are_codes(codes: Mapping[int, str]) -> bool:
    """Return whether names are one prefix with the codes of Latin letters: `MT65` for A."""
    matches = [match for name in codes.values() if (match := _CODED.fullmatch(name))]
    if len(matches) < 8 or len({match[0].rstrip("0123456789") for match in matches}) > 1:
        return False
    shown = [_sign(match) for match in matches]
    return sum(c.isalpha() for c in shown) > 0.6 * len(shown) and shown.count("") < 0.1 * len(shown)


def _sign(match: re.Match[str]) -> str:
    """Return the character that a name gives as a code of Windows' Latin letters; empty where it does not."""
    code = int(match[1])
    sign = bytes([code]).decode("cp1252", "ignore") if code < 256 else ""
    return sign if sign.isprintable() else ""


class FontNames:
    """The names of the glyphs of a file's fonts, read page by page on demand."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data, self._password = data, password
        self._pages: list[Any] | None = None

    def of_page(self, index: int) -> Names:
        """Return the fonts of the page at `index` (from 0) with glyphs whose codes alone are inconclusive."""
        if len(self._data) > _MOST:
            return {}
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
        try:
            if self._pages is None:
                self._pages = self._open()
            found: dict[str, dict[int, str]] = {}
            if index < len(self._pages):
                _fonts(self._pages[index].resources, found, _DEEPEST)
        except Exception:  # noqa: BLE001 - pdfminer raises arbitrary exceptions for a broken file; the codes are kept
            self._pages = self._pages or []
            return {}
        return found

    def _open(self) -> list[Any]:
        from pdfminer.pdfdocument import PDFDocument
        from pdfminer.pdfpage import PDFPage
        from pdfminer.pdfparser import PDFParser

        document = PDFDocument(PDFParser(io.BytesIO(self._data)), password=self._password or "")
        return list(PDFPage.create_pages(document))


def _fonts(resources: Any, found: dict[str, dict[int, str]], depth: int) -> None:
    """Add the fonts of a resource dictionary, and of the forms in it."""
    from pdfminer.pdftypes import PDFStream, resolve1

    resources = resolve1(resources) or {}
    for font in (resolve1(resources.get("Font")) or {}).values():
        font = resolve1(font)
        encoding = resolve1(font.get("Encoding"))
        if not isinstance(encoding, dict) or "BaseFont" not in font:
            continue
        name = bare(str(getattr(resolve1(font["BaseFont"]), "name", "")))
        shown = meanings(name, _differences(resolve1(encoding.get("Differences")) or []))
        if shown:
            found.setdefault(name, {}).update(shown)
    if depth:
        for form in (resolve1(resources.get("XObject")) or {}).values():
            form = resolve1(form)
            if isinstance(form, PDFStream) and "Resources" in form.attrs:
                _fonts(form.attrs["Resources"], found, depth - 1)


def _differences(entries: list[Any]) -> dict[int, str]:
    """Return the map from code to glyph name in an encoding's Differences array."""
    codes: dict[int, str] = {}
    code = 0
    for entry in entries:
        if isinstance(entry, int):
            code = entry
        else:
            codes[code] = str(getattr(entry, "name", ""))
            code += 1
    return codes


@lru_cache(maxsize=1)
def _list() -> dict[str, str]:
    text = data(__package__, "glyph_names.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
