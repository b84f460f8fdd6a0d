"""How claims read in any format: where their citation stands, and what their numbers are called."""

from __future__ import annotations

from workingregions.models.wording import plural
from workingregions.reports.citing import style_named
from workingregions.reports.english import long_date
from workingregions.reports.report import Claim, Number, Report, Spelling, Stance

STANCES = {
    Stance.REPRESENTATIVE: "Representative words",
    Stance.DISSENTING: "Dissenting words",
}
"""What quotations of each stance are headed by."""


def split_stop(text: str) -> tuple[str, str]:
    """Return a claim's text before and after the place of its citation: before the last full stop.

    A question, or a text that ends with a quotation mark, has its citation after its end.
    """
    return (text[:-1], ".") if text.endswith(".") and not text.endswith("..") else (text, "")


def number_words(number: Number) -> str:
    """Return a claim's number with its unit, or with its name where there is none: "4 documents"."""
    value = number.value
    digits = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"
    return f"{digits} {number.unit}" if number.unit else f"{number.name.replace('.', ' ')}: {digits}"


def behind(claim: Claim) -> str:
    """Return in a few words what a claim rests on: "3 quotes", "counted"; "" for what the run recorded."""
    if claim.evidence:
        return plural(len(claim.evidence), "quote")
    return "counted" if claim.numbers else ""


FACTS = (
    "Every statement rests on quoted words, on numbers that were counted over one snapshot of the corpus, or "
    "on what the run recorded. The same snapshot gives the same report, byte for byte."
)
"""What a report says of itself, above its facts."""


def facts(report: Report) -> list[tuple[str, str]]:
    """Return what a report was made from, as names and values; the first is a summary."""
    made = report.provenance
    day = long_date(made.date, american=report.spelling is Spelling.AMERICAN)
    rows = [
        ("Summary", f"{made.corpus} · snapshot {made.snapshot}, {day} · codebook {made.codebook}"),
        ("Corpus", made.corpus),
        ("Snapshot", f"{made.snapshot}, {day}"),
        ("Codebook", made.codebook),
        ("Program", f"workingregions {made.version}"),
    ]
    for name, value in made.arguments.items():
        for key, part in value.items() if isinstance(value, dict) else [(name, value)]:
            text = ", ".join(map(str, part)) if isinstance(part, (list, tuple)) else str(part)
            rows.append((key.replace("_", " ").capitalize(), text))
    return [*rows, ("Citation style", style_named(report.style).title)]
