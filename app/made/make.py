"""Making a report that the project keeps, or that goes to a folder of the user's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workingregions.app.coding import keep_version
from workingregions.app.made import records
from workingregions.app.made.kinds import KINDS
from workingregions.app.made.orders import BASE, STYLE, Order
from workingregions.app.made.records import MadeReport, ReportFile
from workingregions.corpus import disk
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.files import now
from workingregions.corpus.ledger import FILE_NAME as LEDGER
from workingregions.corpus.ledger import line
from workingregions.corpus.lines import encoded
from workingregions.corpus.records import Document
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.store import without
from workingregions.reports.citing import style_named
from workingregions.reports.hits import bibtex
from workingregions.reports.report import Attachment, Report, Spelling, checked
from workingregions.reports.spelling import respelled

if TYPE_CHECKING:
    from workingregions.app.view import View


def order(kind: str, **arguments: Any) -> Order:
    """Return the order of a report, of arguments as every door gives them: lists, strings, None.

    Raises:
        NotFoundError: the kind, spelling or an argument is unknown.
        InputError: the citation style is not on offer, or the address of the workbench is none.
    """
    if kind not in KINDS:
        raise NotFoundError("kind of report", kind, KINDS, advice=f"One of: {', '.join(KINDS)}.")
    given = {name: value for name, value in arguments.items() if value is not None}
    if unknown := [name for name in given if name not in Order.__dataclass_fields__]:
        raise NotFoundError("argument of a report", unknown[0], Order.__dataclass_fields__)
    spelling = given.get("spelling") or Spelling.BRITISH
    if spelling not in list(Spelling):
        raise NotFoundError("spelling", str(spelling), list(Spelling), advice="British or American.")
    style = style_named(given.get("style") or STYLE).name
    base = str(given.get("base", BASE)).rstrip("/")
    if base and urlsplit(base).scheme not in ("http", "https"):
        raise InputError(f"{base} is not the address of a workbench.", advice="It begins with http://.")
    look: dict[str, Any] = {"spelling": Spelling(spelling), "style": style, "base": base}
    lists: dict[str, Any] = {name: tuple(given[name]) for name in ("regions", "themes") if name in given}
    return Order(**{**given, **lists, **look, "kind": kind})


def build_report(view: View, wanted: Order) -> Report:
    """Return a report with its style, its base, and the codebook and corrections that it was made with.

    Raises:
        NotFoundError: a name is unknown.
        InputError: the project has no documents or was shared without their texts, or reports of this kind
            are not built but written.
        UnsupportedReportError: a claim of it rests on nothing.
    """
    from workingregions.corpus.codebook import as_yaml

    kind, wanted = KINDS[wanted.kind], _known(view, wanted)
    if kind.build is None:
        raise InputError(f"{kind.label}: this report has files of its own.", advice="Choose another kind.")
    view.need_texts("a report cannot quote them")
    report = kind.build(view, wanted)
    report = replace(report, references=_citable(view, report.references))
    created = view.snapshot.manifest.created
    # A later correction is in no table of the snapshot, and would make other bytes of the same report.
    made = [correction for correction in view.ledger.corrections if correction.when <= created]
    keys = view.citation_keys
    references = bibtex((keys[d.id], d, ()) for d in report.references.values())
    ours = (
        _attached("references.bib", references, "The references as BibTeX, under keys that do not change"),
        _attached("codebook.yaml", as_yaml(view.codebook), "The codebook: the themes and their definitions"),
        _attached(
            LEDGER, encoded(line(c) for c in made), "The corrections that people had made, a line each"
        ),
    )
    finished = replace(
        report,
        provenance=wanted.provenance(view),
        spelling=wanted.spelling,
        style=wanted.style,
        base=wanted.base,
        attachments=(*report.attachments, *ours),
    )
    return checked(respelled(finished))


def _citable(view: View, documents: Mapping[str, Document]) -> Mapping[str, Document]:
    """Return documents with the evidence for their authors, which decides whether these are cited."""
    columns = without("documents", "pages")
    rows: list[Document] = view.snapshot.records("documents", among=("id", set(documents)), columns=columns)
    known = {row.id: tuple(value for value in row.metadata if value.field == "authors") for row in rows}
    return {ident: replace(one, metadata=known.get(ident, ())) for ident, one in documents.items()}


def _attached(name: str, content: str | bytes, about: str) -> Attachment:
    return Attachment(
        name=name, content=content.encode() if isinstance(content, str) else content, about=about
    )


def make_report(
    view: View,
    kind: str,
    *,
    who: str = "",
    formats: Sequence[str] = (),
    template: Path | None = None,
    **arguments: Any,
) -> MadeReport:
    """Write the files of a report into a new folder of the project, all or none; see Project.make_report."""
    wanted = _known(view, order(kind, **arguments))
    if KINDS[kind].build:  # so that the report can be made again after the codebook has changed
        keep_version(view.root, view.codebook)
    with disk.room(view.root):
        folder = records.claim(view.root)
        try:
            report = MadeReport(
                id=folder.name,
                kind=kind,
                title=write(view, wanted, folder, formats, template),
                made=now(),
                who=who,
                snapshot=view.snapshot.id,
                codebook=view.codebook.version,
                arguments=_given(wanted),
                files=_files(folder),
            )
            records.save(folder, report)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return report


def write(
    view: View, wanted: Order, out: Path, formats: Sequence[str] = (), template: Path | None = None
) -> str:
    """Write the files of a report into a folder, and return its title."""
    from workingregions.reports.render import read_template, write_report

    kind = KINDS[wanted.kind]
    house = read_template(template) if template else None
    if kind.write is not None:
        return kind.write(view, _known(view, wanted), out)
    report = build_report(view, wanted)
    write_report(report, out, formats, house)
    return report.title


def _known(view: View, wanted: Order) -> Order:
    """Return an order with the ids of its themes, which users may call by their labels.

    Raises:
        NotFoundError: a theme is unknown.
        InputError: the project holds no documents.
    """
    themes = tuple(view.codebook.get(theme).id for theme in wanted.themes)
    if view.empty:
        raise InputError("There is nothing to report yet.", advice=Remedy.INGEST)
    return replace(wanted, themes=themes)


def _given(wanted: Order) -> Mapping[str, Any]:
    """Return what was asked for, and the look of a report that has one."""
    if KINDS[wanted.kind].build is None:
        return wanted.arguments
    return {**wanted.arguments, "style": wanted.style, "spelling": str(wanted.spelling)}


def _files(folder: Path) -> tuple[ReportFile, ...]:
    """Return the files of a report, pages first."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [ReportFile(name=p.relative_to(folder).as_posix(), bytes=p.stat().st_size) for p in paths]
    return tuple(sorted(files, key=lambda file: (not file.name.endswith(".html"), file.name)))
