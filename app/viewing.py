"""A workspace that can be viewed: what the parts of `Project` that read before they write share."""

from __future__ import annotations

from workingregions.app.map import author
from workingregions.app.view import View
from workingregions.app.workspace import Workspace


class Viewing(Workspace):
    """A workspace with its views, and with whoever changes it."""

    def view(self, snapshot: str | int | None = None) -> View:
        """Return a read-only view of the newest snapshot, or of an earlier one ("s000012" or 12).

        Raises:
            NotFoundError: there is no such snapshot.
        """
        name = _snapshot_name(snapshot) if snapshot is not None else None
        pinned = self.store.snapshot(name)
        past = name is not None and pinned.id != self.store.manifest().id
        return View(self, pinned, past=past)

    @property
    def who(self) -> str:
        """Who labels and corrects: as configured, otherwise git's user name, otherwise the login name."""
        return author(self)


def _snapshot_name(snapshot: str | int) -> str:
    """Return the name of a snapshot given by its name or number."""
    text = str(snapshot)
    return f"s{int(text):06d}" if text.isdecimal() else text
