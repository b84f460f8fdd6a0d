"""Fields of a bibliography's entries: types, dates, numbers, languages, bodies and persons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from workingregions.corpus.enums import DocumentType
from workingregions.ingest.text import clean, find_dois, iso_date, key, table, valid_isbn, valid_issn

_LAST_YEAR = 2100


@cache
def kinds(form: str) -> dict[str, str]:
    """Return the part `form` of the table of types."""
    return dict(table("bibliography_types.yaml")[form])


def kind_of(form: str, kind: str) -> str:
    """Return the document type for an entry type of `form`; empty where it leaves the type open."""
    value = kinds(form).get(kind.lower(), "")
    return str(DocumentType(value)) if value else ""


def date_of(*texts: str) -> str:
    """Return the first date in `texts` as ISO, in the most exact form of any of them for the same year.

    Managers of references mark years: 1999a, c. 1999, [1999], 1999?, 1999/2000.
    """
    dates = [iso_date(text, _LAST_YEAR) for text in texts]
    found = [date for date in dates if date]
    if not found:
        years = [m[0] for text in texts for m in re.finditer(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)", text)]
        return years[0] if years else ""
    same = [iso for iso in found if iso[:4] == found[0][:4]]
    return max(same, key=len, default="")


def numbers_of(doi: str = "", isbn: str = "", issn: str = "", report: str = "") -> tuple[str, ...]:
    """Return the valid identifiers among DOIs, ISBNs, ISSNs and a report's number."""
    numbers = [f"doi:{d}" for d in find_dois(doi)[:1]]
    numbers += [
        f"isbn:{n}" for part in re.split(r"[;,\s]{2,}|[;,]\s*| (?=97[89])", isbn) if (n := valid_isbn(part))
    ]
    numbers += [f"issn:{n}" for part in re.split(r"[;,\s]+", issn) if (n := valid_issn(part))]
    return tuple(dict.fromkeys([*numbers, *([f"report:{report}"] if report else [])]))


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a language given by its code or name; "" for others."""
    code = text.strip().lower()[:2] if re.fullmatch(r"[A-Za-z]{2}(?:[-_].*)?", text.strip()) else ""
    return code or str(kinds("languages").get(text.strip().lower(), ""))


def body_of(names: Iterable[str]) -> str:
    """Return the first name of a body: an address, or words on where a text is found, name none."""
    for name in names:
        bare = re.sub(r"(?:https?://|www\.)\S+", " ", name)
        words = key(bare).split()
        if words and not set(words) <= set(table("bibliography_types.yaml")["no_bodies"]):
            return clean(bare).strip(" .,;:()[]<>") if bare != name else name
    return ""


def person_of(name: str) -> str:
    """Return a name in the extended form of biblatex (family=Linden, given=Jan, prefix=van der) as usual."""
    parts = dict(re.findall(r"(\w+)\s*=\s*([^,=]+)", name)) if "family=" in name.replace(" ", "") else {}
    if not parts:
        return name
    family = " ".join(parts[part].strip() for part in ("prefix", "family") if parts.get(part))
    return ", ".join(filter(None, (family, parts.get("given", "").strip(), parts.get("suffix", "").strip())))
