"""README.txt of a report's package: what each file is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workingregions.models.wording import plural
from workingregions.reports.render.formats import FORMATS
from workingregions.reports.report import Report


def readme(report: Report, files: Iterable[str], attached: Mapping[str, str]) -> str:
    """Return the text of README.txt.

    Args:
        report: the report.
        files: the paths of the files in the package.
        attached: what each attachment is, by its path.
    """
    made = report.provenance
    known = {
        **{format.file: format.about for format in FORMATS.values()},
        "report.json": "The report itself, from which it is made again and compared with later ones",
        "data/dictionary.csv": "The columns of all tables in data/: type, unit, meaning, source",
        "template.docx": "The template from which report.docx has its styles and pages",
        **attached,
    }
    lines = [
        report.title,
        report.subtitle,
        "",
        f"Corpus {made.corpus}, snapshot {made.snapshot} of {made.date}, codebook {made.codebook},",
        f"workingregions {made.version}.",
        "",
        "FILES",
        "",
    ]
    tables = pictures = 0
    for name in sorted(files):
        if name in known:
            lines.append(f"{name}\n    {known[name]}.")
        tables += name.startswith("data/") and name.endswith(".parquet")
        pictures += name.startswith("figures/")
    if tables:
        lines.append(
            f"data/*.csv, data/*.parquet\n    The numbers of {plural(tables, 'table')} and figures, as text "
            "and with types.\n    The columns evidence and links name what is behind each row."
        )
    if pictures:
        lines.append(f"figures/*.svg\n    {plural(pictures, 'figure')}, to be scaled to any size.")
    return "\n".join(_clean(line) for line in lines) + "\n"


def _clean(line: str) -> str:
    """Return a line without control characters, which a title of a stranger may hold."""
    return "".join(sign for sign in line if sign.isprintable() or sign == "\n")
