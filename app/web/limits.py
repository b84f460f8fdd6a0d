"""What a request may take: length of its address and body, time to send it, guesses of a token, streams."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

QUERY = 8 * 1024
"""Bytes of the query of an address."""
BODY = 2 * 2**20
"""Bytes of a form or of a question in JSON."""
UPLOADS = "/drops/uploads/"
"""The beginning of addresses whose bodies are files; `app.uploads` limits those."""
TOO_LARGE = "The request is too large."
PATIENCE = 30.0
"""Seconds in which the next part of a body must arrive."""
SLOWEST = 2000.0
"""Bytes per second that a body must bring on average, once `PATIENCE` is over."""
GUESSES, GUESSED_WITHIN = 10, 60.0
"""Wrong tokens that one address may give within so many seconds, and the seconds."""
EVERYBODY = 10
"""How many times as many all addresses may give together."""
STREAMS, STREAMS_EACH = 64, 8
"""Streams of events that a server has open at a time, and of them for one browser session."""


class Guesses:
    """Counts wrong tokens by address, and refuses more for a while. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wrong: dict[str, deque[float]] = {}

    def wait(self, address: str) -> int:
        """Return after how many seconds an address may try again, 0 for now."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            mine = self._wrong.get(address, ())
            everybody = sum(map(len, self._wrong.values())) >= GUESSES * EVERYBODY
            if len(mine) < GUESSES and not everybody:
                return 0
            oldest = mine[0] if mine else min(times[0] for times in self._wrong.values())
            return max(1, round(GUESSED_WITHIN - (now - oldest)))

    def wrong(self, address: str) -> None:
        """Note that an address gave a wrong token."""
        with self._lock:
            self._wrong.setdefault(address, deque(maxlen=GUESSES)).append(time.monotonic())

    def _forget(self, now: float) -> None:
        for address, times in list(self._wrong.items()):
            while times and now - times[0] > GUESSED_WITHIN:
                times.popleft()
            if not times:
                del self._wrong[address]


class Streams:
    """Counts open streams, so that a page that opens many leaves the server free. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: dict[str, int] = {}

    def enter(self, session: str) -> None:
        """Count one more stream of a session.

        Raises:
            HTTPException: there are too many; the status is 429.
        """
        with self._lock:
            mine = self._open.get(session, 0)
            if mine >= STREAMS_EACH or sum(self._open.values()) >= STREAMS:
                raise HTTPException(429, "Too many streams are open; close other windows of this page.")
            self._open[session] = mine + 1

    def leave(self, session: str) -> None:
        """Count one stream less."""
        with self._lock:
            self._open[session] = self._open.get(session, 1) - 1
            if not self._open[session]:
                del self._open[session]

    @contextmanager
    def one(self, session: str) -> Iterator[None]:
        """Count a stream while the block runs; raises as `enter`."""
        self.enter(session)
        try:
            yield
        finally:
            self.leave(session)


def largest(path: str) -> int | None:
    """Return the bytes that the body of a request to this path may have, None for what has another limit."""
    return None if path.startswith(UPLOADS) else BODY


def limited(receive: Receive, most: int | None) -> Receive:
    """Return `receive` with limits on what a body may hold, and on the time that it may take.

    A body of more than `most` bytes gets the status 413; a sender that pauses for longer than `PATIENCE`, or
    is slower than `SLOWEST`, gets 408.
    """
    began = time.monotonic()
    got = 0
    whole = False

    async def next_part() -> Message:
        nonlocal got, whole
        if whole:  # what follows a body is the end of the connection, which may be far away
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError as cause:
            raise HTTPException(408, "The request took too long to arrive.") from cause
        if message["type"] == "http.request":
            got += len(message.get("body", b""))
            if most is not None and got > most:
                raise HTTPException(413, TOO_LARGE)
            whole = not message.get("more_body", False)
            over = time.monotonic() - began - PATIENCE
            if not whole and over > 0 and got < over * SLOWEST:
                raise HTTPException(408, "The request arrives too slowly.")
        return message

    return next_part
