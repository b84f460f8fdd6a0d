"""The themes of the codebook: numbers of documents and passages, and why a passage is about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.ask.evidence import evidence
from workingregions.app.ask.trends import Scene
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError
from workingregions.corpus.voices import takes

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.nlp.themes import ThemeReasons


def themes(pinned: Pinned) -> pd.DataFrame:
    """See View.themes."""
    import pandas as pd

    scene = Scene.of(pinned, pinned.codebook.ids)
    inside = scene.passages[scene.passages["document"].isin({d.id for d in scene.documents})]
    owners = dict(zip(inside["id"], inside["document"], strict=True))
    rows = []
    for theme in pinned.codebook.themes:
        about, mentions = scene.tagged(theme.id) & owners.keys(), scene.mentioning(theme.id) & owners.keys()
        rows.append(
            {
                "id": theme.id,
                "group": theme.group,
                "label": theme.label,
                "definition": theme.definition,
                "documents": len({owners[passage] for passage in about}),
                "passages": len(about),
                "mentions": len(mentions),
            }
        )
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
