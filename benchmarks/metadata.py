"""Metadata: title, year, type, publisher and place of the test documents, against the librarian's manifest.

    python benchmarks/metadata.py [DIR] [--half even|odd|all] [--show]

How each value is judged:
plain      title: likeness of the whole title and the manifest's, letter for letter but for case, accents and
           punctuation, at least 0.9. Notes that the librarian added ("(slides)", "(PDF)") count as wrong.
title      the same after notes in parentheses are taken off; the title before its subtitle counts when the
           manifest gives no subtitle.
findable   the same, over the rows whose title stands in the file at all: as one run of words on the first two
           pages, in a margin, in the properties or the file's name (or in two runs, cut at a colon or dash).
           The other rows have a title that the librarian made up from elsewhere.
year       equal; rows whose year has a question mark or is empty are left out.
year shown, publisher shown   the same, over the rows whose year or publisher stands in the text, the margins,
           the properties or the file's name (or is found through an address, which names no one).
type       the genre: policy, scholarly or other.
publisher  the found name against each name in the manifest's field (cut at slash, comma, parentheses):
           equal keys, a token-set similarity of at least 90 with two words shared, a similarity of 85, the
           acronym's letters, or a name of one word that the found name begins with.
country    the jurisdiction is a country that the manifest names; region: a focal region is the one named, or
           lies in it.
Rules were written looking at the even-numbered files only; the odd-numbered ones are the check.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pycountry
from rapidfuzz import fuzz

from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Bundle, Document, Parsed, RegionWeight, Source
from workingregions.ingest.metadata.clues import gather
from workingregions.ingest.metadata.description import Description, describe
from workingregions.ingest.text.strings import key, likeness
from workingregions.nlp.gazetteer.gazetteer import Gazetteer

BARS = {
    "plain": 0.90,
    "title": 0.90,
    "findable": 0.90,
    "year": 0.92,
    "year shown": 0.92,
    "genre": 0.92,
    "publisher": 0.80,
    "publisher shown": 0.80,
    "country": 0.90,
    "region": 0.90,
}


SHORT = {"UK": "GB"}


def without_notes(title: str) -> str:
    """Return the title without what is in parentheses."""
    return re.sub(r"\s*\([^()]*\)", "", title).strip()


def findable(truth: str, parsed: Parsed, name: str) -> bool:
    """Whether the file shows the title, whole or in two or more parts, somewhere at its front."""
    clues = gather(parsed, name, 2027)
    shown = [clues.front_text(), *(hint.value for hint in clues.hints), clues.stem]
    front = key(" ".join([*shown, *(line.text for line, _ in clues.margins)]))
    title = without_notes(truth)
    parts = [key(part) for part in re.split(r":\s|\s[-–—]\s|,\s(?=[A-Z])", title) if key(part)]
    whole = fuzz.partial_ratio(key(title), front) >= 90
    return bool(front) and (whole or all(fuzz.partial_ratio(part, front) >= 90 for part in parts))


def stands(truths: Sequence[str], parsed: Parsed, name: str) -> bool:
    """Whether one of `truths` (names or a year) stands anywhere in the file or its name, as whole words."""
    clues = gather(parsed, name, 2027)
    shown = [clues.body, clues.references, clues.stem, *(hint.value for hint in clues.hints)]
    text = key(" ".join([*shown, *(line.text for line, _ in clues.margins)]))
    return any(
        re.search(
            rf"(?<!\d){re.escape(key(truth))}(?!\d)" if truth.isdigit() else rf"\b{re.escape(key(truth))}\b",
            text,
        )
        for truth in truths
        if key(truth)
    )


def names_of(truth: str) -> list[str]:
    """Return the names in the manifest's field of publishers, cut at slash, comma and parentheses."""
    return [name for name in re.split(r"[/(),;]", truth) if key(name)]


def title_right(found: str, truth: str) -> bool | None:
    """Whether the title is right; None where the file has none."""
    wanted = without_notes(truth)
    if not wanted:
        return None
    full = without_notes(found)
    forms = {found, full, *(full[: m.start()] for m in re.finditer(r"[:?–—]\s", full))}
    wanted_forms = {wanted, truth}
    return max(likeness(form, want) for form in forms for want in wanted_forms) >= 0.9


def publisher_right(found: str, truth: str) -> bool | None:
    """Whether the publisher is one of the names in the manifest's field."""
    if not truth or truth == "(unknown)":
        return None
    names = [key(name) for name in names_of(truth)] + [key(truth)]
    have = key(found)
    if not have:
        return False
    for name in names:
        acronym = "".join(word[0] for word in name.split() if word not in ("of", "the", "and", "for"))
        shared = set(have.split()) & set(name.split())
        if have == name or (len(acronym) > 2 and have.replace(" ", "") == acronym):
            return True
        if len(shared - {"the", "of", "us", "and"}) >= 2 and fuzz.token_set_ratio(have, name) >= 90:
            return True
        if have.split()[0] == name and len(name) > 4:
            return True
        if fuzz.ratio(have, name) >= 85:
            return True
    return False


def judge(found: Description, row: dict[str, str]) -> dict[str, bool | None]:
    """For each field whether it is right; None where the manifest does not tell."""
    year = row["year"].strip()
    title = title_right(found.title, row["title"])
    return {
        "plain": None if title is None else likeness(found.title, row["title"]) >= 0.9,
        "title": title,
        "year": found.year == int(year) if year.isdigit() else None,
        "genre": found.genre == row["doc_type"],
        "publisher": publisher_right(found.publisher, row["publisher"]),
    }


