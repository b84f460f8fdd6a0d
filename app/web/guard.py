"""What every request must pass before a page sees it, and the headers that every answer bears.

A page elsewhere on the web must not be able to read or change a project through the reader's browser: the
Host header must name this server (DNS rebinding), a change must come from one of its own pages (Origin, and a
token of the session), and answers may not be framed or sniffed. A server that others can reach needs a token.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workingregions.app.web.desk import Desk
from workingregions.app.web.errors import RefusedError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION, ACCESS = "wr_session", "wr_access"
"""Cookies: the browser session, and the token that admits to a server with one."""
FIELD, HEADER = "wr_token", "x-wr-token"
"""Where a change carries its session's token: in a form, or as a header of a script's request."""
LOCAL = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """An ASGI middleware that admits requests to this server.

    Args:
        app: the application behind it.
        desk: what the requests share; its secret signs the sessions.
        hosts: names that the Host header may give, without port; "*" for any.
        token: what a request must present; "" for nothing.
    """

    def __init__(self, app: ASGIApp, *, desk: Desk, hosts: Collection[str] = LOCAL, token: str = "") -> None:
        self._app = app
        self._desk = desk
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        session = cookies.get(SESSION, "")
        fresh = "" if len(session) == 43 else secrets.token_urlsafe(32)
        scope["session_id"] = fresh or session
        set_cookie = f"{SESSION}={fresh}; Path=/; HttpOnly; SameSite=Strict" if fresh else ""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                if set_cookie:
                    out.append("set-cookie", set_cookie)
            await send(message)

        refusal = self._refusal(scope, headers, cookies)
        await (refusal or self._app)(scope, receive, dressed)

    def _refusal(self, scope: Scope, headers: Headers, cookies: Mapping[str, str]) -> Response | None:
        """Return the answer to a request that is not admitted, None for one that is."""
        host = headers.get("host", "")
        if "*" not in self._hosts and _without_port(host) not in self._hosts:
            return _refused(scope, 421, "This server does not answer under that name.")
        if scope["method"] not in SAFE and not _same_origin(headers, host):
            return _refused(scope, 403, "Changes are accepted from this server's own pages only.")
        return self._access(scope, headers, cookies) if self._token else None

    def _access(self, scope: Scope, headers: Headers, cookies: Mapping[str, str]) -> Response | None:
        """Return the answer to a request without the token, or to one whose address carries it."""
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if any(_equal(given, self._token) for given in (bearer, cookies.get(ACCESS, ""))):
            return None
        from urllib.parse import parse_qsl, urlencode

        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if any(name == "token" and _equal(value, self._token) for name, value in query):
            # The token leaves the address at once, so that it stays out of histories and links.
            left = urlencode([item for item in query if item[0] != "token"])
            answer = RedirectResponse(scope["path"] + (f"?{left}" if left else ""), 303)
            answer.set_cookie(ACCESS, self._token, httponly=True, samesite="strict")
            return answer
        return _refused(scope, 401, "This server needs the token that it printed when it started.")


def session_token(request: Request) -> str:
    """Return the token that a change from this browser session must carry."""
    desk: Desk = request.app.state.desk
    return hmac.new(desk.secret, request.scope["session_id"].encode(), "sha256").hexdigest()


async def _admitted(request: Request) -> None:
    """Raise RefusedError unless the request may change the project."""
    if request.method in SAFE:
        return
    given = request.headers.get(HEADER, "")
    if not given and "form" in request.headers.get("content-type", ""):
        given = str((await request.form()).get(FIELD, ""))
    if not _equal(given, session_token(request)):
        raise RefusedError(
            "This change did not come from a page of this session.", advice="Reload the page and try again."
        )
    desk: Desk = request.app.state.desk
    if desk.read_only and not request.url.path.startswith("/session/"):
        raise RefusedError("This server is read-only; nothing was changed.")


Admitted = Depends(_admitted)
"""The dependency of every router with changes."""


def who_of(request: Request) -> str:
    """Return the name that the browser session gave itself, or ""."""
    from urllib.parse import unquote

    return unquote(request.cookies.get("wr_who", ""))[:80]


Who = Annotated[str, Depends(who_of)]


def _refused(scope: Scope, status: int, text: str) -> Response:
    """Return a refusal: a problem for programs, text for a reader."""
    if scope["path"].startswith("/api"):
        body = {"title": HTTPStatus(status).phrase, "status": status, "detail": text}
        return JSONResponse(body, status, media_type="application/problem+json")
    return PlainTextResponse(text, status)


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf8", "surrogateescape"), expected.encode())


def _cookies(headers: Headers) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).casefold()


def _same_origin(headers: Headers, host: str) -> bool:
    origin = headers.get("origin", "")
    if origin:
        return origin.partition("://")[2].casefold() == host.casefold()
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
