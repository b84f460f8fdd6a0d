"""Write examples/drop and examples/expected.csv from examples/source.

    python examples/make_drop.py [--out FOLDER]

Every run writes the same bytes. The texts are authored in source/*.md; this script only sets them.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Callable
from pathlib import Path

from drop_office import make_docx, make_html, make_markdown
from drop_pdf import make_pdf
from drop_text import Sample, read_sample

HERE = Path(__file__).resolve().parent
MAKERS: dict[str, Callable[[Sample], bytes]] = {
    "pdf": make_pdf,
    "docx": make_docx,
    "html": make_html,
    "md": make_markdown,
}
COLUMNS = ("file", "title", "year", "publisher", "region", "country", "type", "genre", "themes")
MARKS = ("expect", "duplicate_of")  # document, damaged or encrypted; the file that this one repeats


def make_files(sample: Sample) -> dict[str, bytes]:
    """Return the files of one sample, by name. A `truncate` share of the bytes makes a damaged file."""
    files = {}
    for ending in sample.get("formats"):
        data = MAKERS[ending](sample)
        files[f"{sample.get('id')}.{ending}"] = data[: int(len(data) * sample.get("truncate", 1))]
    return files


def expected_rows(sample: Sample) -> list[dict[str, str]]:
    """Return what a reader should find out about each file of a sample; `themes` are joined by semicolons."""
    rows = []
    first = ""
    for ending in sample.get("formats"):
        row = {name: str(sample.get(name) or "") for name in COLUMNS + MARKS}
        name = f"{sample.get('id')}.{ending}"
        row |= {
            "file": name,
            "themes": ";".join(sample.get("themes")),
            "expect": sample.get("expect", "document"),
        }
        row["duplicate_of"] = first or row["duplicate_of"]
        first = first or name
        rows.append(row)
    return rows


def expected_csv(samples: list[Sample]) -> str:
    """expected.csv as text, one row a file, by file name."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS + MARKS, lineterminator="\n")
    writer.writeheader()
    rows = [row for sample in samples for row in expected_rows(sample)]
    writer.writerows(sorted(rows, key=lambda row: row["file"]))
    return out.getvalue()


def main() -> None:
    """Write the drop and the table of what is expected of it."""
    parser = argparse.ArgumentParser(description="Write the sample drop from its sources.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for drop/ and expected.csv")
    out: Path = parser.parse_args().out
    samples = [read_sample(path) for path in sorted((HERE / "source").glob("*.md"))]
    drop = out / "drop"
    drop.mkdir(parents=True, exist_ok=True)
    wanted = {name: data for sample in samples for name, data in make_files(sample).items()}
    for stale in sorted(p for p in drop.iterdir() if p.name not in wanted):
        stale.unlink()
    for name, data in wanted.items():
        (drop / name).write_bytes(data)
    (out / "expected.csv").write_text(expected_csv(samples), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
