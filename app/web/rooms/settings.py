"""Settings: the configuration with what each line does, and the models that are in use."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.web.render import PageNow
from workingregions.corpus.config import FILE_NAME, settings

router = APIRouter()


@router.get("/settings")
def show(page: PageNow) -> Response:
    """Show the settings of the project."""
    models: list[dict[Any, Any]] = page.view.models().to_dict("records")
    sections: dict[str, list[Any]] = {}
    for setting in settings(page.project.config):
        sections.setdefault(setting.section, []).append(setting)
    return page.show(
        "settings.html.j2",
        sections=sections,
        models=models,
        file=str(page.project.root / FILE_NAME),
        codebook=page.view.codebook,
    )
