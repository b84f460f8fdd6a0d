"""The options that commands share, and the decorator that makes a command of a function on a view."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.output import err, working

if TYPE_CHECKING:
    from workingregions.app.project import Project
    from workingregions.app.view import View

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-p",
        metavar="DIR",
        help="The project folder. Default: the nearest folder with workingregions.toml, from here upwards.",
        show_default=False,
    ),
]
SnapshotOption = Annotated[
    str | None,
    typer.Option(
        "--snapshot",
        metavar="ID",
        help="Answer from this snapshot (s000012) instead of the newest.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
RegionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--region",
        help='Region by name or code ("North East England", UKC, Ohio, US-OH); may be repeated.',
        show_default=False,
    ),
]
YearOption = Annotated[
    str | None,
    typer.Option(
        "--year", metavar="YEAR|FROM:TO", help="2014, 2010:2020, 2010: or :2020.", show_default=False
    ),
]
ThemeOption = Annotated[
    list[str] | None,
    typer.Option("--theme", help="Theme id (see `wr themes`); may be repeated.", show_default=False),
]
InstitutionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--institution", help="Institution by name or acronym; may be repeated.", show_default=False
    ),
]
TypeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        help="policy, scholarly or other, or a document type such as strategy; may be repeated.",
        show_default=False,
    ),
]
VoiceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--voice",
        help="Whose voice a passage is: body, slide, table, footnote, quotation ...; may be repeated.",
        show_default=False,
    ),
]
PasswordOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", help="Passwords to try on encrypted files, one per line."
    ),
]
MostOption = Annotated[int, typer.Option("-n", metavar="N", help="How many; 0: all.", min=0, max=1_000_000)]
NearOption = Annotated[
    str,
    typer.Option(
        "--near",
        metavar="REGION",
        help="Distinguishes institutions of the same name: the one that is at home here.",
        show_default=False,
    ),
]
WhyOption = Annotated[str, typer.Option("--why", help="The reason, for later readers of the ledger.")]
WhoOption = Annotated[
    str,
    typer.Option(
        "--who",
        help="Who makes the correction. Default: [project] who, else git's user.name.",
        show_default=False,
    ),
]

RelationOption = Annotated[
    list[str] | None,
    typer.Option(
        "--relation",
        help="funds, partners, part_of, governs, creates, serves; may be repeated.",
        show_default=False,
    ),
]
KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        help="university, firm, union, government (all four)...; may be repeated.",
        show_default=False,
    ),
]
ScaleOption = Annotated[
    list[str] | None,
    typer.Option(
        "--scale", help="local, regional, national, supranational; may be repeated.", show_default=False
    ),
]
TiesOption = Annotated[
    str | None,
    typer.Option(
        "--ties",
        metavar="KIND",
        help="governance, supply, ownership or all: a firm serves or two firms are partners (supply); a firm "
        "owns, creates, governs or funds another (ownership); the rest (governance).",
        show_default=False,
    ),
]
FirmsOption = Annotated[
    bool | None, typer.Option("--firms/--no-firms", help="All firms, or none.", show_default=False)
]
ConfidenceOption = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="0..1",
        help="Only institutions and ties that are at least so certain.",
        show_default=False,
        min=0.0,
        max=1.0,
    ),
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option(
        "--language", help="Language of the documents (de, German); may be repeated.", show_default=False
    ),
]
PublisherOption = Annotated[
    list[str] | None,
    typer.Option(
        "--publisher", help="Words of the publisher's name (OECD); may be repeated.", show_default=False
    ),
]
DropOption = Annotated[
    list[str] | None,
    typer.Option(
        "--drop",
        metavar="ID",
        help="Documents that came in with this drop (see `wr drops`); may be repeated.",
        show_default=False,
    ),
]
InstitutionTypeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--institution-type",
        help="Passages that name an institution of this type: university, firm, union, government (all "
        "four) ...; may be repeated.",
        show_default=False,
    ),
]

FACETS: dict[str, tuple[str, Any]] = {
    "region": ("regions", RegionOption),
    "year": ("year", YearOption),
    "theme": ("themes", ThemeOption),
    "institution": ("institutions", InstitutionOption),
    "type": ("types", TypeOption),
    "voice": ("voices", VoiceOption),
    "language": ("languages", LanguageOption),
    "publisher": ("publishers", PublisherOption),
    "drop": ("drops", DropOption),
    "institution_type": ("institution_types", InstitutionTypeOption),
}
"""The options that select passages: for each, the argument of `View.select` and the annotation."""
FILTERS: dict[str, tuple[str, Any]] = {
    "relation": ("relations", RelationOption),
    "ties": ("ties", TiesOption),
    "type": ("types", KindOption),
    "scale": ("scales", ScaleOption),
    "firms": ("firms", FirmsOption),
    "min_confidence": ("min_confidence", ConfidenceOption),
}
"""The options that filter institutions and ties: for each, the argument of `View.map_filter`."""
INSTITUTIONS = ("type", "scale", "firms", "min_confidence")
"""Those that filter institutions alone."""


def asks(
    *facets: str,
    map: bool = False,
    filters: Sequence[str] = (),
    governance: bool = False,
    given: bool = False,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that makes a command of a function that answers from a view.

    In place of the function's parameter `view`, the command takes --project and --snapshot; in place of
    `selection` (only with facets), the options of `facets`; in place of `only` (only with filters), those of
    `filters`.

    Args:
        facets: names in FACETS.
        map: whether the answer shows the institution map, so that a stale map is reported.
        filters: names in FILTERS.
        governance: whether only governance counts unless the filters state otherwise.
        given: whether the function also takes, as `given`, the arguments that made the selection.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        def run(*, project: Path | None, snapshot: str | None, **options: Any) -> None:
            from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE

            view = open_project(project).view(snapshot)
            chosen = {name: options.pop(name) for name in facets}
            wanted = {name: options.pop(name) for name in filters}
            if map or chosen.get("institution") or chosen.get("institution_type"):
                warn_if_stale(view)
            inputs: list[Any] = [view]
            if facets:
                report_regions(chosen.get("region"))
                with working("looking up names"):
                    inputs.append(view.select(**given_arguments(FACETS, chosen)))
            if filters:
                default = GOVERNANCE if governance else EVERYTHING
                inputs.append(view.map_filter(default, **given_arguments(FILTERS, wanted)))
            if given:
                inputs.append(given_arguments(FACETS, chosen))
            function(*inputs, **options)

        shared = [option("project", ProjectOption), option("snapshot", SnapshotOption)]
        shared += [option(name, FACETS[name][1]) for name in facets]
        shared += [option(name, FILTERS[name][1]) for name in filters]
        return command(run, function, [*shared, *own_parameters(function)])

    return decorate


def given_arguments(options: dict[str, tuple[str, Any]], chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of the options that were given."""
    return {options[name][0]: value for name, value in chosen.items() if value not in (None, [], "")}


