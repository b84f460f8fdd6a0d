"""Numbers of documents and passages about a theme, by place and time; why a passage is about one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.app.ask.evidence import evidence
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.sql import quote
from workingregions.corpus.voices import takes

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.nlp.themes import ThemeReasons

FACETS = ("region", "year", "genre", "publisher")


def themes(pinned: Pinned) -> pd.DataFrame:
    """See View.themes."""
    import pandas as pd

    snapshot = pinned.snapshot
    kept = {d.id for d in pinned.counted}
    scores = snapshot.frame("themes", columns=["document", "theme", "about", "mention"])
    scores = scores[scores["document"].isin(kept)]
    about = scores[scores["about"] >= pinned.config.count.about]
    rows = [
        {
            "id": theme.id,
            "group": theme.group,
            "label": theme.label,
            "definition": theme.definition,
            "documents": int(about.loc[about["theme"] == theme.id, "document"].nunique()),
            "passages": int((about["theme"] == theme.id).sum()),
            "mentions": int((scores["mention"].astype(bool) & (scores["theme"] == theme.id)).sum()),
        }
        for theme in pinned.codebook.themes
    ]
    return pd.DataFrame(rows)


def explain_themes(pinned: Pinned, ident: str) -> list[ThemeReasons]:
    """See View.explain_themes."""
    from workingregions.nlp.themes import ThemeTagger

    found = evidence(pinned.snapshot, ident)
    around = pinned.snapshot.records("passages", among=("document", [found.document]))
    chosen = next((p for p in around if p.id == found.passage), None)
    if chosen is None:
        raise InputError(f"The words of {ident} are gone, so that there is no passage to explain.")
    if not takes(Use.THEMES, chosen.voice):
        raise InputError(f"Themes are not looked for in text of this kind ({chosen.voice.value}).")
    return ThemeTagger(pinned.codebook, pinned.encoder.encode).explain(around, chosen)


def trends(pinned: Pinned, theme: str, by: Sequence[str]) -> pd.DataFrame:
    """See View.trends."""
    import pandas as pd

    from workingregions.models.trends import theme_counts
    from workingregions.nlp.gazetteer import Gazetteer

    for facet in by:
        if facet not in FACETS:
            raise NotFoundError("facet", facet, FACETS, advice=f"Facets: {', '.join(FACETS)}.")
    wanted = pinned.codebook.get(theme)
    snapshot = pinned.snapshot
    kept = pinned.counted
    gazetteer = Gazetteer.load()
    documents = pd.DataFrame(
        {
            "id": [d.id for d in kept],
            "year": pd.array([d.year for d in kept], dtype="Int64"),
            "genre": [d.genre for d in kept],
            "publisher": [d.publisher for d in kept],
            "regions": [[r.region for r in d.regions] for d in kept],
            "unread": [not d.is_read for d in kept],
        }
    )
    where = snapshot.taken("passages", Use.THEMES)
    passages = snapshot.frame("passages", where=where, columns=["id", "document"])
    columns = ["passage", "theme", "about"]
    scores = snapshot.frame("themes", where=f"theme = {quote(wanted.id)}", columns=columns)
    table = theme_counts(
        passages,
        scores,
        documents,
        by=by,  # type: ignore[arg-type]  # checked above
        about=pinned.config.count.about,
        above=gazetteer.ancestors,
        area=gazetteer.area,
    )
    table = table[table["theme"] == wanted.id].reset_index(drop=True)
    if "region" in by:
        names = [gazetteer.name(r) if r else "unknown" for r in table["region"]]
        table.insert(0, "region_name", names)
    return table
