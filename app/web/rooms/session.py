"""What a browser says of its reader: the name under which changes stand in the ledger."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from workingregions.app.web.links import inside

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.post("/session/who")
def rename(who: Annotated[str, Form(max_length=80)] = "", back: Annotated[str, Form()] = "/") -> Response:
    """Remember the reader's name in this browser."""
    name = " ".join(who.split())
    answer = RedirectResponse(inside(back), 303)
    answer.set_cookie("wr_who", quote(name), max_age=YEAR if name else 0, samesite="strict", httponly=True)
    return answer