def command(
    run: Callable[..., None], source: Callable[..., Any], parameters: Sequence[inspect.Parameter]
) -> Callable[..., None]:
    """Give `run` the name and help of `source` and these parameters, as the command line shows them."""
    keywords = [p.replace(kind=p.KEYWORD_ONLY) for p in parameters]
    # Arguments without a default come first, whatever options precede them.
    keywords.sort(key=lambda p: p.default is not p.empty)
    run.__name__, run.__doc__, run.__module__ = source.__name__, source.__doc__, source.__module__
    run.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in keywords}
    return run


def own_parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the parameters that are not filled in; their classes are imported for typing alone."""
    unknown = {"View": object, "Selection": object, "MapFilter": object}
    parameters = inspect.signature(function, eval_str=True, locals=unknown).parameters
    return [p for p in parameters.values() if p.name not in ("view", "selection", "only", "given")]


def option(name: str, annotation: Any) -> inspect.Parameter:
    """Return the parameter of a command that is an option, None if it is not given."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def add(app: typer.Typer, function: Callable[..., None], name: str | None = None) -> None:
    """Add a command whose help is its docstring, with indented lines (examples) kept as they are."""
    doc = function.__doc__ or ""
    app.command(name, help=layout(doc), short_help=brief(doc))(function)


def brief(doc: str) -> str:
    """Return the help of a command for a list of commands: its first sentence, up to a colon or semicolon."""
    first = " ".join(inspect.cleandoc(doc).partition("\n\n")[0].split())
    return re.split(r"[:;.](?:\s|$)", first)[0] + "."


def layout(doc: str) -> str:
    """Return a docstring as help text: wrapped, except for its indented examples."""
    # A line that holds only a backspace tells click not to wrap the paragraph that follows.
    return re.sub(r"(?m)^(?=    \S)(?<!\S\n)", "\b\n", inspect.cleandoc(doc))


def open_project(folder: Path | None) -> Project:
    """Return the project that a command works on."""
    from workingregions.app.project import Project

    return Project.open(folder) if folder else Project.find(Path.cwd())


def warn_if_stale(view: View) -> None:
    """Warn, on standard error, if the institution map is behind the ledger."""
    if view.stale:
        err(f"Warning: {view.stale} Run: wr refresh")


def report_regions(names: Iterable[str] | None) -> None:
    """Report, on standard error, how a region's name is interpreted if several places have it."""
    from workingregions.app.names import doubt

    for note in filter(None, (doubt(name) for name in names or ())):
        err(note)


def read_passwords(file: Path | None) -> list[str]:
    """Return the lines of a password file; an empty list without one."""
    if file is None:
        return []
    from workingregions.corpus.errors import InputError

    try:
        lines = file.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise InputError(f"The password file {file} cannot be read: {cause}.") from cause
    return [line for line in lines if line]
