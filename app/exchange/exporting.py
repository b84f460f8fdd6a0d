"""Exports: what a view holds, as files for other programs."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.exchange.kinds import EXPORTS, ExportKind
from workingregions.app.exchange.rows import Gathered, Row
from workingregions.app.names import gazetteer
from workingregions.app.pages import OriginalState, original
from workingregions.corpus import disk
from workingregions.corpus.citation_keys import FILE_NAME, KeyRegister
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.files import now, write_atomically
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.remedies import Remedy

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection
    from workingregions.reports.exchange import About, Counted

LINK = "http://127.0.0.1:8000"
"""What links begin with unless another address is given: that of a workbench on one's own machine."""
FOLDER = "exports"
"""The folder in the project that exports are written to unless another place is named."""
FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of all members of a zip, so that the same export has the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written.

    Attributes:
        kind: of the export.
        path: the file or folder.
        snapshot: what it comes from.
        tables: rows by table.
        cut: a sentence on each thing that was left out because it did not fit; empty for a whole export.
        gaps: a sentence on each thing that the corpus lacks.
    """

    kind: str
    path: Path
    snapshot: str
    tables: Mapping[str, int] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What to export: see View.export for the fields."""

    selection: Selection | None = None
    only: MapFilter = EVERYTHING
    tables: Sequence[str] = ()
    rows: int = 0
    link: str = LINK
    filters: Mapping[str, Any] = field(default_factory=dict)
    remember: bool = True


def export(view: View, kind: str, out: Path | None, order: ExportOrder) -> Exported:
    """See View.export."""
    from workingregions.reports.exchange import MANIFEST, manifest

    chosen = export_kind(kind)
    if view.empty:
        raise InputError("There is nothing to export yet.", advice=Remedy.INGEST)
    if chosen.holds != "tables" and (order.tables or order.rows):
        raise InputError(f"An export as {kind} has no tables to choose from.")
    if not order.link.startswith(("http://", "https://")):
        raise InputError(f"{order.link!r} is not an address.", advice="Begin it with http:// or https://.")
    target = out or view.root / FOLDER / f"{file_name(view, chosen)}"
    gathered = Gathered(view, order.selection, order.link)
    gaps = [view.unread(order.selection).words, view.stale]
    if chosen.holds == "documents":
        gaps.append(_remembered(view, gathered) if order.remember else "")
    about = about_of(view, chosen, order, [gap for gap in gaps if gap])
    with disk.room(target.parent if target.parent.is_dir() else view.root):
        counted = _WRITERS[chosen.holds](gathered, chosen, about, target, order)
        if chosen.ending:
            beside = target.with_name(f"{target.name}.{MANIFEST}")
            write_atomically(beside, manifest(about, counted, {target.name: target}))
    return Exported(
        kind=kind,
        path=target,
        snapshot=view.snapshot.id,
        tables={one.name: one.rows for one in counted},
        cut=tuple(words for one in counted for words in one.cut),
        gaps=about.gaps,
    )


def export_kind(name: str) -> ExportKind:
    """Return the kind of export of a name. Raise NotFoundError if there is none."""
    if name not in EXPORTS:
        raise NotFoundError("kind of export", name, EXPORTS, advice=f"One of: {', '.join(EXPORTS)}.")
    return EXPORTS[name]


def file_name(view: View, kind: ExportKind) -> str:
    """Return a name for an export: that of the project and the snapshot."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", view.name).strip("-").lower()[:40] or "project"
    return f"{plain}-{view.snapshot.id}{kind.ending or '-' + kind.name}"


@contextmanager
def exported_file(view: View, kind: str, order: ExportOrder) -> Iterator[Path]:
    """Give an export as one file, a zip where it is a folder, for as long as the block runs.

    Raises as `export`.
    """
    with tempfile.TemporaryDirectory() as folder:
        name = file_name(view, export_kind(kind))
        path = export(view, kind, Path(folder) / name, order).path
        if path.is_dir():
            zipped = path.with_name(f"{name}.zip")
            zip_folder(path, zipped)
            shutil.rmtree(path)
            path = zipped
        yield path


def zip_folder(folder: Path, target: Path) -> None:
    """Write the files of a folder as a zip: the same bytes for the same files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.iterdir()):
            info = zipfile.ZipInfo(f"{folder.name}/{path.name}", FIXED)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, made.open(info, "w") as member:
                shutil.copyfileobj(source, member)


def about_of(view: View, kind: ExportKind, order: ExportOrder, gaps: Collection[str]) -> About:
    """Return what an export is of; `gaps` is what the corpus lacks."""
    from workingregions.corpus.store import release
    from workingregions.reports.exchange import CREDITS, About

    told = dict(order.filters)
    if order.only != EVERYTHING and order.only.words:
        told["institutions and ties"] = order.only.words
    return About(
        kind=kind.name,
        project=view.name,
        snapshot=view.snapshot.id,
        created=view.snapshot.manifest.created,
        release=release(),
        filters=told,
        link=order.link,
        gaps=tuple(gaps),
        credits=CREDITS if kind.holds == "regions" else (),
    )


