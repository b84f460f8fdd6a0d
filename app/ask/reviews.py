"""The review of a theme: its material and its page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.errors import InputError
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.remedies import Remedy

if TYPE_CHECKING:
    from workingregions.app.names import Pinned


def report_theme(pinned: Pinned, theme: str, out: Path) -> Path:
    """See View.report_theme."""
    from workingregions.nlp.gazetteer import Gazetteer
    from workingregions.reports.reviews import Material, build_review, render_html

    wanted = pinned.codebook.get(theme)
    snapshot = pinned.snapshot
    documents = pinned.counted
    if not documents:
        raise InputError("There is nothing to review yet.", advice=Remedy.INGEST)
    kept = {d.id for d in documents}

    def rows(table: str, where: str = "") -> list[Any]:
        return [row for row in snapshot.records(table, where=where) if row.document in kept]

    passages = rows("passages")
    material = Material(
        snapshot=snapshot.id,
        documents=documents,
        passages=passages,
        scores=rows("themes"),
        mentions=rows("mentions", "kind = 'institution'"),
        entities=snapshot.records("entities"),
        names=rows("names"),
        failures=[f for f in snapshot.records("failures") if f.page is None],
        running=sum(not p.reference for p in passages),
        duplicates=snapshot.manifest.rows["documents"] - len(documents),
        encoder=pinned.encoder.name,
    )
    data = build_review(
        wanted.id,
        pinned.codebook,
        material,
        Gazetteer.load(),
        about=pinned.config.count.about,
        encode=pinned.encoder.encode,
    )
    target = out / f"theme-{wanted.id}.html"
    with writing(target):
        write_atomically(target, render_html(data))
    return target
