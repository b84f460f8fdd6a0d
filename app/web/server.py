"""Running the workbench: address, token, and the browser."""

from __future__ import annotations

import errno
import multiprocessing
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Collection
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

from workingregions.app.web.desk import Desk
from workingregions.app.web.guard import ADDRESSES, LOCAL
from workingregions.app.web.site import create_app
from workingregions.corpus.errors import InputError, WorkingRegionsError

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST = 16
"""Characters that a token must have."""
CONNECTIONS = 200
"""Connections at a time; more get the status 503."""


def serve(
    desk: Desk,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str = "",
    browser: bool = True,
    names: Collection[str] = (),
    announce: Callable[[str], None] = print,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the workbench until it is interrupted; a job that runs then finishes its current file.

    Args:
        desk: the project and how it may be used.
        host: the address to listen on. Any that is not loopback needs a token; one is made if none is given.
        port: the port, 0 for a free one.
        token: what requests must present, "" for nothing.
        browser: whether to open it in the browser.
        names: other names under which the server is addressed, such as that of a proxy before it.
        announce: receives the address when the server listens.
        tell: receives what happens when it ends.

    Raises:
        InputError: the address or the port cannot be used, or the token is too short.
    """
    if host not in LOOPBACK or names:
        token = token or secrets.token_urlsafe(24)
    if token and len(token) < SHORTEST:
        raise InputError(
            f"The token has {len(token)} characters; it could be guessed.",
            advice=f"Give {SHORTEST} or more, or none to have one made.",
        )
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    shown = f"http://{f'[{name}]' if ':' in name else name}:{port}/"
    url = f"{shown}?token={token}" if token else shown
    hosts = {*LOCAL, *names} if host in LOOPBACK else {*LOCAL, *names, host, *_own_names(), ADDRESSES}
    app = create_app(desk, hosts=hosts, token=token)
    announce(url)
    if desk.has_project:
        threading.Thread(target=_warm, args=(desk,), daemon=True).start()
    if browser:
        threading.Timer(0.5, webbrowser.open, [url]).start()
    _run(app, desk, listener, tell)


def _run(app: FastAPI, desk: Desk, listener: socket.socket, tell: Callable[[str], None]) -> None:
    """Run the server until an interrupt or a request to terminate; then end the jobs."""
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            desk.ending = True  # open streams end by themselves
            super().handle_exit(sig, frame)

    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=CONNECTIONS,
        proxy_headers=False,  # who asks decides what is allowed; a header must not
    )
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminated)
    try:
        Server(settings).run(sockets=[listener])
    finally:
        if desk.busy:
            tell("Finishing the file that is being read. Press Ctrl-C again to stop at once.")
        try:
            desk.close()
        except KeyboardInterrupt:
            for child in multiprocessing.active_children():
                child.kill()


def _terminated(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _own_names() -> set[str]:
    """Return the names that this machine gives itself."""
    return {socket.gethostname(), socket.getfqdn()}


def _warm(desk: Desk) -> None:
    """Load what the first page of a document needs, before a reader asks for it."""
    with suppress(WorkingRegionsError, OSError):  # the page itself says what is wrong
        desk.project.pictures.drawer.warm()
        view = desk.view()
        for ident in view.documents()["id"][:1]:
            document = view.document(ident)
            view.metadata(document)
            view.references(document)
            view.page(document, document.pages[0].number if document.pages else 1)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as cause:
        listener.close()
        if getattr(cause, "errno", None) == errno.EADDRINUSE:
            raise InputError(
                f"Port {port} is taken: another program, perhaps another workbench, listens on it.",
                advice="Close that one, or choose another port; 0 takes a free one.",
            ) from cause
        raise InputError(
            f"The server cannot listen on {host}, port {port}: {cause}.",
            advice="Choose another port; 0 takes a free one.",
        ) from cause
    listener.listen(128)
    return listener