# --- what each kind holds


def _tables(
    gathered: Gathered, kind: ExportKind, about: About, out: Path, order: ExportOrder
) -> list[Counted]:
    from workingregions.reports import exchange

    writers = {
        "csv": exchange.write_csv,
        "parquet": exchange.write_parquet,
        "xlsx": exchange.write_xlsx,
        "sqlite": exchange.write_sqlite,
    }
    known = gathered.tables
    for name in order.tables:
        if name not in known:
            raise NotFoundError("table", name, known, advice=f"Tables: {', '.join(known)}.")
    wanted = {name: rows for name, rows in known.items() if not order.tables or name in order.tables}
    return writers[kind.name](wanted, about, out, most=order.rows)


def _network(
    gathered: Gathered, kind: ExportKind, about: About, out: Path, order: ExportOrder
) -> list[Counted]:
    from workingregions.corpus.plain import plain
    from workingregions.reports.exchange import write_gexf, write_graphml

    view = gathered.view
    edges: list[Row] = [
        {
            **row,
            "source": row["source_id"],
            "target": row["target_id"],
            "link": gathered.links.evidence(row["evidence"]),
        }
        for row in plain(view.ties(order.selection, only=order.only))
    ]
    ids = {edge[end] for edge in edges for end in ("source", "target")}
    ids |= set(view.institutions(order.selection, only=order.only)["id"])
    nodes = sorted((row for row in gathered.institutions() if row["id"] in ids), key=lambda row: row["id"])
    known = {node["id"] for node in nodes}
    edges = [edge for edge in edges if {edge["source"], edge["target"]} <= known]
    return (write_graphml if kind.name == "graphml" else write_gexf)(nodes, edges, about, out)


def _regions(gathered: Gathered, _: ExportKind, about: About, out: Path, order: ExportOrder) -> list[Counted]:
    from workingregions.reports.exchange import write_geojson

    view, places = gathered.view, gazetteer()
    homes = [home for home in view.institutions(order.selection, only=order.only)["region"] if home]
    rows = []
    for share in view.facet_shares("region", order.selection):
        place = places.get(share.value)
        rows.append(
            {
                "region": share.value,
                "name": share.name,
                "level": place.level if place else "",
                "within": share.within,
                "documents": share.documents,
                "passages": share.passages,
                "institutions": sum(places.within(home, share.value) for home in homes),
                "link": gathered.links.to("regions", share.value),
            }
        )
    return write_geojson(sorted(rows, key=lambda row: str(row["region"])), about, out)


def _bibliography(
    gathered: Gathered, kind: ExportKind, about: About, out: Path, _: ExportOrder
) -> list[Counted]:
    from workingregions.reports.exchange import Entry, write_bibliography

    view = gathered.view
    about_themes = _themes(gathered)
    entries = []
    for document in gathered.documents.values():
        source = original(view.snapshot, document, view.root)
        place = source.places[0] if source.state is OriginalState.THERE else None
        regions = [weight.name for weight in document.regions]
        entries.append(
            Entry(
                key=view.citation_keys[document.id],
                document=document,
                file=place.path if place is not None and not place.members else "",
                media_type=source.media_type,
                tags=(*regions, *about_themes.get(document.id, ())),
                link=gathered.links.document(document.id),
            )
        )
    return write_bibliography(kind.name, sorted(entries, key=lambda entry: entry.key), about, out)


def _themes(gathered: Gathered) -> Mapping[str, list[str]]:
    """Return the labels of the themes that passages of each document are about."""
    labels = {theme.id: theme.label for theme in gathered.view.codebook.themes}
    rows = gathered.view.snapshot.arrow("passages", columns=["document", "themes"]).to_pydict()
    found: dict[str, set[str]] = {}
    for document, themes in zip(rows["document"], rows["themes"], strict=True):
        found.setdefault(document, set()).update(labels.get(theme, theme) for theme in themes)
    return {document: sorted(themes) for document, themes in found.items()}


def _remembered(view: View, gathered: Gathered) -> str:
    """Note the keys that are given away in the project; return why that failed, "" if it did not."""
    files = {document.id: document.path for document in gathered.documents.values()}
    keys = {ident: view.citation_keys[ident] for ident in files}
    try:
        KeyRegister(view.root / FILE_NAME).note(keys, files, now())
    except OSError as cause:
        return f"The citation keys could not be noted in the project ({cause.strerror}), and may change."
    return ""


_WRITERS = {"tables": _tables, "network": _network, "regions": _regions, "documents": _bibliography}
"""What writes an export, by what it holds."""
