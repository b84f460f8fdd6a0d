"""`wr demo`: a tour of the main job on the sample drop, with what to look at and what to try next."""

from __future__ import annotations

from pathlib import Path

from workingregions.app.cli.advice import reworded
from workingregions.app.cli.output import console, stderr_console
from workingregions.app.cli.progress import Bars
from workingregions.app.project import Project
from workingregions.app.view import View
from workingregions.corpus.config import FILE_NAME
from workingregions.corpus.drops import FileOutcome
from workingregions.corpus.errors import InputError
from workingregions.models.wording import plural
from workingregions.reports.networks import write_network

QUERY = "bringing manufacturing back from overseas"
THEME = "reshoring"
REGION = "Ohio"


def run(folder: Path) -> None:
    """Create a project in `folder`, or continue with it, and show the tour.

    Raises:
        InputError: the sample drop is not available, because this is not a checkout.
    """
    drop = Path(__file__).resolve().parents[2] / "examples" / "drop"
    if not drop.is_dir():
        raise InputError(
            "The sample drop comes with the source code, not with the installed package.",
            advice="Clone the repository and run `make demo` there.",
        )
    out = console()
    project = Project.open(folder) if (folder / FILE_NAME).exists() else Project.create(folder)
    out.rule(f"1. wr ingest {_short(drop)} -p {folder}", align="left")
    with Bars(stderr_console()) as bars:
        report = project.ingest([drop], watcher=bars)
    view = project.view()
    counts = ", ".join(f"{report.count(o)} {o.value}" for o in FileOutcome if report.count(o))
    files, pages = plural(len(report.items), "file"), plural(report.pages, "page")
    out.print(f"{files}: {counts}; {pages} in {report.seconds:g} s.")
    for item in report.items:
        if item.outcome is FileOutcome.FAILED:
            out.print(f"  {item.path}: {item.message} {reworded(item.advice)}", markup=False)
        elif item.of:
            out.print(
                f"  {item.path}: {item.message or 'identical'}, repeats {_name(view, item.of)}",
                markup=False,
            )
    out.print()
    out.rule(f'2. wr search "{QUERY}" -p {folder}', align="left")
    found = view.search(QUERY, n=3)
    for rank, hit in enumerate(found.hits, 1):
        document = found.documents[hit.document]
        out.print(
            f"{rank}. {document.title} ({document.publisher}, {document.year or 'no year'})", markup=False
        )
        out.print(f"   {document.path}, page {hit.page}", style="cyan", markup=False)
        out.print(f"   {' '.join(hit.snippet.split())}", markup=False)
    out.print()
    out.rule(f"3. wr report theme {THEME} -p {folder}", align="left")
    made = project.make_report("theme", themes=[THEME])
    page = project.root / "reports" / made.id / "report.html"
    out.print(f"Open this in a browser: {page}", soft_wrap=True, markup=False)
    out.print("Beside it: the same as Word document, PDF and Markdown, with its data.")
    out.print()
    out.rule(f"4. wr network {REGION} -p {folder}", align="left")
    net = view.network(REGION)
    for tie in net.ties.head(5).to_dict("records"):
        out.print(
            f"{tie['source_name']} {tie['relation'].replace('_', ' ')} {tie['target_name']}", markup=False
        )
    drawing = project.root / "reports" / f"network-{REGION.lower()}.html"
    write_network(net, "html", drawing)
    counts = f"{plural(len(net.ties), 'stated tie')} among {plural(len(net.graph), 'institution')}"
    out.print(f"{counts}. Open this in a browser: {drawing}", soft_wrap=True, markup=False)
    out.print()
    out.rule("Try next", align="left")
    for line in (
        f"wr trends workforce_skills --by region,year -p {folder}",
        f'wr search "apprenticeships in machining" --region Ohio --year 2012:2020 -p {folder}',
        f'wr institution "Steel Valley Council" -p {folder}',
        f"wr thickness Ohio UKC -p {folder}",
        f"wr report compare Ohio UKC -p {folder}",
        f"wr topics fit -p {folder}",
        f"wr show {report.items[0].path} -p {folder}",
        f"wr serve -p {folder}",
        "wr --help",
    ):
        out.print(f"  {line}", markup=False)
    out.print("`wr` is in .venv/bin; `source .venv/bin/activate` adds it to your path.")


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _name(view: View, name: str) -> str:
    """Return the file of a document id; a path is returned unchanged."""
    return next((d.path for d in view.snapshot.records("documents") if d.id == name), name)
