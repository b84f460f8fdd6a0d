"""The review of a theme: its material and its page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.ask.trends import trend_tests
from workingregions.app.ask.unread import unread
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.map_filter import MapFilter
from workingregions.corpus.remedies import Remedy
from workingregions.models.named import COUNTED

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.reports.reviews import Material


def report_theme(pinned: Pinned, theme: str, out: Path, only: MapFilter) -> Path:
    """See View.report_theme."""
    from workingregions.nlp.gazetteer import Gazetteer
    from workingregions.reports.reviews import build_review, render_html

    wanted = pinned.codebook.get(theme)
    if not pinned.counted:
        raise InputError("There is nothing to review yet.", advice=Remedy.INGEST)
    data = build_review(
        wanted.id,
        pinned.codebook,
        _material(pinned, wanted.id, only),
        Gazetteer.load(),
        about=pinned.config.count.about,
        encode=pinned.encoder.encode,
    )
    target = out / f"theme-{wanted.id}.html"
    with writing(target):
        write_atomically(target, render_html(data))
    return target


def _material(pinned: Pinned, theme: str, only: MapFilter) -> Material:
    """Return what a review of the theme is made from: the passages about it, and counts of the others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from workingregions.reports.reviews import Material

    snapshot, documents = pinned.snapshot, pinned.counted
    kept = pa.array([d.id for d in documents], pa.string())

    def counted(table: pa.Table, column: str = "document") -> pa.Table:
        return table.filter(pc.is_in(table[column], value_set=kept))

    strong = f"about >= {float(pinned.config.count.about)!r}"
    about = counted(snapshot.arrow("themes", where=strong, columns=["document", "passage", "theme"]))
    own = about.filter(pc.equal(about["theme"], theme))
    ids = own["passage"].unique().to_pylist()
    mentions = snapshot.records("mentions", where=COUNTED, among=("passage", ids))
    owners = own["document"].unique().to_pylist()
    keys = {mention.entity for mention in mentions}
    names = [n for n in snapshot.records("names", among=("document", owners)) if n.key in keys]
    pages = counted(snapshot.arrow("documents", columns=["id", "pages"]), "id")["pages"]
    where = snapshot.taken("passages", Use.THEMES)
    running = counted(snapshot.arrow("passages", where=where, columns=["document"]))
    entities = snapshot.records("entities", among=("id", {name.entity for name in names}))
    return Material(
        snapshot=snapshot.id,
        documents=documents,
        passages=snapshot.records("passages", among=("id", ids)),
        scores=snapshot.records("themes", where=strong, among=("passage", ids)),
        mentions=mentions,
        entities=[entity for entity in entities if not only.refusal(entity)],
        names=names,
        failures=[f for f in snapshot.records("failures") if f.page is None],
        running=len(running),
        sizes={row["values"]: row["counts"] for row in pc.value_counts(about["theme"]).to_pylist()},
        pages=pc.sum(pc.list_value_length(pages)).as_py() or 0,
        duplicates=snapshot.manifest.rows["documents"] - len(documents),
        encoder=pinned.encoder.name,
        filter=only,
        unread=unread(pinned, documents),
        trend=trend_tests(pinned, theme, "", "")[0],
    )
