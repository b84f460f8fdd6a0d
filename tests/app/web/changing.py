"""A workbench that may be changed: its browser session, and waiting for its jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from tests.app.web.conftest import BASE, token
from workingregions.app import Project
from workingregions.app.jobs import run_here
from workingregions.app.web import Desk, create_app


@dataclass
class Bench:
    """A browser session on a project that tests may change."""

    desk: Desk
    client: TestClient
    token: str

    @property
    def head(self) -> dict[str, str]:
        """What a script of a page sends along."""
        return {"x-wr-token": self.token, "accept": "application/json"}

    def post(self, path: str, /, **form: Any) -> Any:
        """Send a form as a page of this session does."""
        return self.client.post(path, data=form, headers=self.head, follow_redirects=False)

    def ended(self, ident: str) -> Any:
        """Return a job when it has ended."""
        job = self.desk.jobs.get(ident)
        while not job.state.over:
            job = self.desk.jobs.wait(ident, job.version, 60)
        return job

    def upload(self, **files: bytes) -> Any:
        """Send files as the page of drops does, and return the ended job that reads them."""
        ident = self.post("/drops/uploads").json()["upload"]
        for name, data in files.items():
            path = name.replace("__", "/").replace("_", ".")
            answer = self.client.put(
                f"/drops/uploads/{ident}", params={"path": path}, content=data, headers=self.head
            )
            assert answer.status_code == 201, answer.text
        return self.ended(self.post(f"/drops/uploads/{ident}/read").json()["id"])


def bench(project: Project, **desk: Any) -> Bench:
    """Return a workbench on a project, whose jobs run in threads."""
    made = Desk(project, run=run_here, **desk)
    client = TestClient(create_app(made), base_url=BASE)
    return Bench(made, client, token(client))
