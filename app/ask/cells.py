"""What is behind a number about a theme: the passages and documents of a cell, and whom they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app.ask.document_text import passages_of
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.ask.trends import Scene, theme_ids
from workingregions.corpus.plain import columns_of
from workingregions.corpus.records import Document
from workingregions.models.named import named
from workingregions.models.trends import CellDocument, ThemeInstitution, TrendPassage

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of `View.trends`, as a user names it; "" for all. See `Scene.within`."""

    region: str = ""
    year: str = ""
    outside: str = ""
    without: str = ""
    type: str = ""
    publisher: str = ""

    def documents(self, scene: Scene) -> list[Document]:
        """Return its documents."""
        found = scene.within(self.region, self.year, outside=self.outside, without=self.without)
        if self.type:
            found = [d for d in found if self.type in (d.type.value, d.genre)]
        if self.publisher:
            name = self.publisher.removeprefix("=")
            found = [d for d in found if d.publisher == name]
        return found


def trend_passages(
    pinned: Pinned,
    theme: str,
    cell: Cell,
    also: str,
    institution: str,
    either: Sequence[str],
    *,
    mentions: bool,
) -> pd.DataFrame:
    """See View.trend_passages."""
    import pandas as pd

    wanted = theme_ids(pinned, [theme, *either])
    other = pinned.codebook.get(also).id if also else ""
    scene = Scene.of(pinned, [*wanted, *([other] if other else [])])
    documents = {d.id: d for d in cell.documents(scene)}
    inside = scene.passages[scene.passages["document"].isin(documents)]
    passages_of_theme = scene.mentioning if mentions else scene.tagged
    tagged = set(inside["id"]) & set().union(*map(passages_of_theme, wanted))
    if other:
        tagged &= scene.tagged(other)
    if institution:
        tagged &= _naming(pinned, documents, institution)
    about = scene.scores[scene.scores["theme"].isin(wanted)].groupby("passage")["about"].max()
    passages = sorted(
        passages_of(pinned.snapshot, "id", tagged),
        key=lambda p: (documents[p.document].path, p.ordinal, p.id),
    )
    rows = []
    for passage, evidence in zip(passages, evidence_ids(pinned.snapshot, passages), strict=True):
        d = documents[passage.document]
        rows.append(
            {
                "file": d.path, "title": d.title, "year": d.year, "page": passage.pages[0],
                "about": float(about[passage.id]), "text": " ".join(passage.text.split()),
                "document": d.id, "passage": passage.id, "evidence": evidence,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=columns_of(TrendPassage)).astype({"year": "Int64"})


def _naming(pinned: Pinned, documents: dict[str, Document], institution: str) -> set[str]:
    """Return the passages that name an institution."""
    known = pinned.register
    entity = institution if institution in known.entities else known.find(institution).id
    found = named(pinned.snapshot, documents)
    return {p for p, e in zip(*_columns(found, "passage", "entity"), strict=True) if e == entity}


def _columns(table: object, *names: str) -> list[list[str]]:
    return [table[name].to_pylist() for name in names]  # type: ignore[index]


def trend_documents(
    pinned: Pinned, theme: str, cell: Cell, either: Sequence[str], *, about: bool
) -> pd.DataFrame:
    """See View.trend_documents."""
    import pandas as pd

    wanted = theme_ids(pinned, [theme, *either])
    scene = Scene.of(pinned, wanted)
    tagged = set().union(*map(scene.tagged, wanted))
    owners = scene.passages.loc[scene.passages["id"].isin(tagged), "document"]
    passages = Counter(owners.tolist())
    rows = [
        {
            "file": d.path, "title": d.title, "year": d.year, "type": d.type.value, "publisher": d.publisher,
            "about": d.id in passages, "passages": passages[d.id], "read": d.is_read, "document": d.id,
        }
        for d in sorted(cell.documents(scene), key=lambda d: (-passages[d.id], d.path))
        if d.id in passages or not about
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns_of(CellDocument)).astype({"year": "Int64"})


def theme_institutions(pinned: Pinned, theme: str, cell: Cell) -> pd.DataFrame:
    """See View.theme_institutions."""
    import pandas as pd

    wanted = pinned.codebook.get(theme).id
    scene = Scene.of(pinned, [wanted])
    documents = {d.id for d in cell.documents(scene)}
    tagged = scene.tagged(wanted)
    inside = scene.passages[scene.passages["document"].isin(documents) & scene.passages["id"].isin(tagged)]
    table = named(pinned.snapshot, documents)
    held = set(inside["id"])
    seen = {
        row for row in zip(*_columns(table, "entity", "document", "passage"), strict=True) if row[2] in held
    }
    passages = Counter(entity for entity, *_ in seen)
    owners = Counter(entity for entity, _ in {row[:2] for row in seen})
    known = pinned.register.entities
    rows = [
        {
            "id": entity, "name": known[entity].name, "type": str(known[entity].type or ""),
            "scale": str(known[entity].scale or ""), "documents": owners[entity], "passages": n,
        }
        for entity, n in passages.items()
        if entity in known
    ]  # fmt: skip
    rows.sort(key=lambda row: (-owners[row["id"]], -passages[row["id"]], row["name"]))
    return pd.DataFrame(rows, columns=columns_of(ThemeInstitution))
