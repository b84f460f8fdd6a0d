"""DOI, ISBN and ISSN: found in text, and their check digits."""

from __future__ import annotations

import re

_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>«»“”]{2,120})")


def find_dois(text: str) -> list[str]:
    """Return the DOIs in `text`, lower case, in order, each once."""
    found = []
    for match in _DOI.finditer(text):
        doi = match[1].rstrip(".,;:'’*")
        while doi[-1:] in ")]}" and doi.count(doi[-1]) > doi.count({")": "(", "]": "[", "}": "{"}[doi[-1]]):
            doi = doi[:-1].rstrip(".,;:")
        found.append(doi.lower())
    return list(dict.fromkeys(found))


def valid_isbn(text: str) -> str:
    """Return the 10 or 13 digits of an ISBN whose check digit is right, else the empty string."""
    digits = re.sub(r"[^\dX]", "", text.upper())
    if len(digits) > 13 or (10 < len(digits) < 13):
        digits = digits[:10]
    if len(digits) == 13 and digits.isdigit():
        return digits if sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0 else ""
    if len(digits) == 10 and digits[:9].isdigit():
        return (
            digits
            if sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits)) % 11 == 0
            else ""
        )
    return ""


def valid_issn(text: str) -> str:
    """Return an ISSN as 1234-5678 when its check digit is right, else the empty string."""
    digits = re.sub(r"[^\dX]", "", text.upper())
    right = (
        len(digits) == 8
        and sum((8 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits)) % 11 == 0
    )
    return f"{digits[:4]}-{digits[4:]}" if right else ""
