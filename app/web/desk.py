"""What the requests of one server share: the open project, its views, and whether it may be changed."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from workingregions.app.jobs import Jobs, run_in_process
from workingregions.app.project import Project
from workingregions.app.uploads import Limits, Uploads
from workingregions.app.view import View
from workingregions.app.web.limits import Streams
from workingregions.corpus.basket import FILE_NAME as BASKET
from workingregions.corpus.errors import ProjectError
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.searches import FILE_NAME as SEARCHES

if TYPE_CHECKING:
    from workingregions.app.jobs import Runner

TOLD = ("*.jsonl", "*.toml", "*.yaml", "topics/*.jsonl")
"""Files that answers depend on beside snapshots: ledgers, configuration, codebook, topics."""
KEPT = 3
"""Number of views of earlier snapshots that are kept open."""
READ_ANEW = (BASKET, SEARCHES)
"""Files of a project that a view reads each time it is asked."""


class Desk:
    """The project that a server shows. Threads share it.

    Attributes:
        read_only: whether every change is refused.
        base: the folder within which the browser may make or open projects; None for nowhere.
        secret: the key of this server's session tokens; a new one for each start.
        streams: the streams of events that are open.
        ending: whether the server is ending; streams end then.
    """

    def __init__(
        self,
        project: Project | None = None,
        *,
        read_only: bool = False,
        base: Path | None = None,
        run: Runner = run_in_process,
    ) -> None:
        self._project = project
        self._lock = Lock()
        self._who: str | None = None
        self._views: OrderedDict[tuple[object, ...], View] = OrderedDict()
        self.read_only = read_only
        self.base = base
        self.secret = secrets.token_bytes(32)
        self.streams = Streams()
        self.ending = False
        self._run = run
        self._jobs: dict[Path, Jobs] = {}
        self._uploads: dict[Path, Uploads] = {}

    @property
    def has_project(self) -> bool:
        """Whether a project is open."""
        return self._project is not None

    @property
    def project(self) -> Project:
        """The open project. Raise ProjectError if there is none."""
        if self._project is None:
            raise ProjectError("No project is open.", advice=Remedy.CHOOSE_PROJECT)
        return self._project

    @property
    def who(self) -> str:
        """Who changes the project where the browser does not say; asked for once, as git may be asked."""
        if self._who is None:
            self._who = self.project.who
        return self._who

    def open(self, project: Project) -> None:
        """Show another project."""
        with self._lock:
            self._project, self._who = project, None
            self._views.clear()

    @property
    def jobs(self) -> Jobs:
        """The background jobs of the open project; those of one that was open before go on."""
        project = self.project
        with self._lock:
            if project.root not in self._jobs:
                self._jobs[project.root] = Jobs(project.root, self._run, read_only=self.read_only)
            return self._jobs[project.root]

    @property
    def uploads(self) -> Uploads:
        """The files that browsers send to the open project."""
        project = self.project
        with self._lock:
            if project.root not in self._uploads:
                limits = Limits(file=project.config.ingest.file_size * 2**20)
                self._uploads[project.root] = Uploads(project.root, limits)
            return self._uploads[project.root]

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits in any project."""
        return any(jobs.running() for jobs in list(self._jobs.values()))

    def close(self) -> None:
        """End the jobs, each after its current file."""
        self.ending = True
        for jobs in list(self._jobs.values()):
            jobs.close()

    def view(self, snapshot: str = "") -> View:
        """Return the view of a snapshot, "" for the newest; one that is open already, if nothing changed.

        A view keeps what it has worked out (names, vectors, the map), so that sharing it makes the second
        request fast. The newest is made anew as soon as a snapshot, the ledger or a label is.

        Raises:
            ProjectError: no project is open.
            NotFoundError: there is no such snapshot.
        """
        project = self.project
        key = (snapshot,) if snapshot else ("", *self._state(project))
        with self._lock:
            view = self._views.get(key)
            if view is None:
                view = project.view(snapshot or None)
                for old in [k for k in self._views if k[0] == "" and key[0] == ""]:
                    del self._views[old]
                self._views[key] = view
                while len(self._views) > KEPT + 1:
                    self._views.popitem(last=False)
            self._views.move_to_end(key)
            return view

    @staticmethod
    def _state(project: Project) -> list[object]:
        """Return what changes when an answer may."""
        state: list[object] = [project.store.manifest().id]
        for path in sorted(found for pattern in TOLD for found in project.root.glob(pattern)):
            if path.name in READ_ANEW:
                continue
            stat = path.stat()
            state.append((path.name, stat.st_size, stat.st_mtime_ns))
        return state