def countries_named(truth: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the countries (ISO 3166-1 alpha-2, EU) and the regions that the column names.

    EU with a member state in parentheses names that state, and not the Union.
    """
    countries: set[str] = set()
    regions: set[str] = set()
    for part in truth.split("/"):
        match = re.fullmatch(r"\s*([^()]+?)\s*(?:\(([^()]+)\))?\s*", part)
        if match is None:
            continue
        inner = _code(match[2]) if match[2] else ""
        countries.add(inner or _code(match[1]))
        if match[2] and not inner:
            regions.add(match[2])
    return frozenset(countries - {""}), frozenset(regions)


def _code(name: str) -> str:
    if name in SHORT or re.fullmatch(r"[A-Z]{2}", name):
        return SHORT.get(name, name)
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return ""


def judge_place(focal: Sequence[RegionWeight], jurisdiction: str, truth: str) -> dict[str, bool | None]:
    """Whether jurisdiction and regions are right; None where the manifest does not tell.

    country: the jurisdiction is one of the countries named. region: a focal region is the region named,
    or lies in it.
    """
    countries, regions = countries_named(truth)
    gazetteer = Gazetteer.load()
    found: set[str] = set()
    for region in focal:
        line = [region.region]
        while line and (place := gazetteer.get(line[-1])):
            found.add(key(place.name))
            line = list(place.parents[:1])
    return {
        "country": jurisdiction in countries if countries else None,
        "region": bool({key(region) for region in regions} & found) if regions else None,
    }


def place_of(parsed: Parsed, found: Description, name: str) -> tuple[Sequence[RegionWeight], str]:
    """Focal regions and jurisdiction, as the pipeline finds them."""
    from workingregions.nlp.annotate import Annotator
    from workingregions.nlp.text.passages import Segmenter

    source = Source(sha256=name, path=name, media_type="", bytes=0, drop="")
    document = replace(Document(id=name, sha256=name, path=name, pages=parsed.pages), **found.fields())
    blocks = tuple(replace(block, document=name) for block in parsed.blocks)
    bundle = Annotator()(Segmenter()(Bundle(source=source, document=document, blocks=blocks)))
    return bundle.document.regions, bundle.document.jurisdiction


def show(right: dict[str, Counter[str]], asked: dict[str, Counter[str]]) -> None:
    """Print the share right of each field, by half, beside its bar."""
    sys.stdout.write("field            even        odd         all         bar\n")
    for field, bar in BARS.items():
        cells = []
        for halves in (("even",), ("odd",), ("even", "odd")):
            n, k = sum(asked[h][field] for h in halves), sum(right[h][field] for h in halves)
            cells.append(f"{k:3}/{n:3} {k / n:4.0%}" if n else "-")
        sys.stdout.write(f"{field:15}  " + "  ".join(cells) + f"   {bar:.0%}\n")


def main() -> None:
    """Print the shares right, in each half of the files and in all, beside the bars."""
    from workingregions.ingest.read import read

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("WORKINGREGIONS_SHARED", "../shared"))
    options.add_argument("shared", type=Path, nargs="?", default=default)
    options.add_argument("--half", choices=("even", "odd", "all"), default="all")
    options.add_argument("--show", action="store_true", help="print what is wrong, one line each")
    given = options.parse_args()
    folder = given.shared / "documents"
    right: dict[str, Counter[str]] = {"even": Counter(), "odd": Counter()}
    asked: dict[str, Counter[str]] = {"even": Counter(), "odd": Counter()}
    spent = 0.0
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        half = "odd" if int(row["file"][:3]) % 2 else "even"
        if given.half not in (half, "all"):
            continue
        try:
            parsed = read((folder / row["file"]).read_bytes(), name=row["file"])
        except ReadError:
            parsed = Parsed(pages=(), blocks=())
        start = time.process_time()
        found = describe(parsed, name=row["file"])
        spent += time.process_time() - start
        verdicts = judge(found, row)
        shown = verdicts["title"] if findable(row["title"], parsed, row["file"]) else None
        for field, truths in (("year", [row["year"]]), ("publisher", names_of(row["publisher"]))):
            seen = verdicts[field] or stands(truths, parsed, row["file"])
            verdicts[f"{field} shown"] = verdicts[field] if seen else None
        regions, jurisdiction = place_of(parsed, found, row["file"])
        verdicts |= {"findable": shown, **judge_place(regions, jurisdiction, row["country_region"])}
        for field, verdict in verdicts.items():
            if verdict is not None:
                asked[half][field] += 1
                right[half][field] += verdict
            if verdict is False and given.show and "shown" not in field:
                names = ", ".join(region.name for region in regions)
                value = {"genre": found.type, "country": jurisdiction, "region": names}.get(field)
                value = getattr(found, field, found.title) if value is None else value
                columns = {"genre": "doc_type", "country": "country_region", "region": "country_region"}
                truth = row.get(columns.get(field, field), row["title"])
                sys.stdout.write(f"{row['file'][:40]:40} {field}: {value} <> {truth}\n")
    show(right, asked)
    sys.stdout.write(
        f"describe: {spent:.1f} s of processor time for {sum(asked[h]['genre'] for h in asked)} files\n"
    )


if __name__ == "__main__":
    main()
