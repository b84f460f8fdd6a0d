"""The themes of the codebook, with their numbers of documents and passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned


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
