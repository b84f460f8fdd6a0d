"""Rendering of HTML pages: one Jinja environment that escapes everything and rejects undefined names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'\">"
)
"""What a browser may do with the pages: apply their own styles; no scripts, and nothing is fetched."""


@cache
def environment() -> Environment:
    """Return the Jinja environment with the templates of reports/templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("workingregions.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["policy"] = Markup(POLICY)
    return made


def render(template: str, **values: object) -> str:
    """Return a page rendered from a template and its values."""
    text: str = environment().get_template(template).render(**values)
    return text
