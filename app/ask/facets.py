"""Facets: how many of the passages that a query and filters select have each region, year, theme ..."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.app.ask.search import narrowed
from workingregions.app.names import documents_by_drop, gazetteer
from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.selection import Selection
from workingregions.models.wording import language

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.search import Engine

FACETS = (
    "region", "year", "theme", "institution", "institution_type", "type", "publisher", "drop", "language",
    "voice",
)  # fmt: skip
"""What passages are counted by."""
_READ = ("id", "document", "regions", "year", "themes", "institutions", "type", "voice")
_COLUMNS = ["facet", "value", "name", "documents", "passages"]


def facets(
    pinned: Pinned, engine: Engine, selection: Selection | None, query: str, only: Sequence[str]
) -> pd.DataFrame:
    """See View.facets."""
    import pandas as pd

    wanted = [_facet(name) for name in only] or list(FACETS)
    passages = _selected(pinned, engine, selection, query)
    columns: dict[str, Callable[[], pd.DataFrame]] = {
        "region": lambda: _exploded(passages, "regions"),
        "theme": lambda: _exploded(passages, "themes"),
        "institution": lambda: _named(pinned, passages),
        "institution_type": lambda: _typed(pinned, passages),
        "publisher": lambda: _of_document(pinned, passages, "publisher"),
        "language": lambda: _of_document(pinned, passages, "language"),
        "drop": lambda: _dropped(pinned, passages),
    }
    plain: Callable[[str], pd.DataFrame] = lambda name: _pairs(passages, passages[name])  # noqa: E731
    counted = [
        _counted(name, columns[name]() if name in columns else plain(name), _called(pinned, name))
        for name in dict.fromkeys(wanted)
    ]
    return pd.concat(counted, ignore_index=True)[_COLUMNS]


def _facet(name: str) -> str:
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted not in FACETS:
        raise NotFoundError("facet", name, FACETS, advice=f"Facets: {', '.join(FACETS)}.")
    return wanted


def _selected(pinned: Pinned, engine: Engine, selection: Selection | None, query: str) -> pd.DataFrame:
    """Return the facets of the passages that meet the filters and the query's fields and conditions."""
    from workingregions.models.search import allowed, parse

    condition = None
    if query.strip():
        parsed = parse(query)
        selection, condition = narrowed(pinned, parsed, selection), parsed.condition
    where = selection.where() if selection else ""
    frame = pinned.snapshot.frame("passages", where=where, columns=list(_READ))
    if condition is not None:
        fits = allowed(condition, engine.candidates, engine.fetch, where)
        frame = frame[[ident in fits for ident in frame["id"]]]
    return frame.reset_index(drop=True)


def _pairs(passages: pd.DataFrame, values: Iterable[Any]) -> pd.DataFrame:
    """Return one row per passage and value: row (of the passage), document, value; without empty values."""
    import pandas as pd

    found = pd.DataFrame({"row": passages.index, "document": passages["document"], "value": list(values)})
    found = found[found["value"].notna() & (found["value"] != "")]
    return found.drop_duplicates(["row", "value"])


def _exploded(passages: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the pairs of a column of lists."""
    found = passages[["document", column]].explode(column).rename(columns={column: "value"})
    found = found.rename_axis("row").reset_index()
    return found[found["value"].notna()].drop_duplicates(["row", "value"])


def _named(pinned: Pinned, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of passages and institutions, which documents may call by one key and mean others."""
    names = pinned.snapshot.frame("names", columns=["document", "key", "entity"])
    found = _exploded(passages, "institutions").rename(columns={"value": "key"})
    found = found.merge(names.drop_duplicates(), on=["document", "key"])
    return found.rename(columns={"entity": "value"}).drop_duplicates(["row", "value"])


def _typed(pinned: Pinned, passages: pd.DataFrame) -> pd.DataFrame:
    entities = pinned.register.entities
    found = _named(pinned, passages)
    kinds = {e: (entity.type or InstitutionType.OTHER).value for e, entity in entities.items()}
    found["value"] = found["value"].map(kinds)
    return found[found["value"].notna()].drop_duplicates(["row", "value"])


def _of_document(pinned: Pinned, passages: pd.DataFrame, column: str) -> pd.DataFrame:
    rows = pinned.snapshot.arrow("documents", columns=["id", column])
    values = dict(zip(rows["id"].to_pylist(), rows[column].to_pylist(), strict=True))
    return _pairs(passages, passages["document"].map(values))


def _dropped(pinned: Pinned, passages: pd.DataFrame) -> pd.DataFrame:
    came: dict[str, list[str]] = {}
    for drop, ids in documents_by_drop(pinned.snapshot).items():
        for ident in ids:
            came.setdefault(ident, []).append(drop)
    lists = passages[["document"]].assign(drop=passages["document"].map(came))
    return _exploded(lists, "drop")


def _called(pinned: Pinned, facet: str) -> Callable[[str], str]:
    """Return what gives a value of a facet its name."""
    if facet == "region":
        return gazetteer().name
    if facet == "language":
        return language
    if facet == "theme":
        labels: Mapping[str, str] = {theme.id: theme.label for theme in pinned.codebook}
        return lambda value: labels.get(value, value)
    if facet == "institution":
        entities = pinned.register.entities
        return lambda value: entities[value].name if value in entities else value
    if facet in ("type", "institution_type"):
        return lambda value: value.replace("_", " ")
    return str


def _counted(facet: str, pairs: pd.DataFrame, call: Callable[[str], str]) -> pd.DataFrame:
    """Return one row per value, most documents first; years in order."""
    groups = pairs.groupby("value", sort=False)["document"].agg(documents="nunique", passages="size")
    found = groups.reset_index()
    if facet == "year":
        found = found.sort_values("value").assign(value=lambda f: f["value"].astype("int64").astype(str))
    else:
        found = found.sort_values(["documents", "passages", "value"], ascending=[False, False, True])
    found["value"] = found["value"].astype(str)
    names = [call(value) for value in found["value"]]
    return found.assign(facet=facet, name=names).astype({"documents": "int64", "passages": "int64"})
