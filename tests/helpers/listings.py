"""How many rows the workbench lists under a path, asked of a view: what a number of a report must equal."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from workingregions.app.view import View
from workingregions.app.web.filters import FACETS

CELL = ("region", "year", "outside", "without", "type", "publisher")


def rows_listed(view: View, link: str) -> int:
    """Return the number of rows of the list that a link of a report leads to."""
    parts = urlsplit(link)
    given = dict(parse_qs(parts.query).items())
    page = [unquote(part) for part in parts.path.strip("/").split("/")]
    if page[0] == "themes" and page[2:] == ["passages"]:
        return _cell(view, page[1], given)
    select = {FACETS[n]: v if n != "year" else v[0] for n, v in given.items() if n in FACETS}
    chosen = view.select(**select) if select else None  # type: ignore[arg-type]
    if page == ["ties"]:
        return len(view.ties(chosen))
    if page == ["outcomes"]:
        found = view.outcomes(chosen, kinds=given.get("outcome", ()))
        return (
            int((found["promised"] == (given["promised"] == ["yes"])).sum())
            if "promised" in given
            else len(found)
        )
    raise AssertionError(f"no list is known at {link}")


def _cell(view: View, theme: str, given: dict[str, list[str]]) -> int:
    where = {name: given[name][0] for name in CELL if name in given}
    either = given.get("either", [])
    if given.get("list") == ["documents"]:
        return len(view.trend_documents(theme, **where, either=either, about="about" in given))
    institution = given.get("institution", [""])[0]
    also = given.get("also", [""])[0]
    return len(view.trend_passages(theme, **where, either=either, also=also, institution=institution))
