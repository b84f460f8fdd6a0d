"""What a browser says of its reader: the name under which changes stand in the ledger."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.post("/session/who")
def rename(who: Annotated[str, Form(max_length=80)] = "", back: Annotated[str, Form()] = "/") -> Response:
    """Remember the reader's name in this browser."""
    name = " ".join(who.split())
    # Only a path of this server: an address that begins with // leads to another one.
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if inside else "/", 303)
    answer.set_cookie("wr_who", quote(name), max_age=YEAR if name else 0, samesite="strict", httponly=True)
    return answer
