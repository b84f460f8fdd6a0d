"""What the tools share: the project's views, the address of evidence, rows as items with their citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workingregions.app.answers import as_json
from workingregions.app.mcp import budget as budgets
from workingregions.app.mcp.budget import Answer
from workingregions.app.mcp.words import QUOTED, RENDER
from workingregions.app.project import Project
from workingregions.app.view import View
from workingregions.app.web import Desk


@dataclass(frozen=True)
class Asked:
    """A call: the view that answers, the budget of its answer, and where its evidence opens."""

    view: View
    base: str
    budget: int

    def link(self, ident: str) -> str:
        """Return where a person sees a piece of evidence: its page in the workbench, or a command."""
        if not ident:
            return ""
        return f"{self.base}/evidence/{ident}" if self.base else f"wr evidence {ident}"

    def head(self, **more: Any) -> Answer:
        """Return the beginning of an answer: what is quoted, from which snapshot, and what is behind."""
        stale = {"stale": self.view.stale} if self.view.stale else {}
        return {"quoted_data": QUOTED, "snapshot": self.view.snapshot.id, **stale, **more}

    def items(self, rows: Sequence[Mapping[str, Any]], keep: Sequence[str] = ()) -> list[Answer]:
        """Return rows that quote documents as items: what a citation takes, and the columns in `keep`."""
        found = []
        for row in self.view.cited(rows):
            link = self.link(str(row.get("evidence") or row.get("id") or ""))
            item = {name: row.get(name) for name in ("quote", "document", "page", "citation")}
            found.append({**item, "citation_link": link, **{name: row[name] for name in keep if name in row}})
        return found

    def cited_list(self, answer: Any, keep: Sequence[str], limit: int, offset: int, **more: Any) -> Answer:
        """Return one page of rows that quote documents."""
        rows = as_json(_part(answer, offset, limit))
        head = self.head(render=RENDER, **more)
        return self.fitted(head, self.items(rows, keep), total=len(answer), offset=offset)

    def plain_list(self, answer: Any, keep: Sequence[str], limit: int, offset: int, **more: Any) -> Answer:
        """Return one page of rows that quote nothing; without `keep`, their columns are all given."""
        rows = as_json(_part(answer, offset, limit))
        items = [{name: row[name] for name in keep} for row in rows] if keep else rows
        return self.fitted(self.head(**more), items, total=len(answer), offset=offset)

    def fitted(
        self, head: Answer, items: Sequence[Answer], *, total: int, offset: int = 0, more: str = ""
    ) -> Answer:
        """Return an answer within the budget; see `budget.fitted`."""
        return budgets.fitted(head, items, total=total, offset=offset, budget=self.budget, more=more)


class Desks:
    """The project of a server, and how its answers are given."""

    def __init__(self, project: Project, base: str, who: str) -> None:
        self.project = project
        self.who = who
        self._base = base.rstrip("/")
        self._desk = Desk(project)

    def ask(self, snapshot: str, budget: int) -> Asked:
        """Return a call about a snapshot, "" for the newest."""
        return Asked(self._desk.view(snapshot), self._base, budget)


def _part(answer: Any, offset: int, limit: int) -> Any:
    part = slice(offset, offset + limit)
    return answer.iloc[part] if hasattr(answer, "iloc") else answer[part]
