"""What every request must pass before a page sees it, and the headers that every answer bears.

A page elsewhere on the web must not be able to read or change a project through the reader's browser: the
Host header must name this server (DNS rebinding), a change must come from one of its own pages (Origin, and a
token of the session), and answers may not be framed or sniffed. A server that others can reach needs a token.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Collection, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workingregions.app.web import limits
from workingregions.app.web.desk import Desk
from workingregions.corpus.errors import UserError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION, ACCESS = "wr_session", "wr_access"
"""Cookies: the browser session, and the token that admits to a server with one."""
FIELD, HEADER = "wr_token", "x-wr-token"
"""Where a change carries its session's token: in a form, or as a header of a script's request."""
LOCAL = ("127.0.0.1", "localhost", "[::1]")
ADDRESSES = "(addresses)"
"""Among the names of a server, stands for every IP address: no page of another name can pretend to be one."""
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers then send "Origin: null" with the forms of our own pages.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class RefusedError(UserError):
    """A request that may not change anything."""


class Guard:
    """An ASGI middleware that admits requests to this server.

    Args:
        app: the application behind it.
        desk: what the requests share; its secret signs the sessions.
        hosts: names that the Host header may give, without port; `ADDRESSES` for any IP address, "*" for any.
        token: what a request must present; "" for nothing.
    """

    def __init__(self, app: ASGIApp, *, desk: Desk, hosts: Collection[str] = LOCAL, token: str = "") -> None:
        self._app = app
        self._desk = desk
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._token = token
        self._guesses = limits.Guesses()

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
        await (refusal or self._app)(scope, limits.limited(receive, limits.largest(scope["path"])), dressed)

    def _refusal(self, scope: Scope, headers: Headers, cookies: Mapping[str, str]) -> Response | None:
        """Return the answer to a request that is not admitted, None for one that is."""
        host = headers.get("host", "")
        if not self._is_ours(_without_port(host)):
            return _refused(scope, headers, 421, "This server does not answer under that name.")
        if len(scope.get("query_string", b"")) > limits.QUERY:
            return _refused(scope, headers, 414, "The address is too long.")
        size, most = headers.get("content-length", ""), limits.largest(scope["path"])
        if most is not None and size.isdecimal() and int(size[:20]) > most:
            return _refused(scope, headers, 413, limits.TOO_LARGE)
        if scope["method"] not in SAFE and not _same_origin(headers, host, scope.get("scheme", "http")):
            text = "Changes are accepted from this server's own pages only."
            return _refused(scope, headers, 403, text)
        return self._access(scope, headers, cookies) if self._token else None

    def _is_ours(self, name: str) -> bool:
        if "*" in self._hosts or name in self._hosts:
            return True
        return ADDRESSES in self._hosts and _is_address(name)

    def _access(self, scope: Scope, headers: Headers, cookies: Mapping[str, str]) -> Response | None:
        """Return the answer to a request without the token, or to one whose address carries it."""
        from urllib.parse import parse_qsl, urlencode

        kind, _, bearer = headers.get("authorization", "").partition(" ")
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        in_address = [value for name, value in query if name == "token"]
        given = [bearer] if kind.casefold() == "bearer" else []
        address = (scope.get("client") or ("", 0))[0]
        if given or in_address:
            # Cookies are not counted: those of an earlier start of the server are no guesses.
            if wait := self._guesses.wait(address):
                answer = _refused(scope, headers, 429, "Too many wrong tokens. Wait a minute.")
                answer.headers["retry-after"] = str(wait)
                return answer
            if not any(_equal(value, self._token) for value in (*given, *in_address)):
                self._guesses.wrong(address)
        if any(_equal(value, self._token) for value in given):
            scope["bearer"] = True
            return None
        if any(_equal(value, self._token) for value in in_address):
            # The token leaves the address at once, so that it stays out of histories and links.
            left = urlencode([item for item in query if item[0] != "token"])
            path = "/" + scope["path"].lstrip("/\\")  # two slashes would lead to another server
            answer = RedirectResponse(path + (f"?{left}" if left else ""), 303)
            answer.set_cookie(ACCESS, self._token, httponly=True, samesite="strict")
            return answer
        if not given and not in_address and _equal(cookies.get(ACCESS, ""), self._token):
            return None
        answer = _refused(scope, headers, 401, "This server needs the token that it printed when it started.")
        answer.headers["www-authenticate"] = "Bearer"
        return answer


def session_token(request: Request) -> str:
    """Return the token that a change from this browser session must carry."""
    desk: Desk = request.app.state.desk
    return hmac.new(desk.secret, request.scope["session_id"].encode(), "sha256").hexdigest()


async def _admitted(request: Request) -> None:
    """Raise RefusedError unless the request may change the project."""
    desk: Desk = request.app.state.desk
    if desk.read_only and request.method not in SAFE and not request.url.path.startswith("/session/"):
        raise RefusedError("This server is read-only; nothing was changed.")
    # No page elsewhere can make a browser send the header of a program.
    if request.method in SAFE or request.scope.get("bearer"):
        return
    given = request.headers.get(HEADER, "")
    if not given and "form" in request.headers.get("content-type", ""):
        given = str((await request.form()).get(FIELD, ""))
    if not _equal(given, session_token(request)):
        raise RefusedError(
            "This change did not come from a page of this session.", advice="Reload the page and try again."
        )


Admitted = Depends(_admitted)
"""The dependency of every router with changes."""


def who_of(request: Request) -> str:
    """Return the name that the browser session gave itself, or ""."""
    from urllib.parse import unquote

    return unquote(request.cookies.get("wr_who", ""))[:80]


Who = Annotated[str, Depends(who_of)]


def is_here(request: Request) -> bool:
    """Return whether a request comes from this machine itself, through no other server."""
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    client = request.client.host if request.client else ""
    return not passed_on and (client == "testclient" or _is_loopback(client))


def _refused(scope: Scope, headers: Headers, status: int, text: str) -> Response:
    """Return the answer to a request that does not reach any page, in the form of `errors`."""
    if scope["path"].startswith("/api") or "json" in headers.get("accept", ""):
        body = {"title": HTTPStatus(status).phrase, "status": status, "detail": text}
        return JSONResponse(body, status, media_type="application/problem+json")
    return PlainTextResponse(text, status)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


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


def _same_origin(headers: Headers, host: str, scheme: str) -> bool:
    origin = headers.get("origin", "")
    if origin:
        return origin.casefold() in (f"{scheme}://{host}".casefold(), f"https://{host}".casefold())
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
