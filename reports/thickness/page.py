"""A thickness profile as one self-contained HTML page: interpretation, warnings, picture, tables, method."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from workingregions.models.thickness import RULES, ThicknessProfile, number
from workingregions.reports.english import plural
from workingregions.reports.pages import render as fill
from workingregions.reports.thickness import chart


def html(profile: ThicknessProfile) -> str:
    """Return the profile as one HTML file, without scripts or external resources."""
    return fill(
        "thickness.html.j2",
        profile=profile,
        picture=Markup(chart.svg(profile)),
        names=profile.components["name"].drop_duplicates().tolist(),
        components=_rows(profile.components),
        types=_rows(profile.by_type),
        scales=_rows(profile.by_scale),
        regions=profile.regions.to_dict("records"),
        aspects={key: word for key, (word, _) in chart.ASPECTS.items()},
        rules=RULES,
        number=number,
        percent=lambda share: "" if share != share else f"{100 * share:.0f} %",
        plural=plural,
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one row per component, with the estimates of all regions in order."""
    rows: dict[str, dict[str, Any]] = {}
    for found in frame.to_dict("records"):
        row = rows.setdefault(
            found["component"], {"label": found["label"], "aspect": found["aspect"], "cells": []}
        )
        row["cells"].append(found)
    return list(rows.values())
