"""A chart as SVG, drawn without a browser."""

from __future__ import annotations

import re
from html import escape
from typing import Any


def drawn(chart: Any, title: str, subtitle: str) -> str:
    """Return a chart as an `svg` element that is labelled for screen readers; the same bytes each time."""
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=vega_lite())
    # Ids are numbered within the process; a page may hold several charts, whose ids must not clash.
    prefix = re.sub(r"\W+", "-", title.casefold())
    order: dict[str, str] = {}

    def renumbered(match: re.Match[str]) -> str:
        ident = order.setdefault(match[2], f"{prefix}-{len(order)}")
        return f"{match[1]}{ident}"

    text = re.sub(r'(\bid="|url\(#|href="#)([\w-]+)', renumbered, text)
    label = escape(f"{title}. {subtitle}")
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', text, count=1)


def vega_lite() -> str:
    """Return the Vega-Lite of the charts, as the converter calls it: "6.4" for v6.4.1."""
    import altair

    major, minor, *_ = altair.SCHEMA_VERSION.removeprefix("v").split(".")
    return f"{major}.{minor}"
