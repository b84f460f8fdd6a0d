"""Running the workbench: address, token, and the browser."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress

from workingregions.app.web.desk import Desk
from workingregions.app.web.guard import LOCAL
from workingregions.app.web.site import create_app
from workingregions.corpus.errors import InputError, WorkingRegionsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    desk: Desk,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str = "",
    browser: bool = True,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the workbench until it is interrupted.

    Args:
        desk: the project and how it may be used.
        host: the address to listen on. Any that is not loopback needs a token; one is made if none is given.
        port: the port, 0 for a free one.
        token: what requests must present, "" for nothing.
        browser: whether to open it in the browser.
        announce: receives the address when the server listens.

    Raises:
        InputError: the address or the port cannot be used.
    """
    import uvicorn

    if host not in LOOPBACK and not token:
        token = secrets.token_urlsafe(24)
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    shown = f"http://{f'[{name}]' if ':' in name else name}:{port}/"
    url = f"{shown}?token={token}" if token else shown
    hosts = LOCAL if host in LOOPBACK else ("*",)
    app = create_app(desk, hosts=hosts, token=token)
    announce(url)
    if desk.has_project:
        threading.Thread(target=_warm, args=(desk,), daemon=True).start()
    if browser:
        threading.Timer(0.5, webbrowser.open, [url]).start()
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    uvicorn.Server(settings).run(sockets=[listener])


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
        raise InputError(
            f"The server cannot listen on {host}, port {port}: {cause}.",
            advice="Choose another port; 0 takes a free one.",
        ) from cause
    listener.listen(128)
    return listener
