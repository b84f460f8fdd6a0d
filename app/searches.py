"""Saved searches of a project: saving, removing and running them, and what is new in a drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workingregions.app.viewing import Viewing
from workingregions.corpus.drops import FOLDER, DropReport, FileOutcome, NewHits
from workingregions.corpus.errors import InputError, NotFoundError, StoreError, UserError
from workingregions.corpus.files import now
from workingregions.corpus.searches import FILE_NAME, SavedSearch, SearchAction, SearchBook
from workingregions.corpus.selection import Selection

if TYPE_CHECKING:
    from workingregions.app.ask import SearchResult
    from workingregions.app.view import View
    from workingregions.corpus.store import Snapshot

MOST = 200
"""Maximum number of new hits of one search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchNews:
    """What a saved search finds in the documents that came since it was last reported.

    `since` is the snapshot in which it was last reported. `found` holds the new hits, None where no document
    is new or the search failed; `problem` is why it failed, else "".
    """

    search: SavedSearch
    since: str
    snapshot: str
    found: SearchResult | None = None
    problem: str = ""

    @property
    def hits(self) -> int:
        """The number of new hits."""
        return len(self.found.hits) if self.found else 0

    @property
    def documents(self) -> int:
        """The number of documents with new hits."""
        return len({hit.document for hit in self.found.hits}) if self.found else 0

    def row(self) -> dict[str, Any]:
        """Return it as plain data, with the rows of the hits."""
        return {
            "name": self.search.name,
            "query": self.search.query or self.search.like,
            "since": self.since,
            "snapshot": self.snapshot,
            "documents": self.documents,
            "problem": self.problem,
            "hits": self.found.rows() if self.found else [],
        }


class SearchProject(Viewing):
    """The saved searches of a `Project`."""

    def save_search(
        self,
        name: str,
        query: str = "",
        *,
        like: str = "",
        expand: bool = True,
        who: str = "",
        snapshot: str | None = None,
        **filters: str | Sequence[str],
    ) -> SavedSearch:
        """Save a search, with its filters; what the corpus holds now counts as reported.

        Args:
            name: what to call it.
            query, like, expand: as in `View.search`.
            who: recorded with it; default: the configured name.
            snapshot: count as reported what this snapshot holds; None: the newest.
            **filters: the arguments of `View.select`, which are looked up each time.

        Raises:
            InputError: the name is used already or is not one, or the query is not understood.
            NotFoundError: a name in a filter is unknown.
        """
        search = SavedSearch(name=name, query=query, like=like, expand=expand, who=who or self.who)
        return _save(self, self.view(snapshot), search, filters)

    def remove_search(self, name: str, *, who: str = "") -> SavedSearch:
        """Remove a saved search and return it. Raise NotFoundError if there is none of that name."""
        gone = book(self).find(name)
        line = SavedSearch(name=gone.name, action=SearchAction.REMOVE, who=who or self.who, when=now())
        book(self).append(line)
        return gone

    def run_searches(self, names: Sequence[str] = (), *, peek: bool = False) -> list[SearchNews]:
        """Return what saved searches find in documents that came since they were last reported.

        Weak hits are left out, unless the query has conditions, which they meet. A search that fails states
        why, and stays as it is.

        Args:
            names: the searches to run; none for all.
            peek: whether the hits stay new; otherwise they count as reported.

        Raises:
            NotFoundError: there is no saved search of a name.
        """
        return _run(self, self.view(), names, peek=peek)


def book(workspace: Viewing) -> SearchBook:
    """Return the saved searches of a project."""
    return SearchBook(workspace.root / FILE_NAME)


def _save(
    workspace: Viewing,
    view: View,
    search: SavedSearch,
    filters: Mapping[str, str | Sequence[str]],
) -> SavedSearch:
    """See SearchProject.save_search."""
    from workingregions.models.search import parse

    if bool(search.query.strip()) == bool(search.like):
        raise InputError("A saved search has either a query or what passages are similar to.")
    if search.query.strip():
        parse(search.query)
    kept = {name: (v,) if isinstance(v, str) else tuple(v) for name, v in filters.items() if v}
    view.select(**_arguments(kept))
    drop = _newest_drop(view.snapshot)
    whole = replace(search, filters=kept, when=now(), snapshot=view.snapshot.id, drop=drop)
    return book(workspace).save(whole)


def _run(workspace: Viewing, view: View, names: Sequence[str], *, peek: bool) -> list[SearchNews]:
    """See SearchProject.run_searches."""
    saved = book(workspace)
    wanted = [saved.find(name) for name in names] if names else saved.read()[0]
    news = [_news(workspace, view, search) for search in wanted]
    drop = _newest_drop(view.snapshot)
    for one in news:
        if not (peek or one.problem or one.since == view.snapshot.id):
            saved.append(
                SavedSearch(
                    name=one.search.name,
                    action=SearchAction.REPORTED,
                    when=now(),
                    snapshot=view.snapshot.id,
                    drop=drop,
                )
            )
    return news


def noted(project: Viewing, report: DropReport) -> DropReport:
    """Return a drop report, saved again, with the saved searches that have new hits, or that failed.

    Whatever fails here, the drop was ingested: the report says so, and no error leaves.
    """
    if not any(report.count(outcome) for outcome in (FileOutcome.NEW, FileOutcome.UPDATED)):
        return report
    try:
        news = _run(project, project.view(), (), peek=True) if book(project).read()[0] else []
        found = [
            NewHits(name=one.search.name, hits=one.hits, documents=one.documents, problem=one.problem)
            for one in news
            if one.hits or one.problem
        ]
        if found:
            report = replace(report, searches=tuple(found))
            report.save(project.root / FOLDER)
    except Exception as error:  # noqa: BLE001  # what failed is in the report
        problem = f"they could not be run ({error})"
        return replace(report, searches=(NewHits(name="all", hits=0, documents=0, problem=problem),))
    return report


def _news(workspace: Viewing, view: View, search: SavedSearch) -> SearchNews:
    news = SearchNews(search=search, since=search.snapshot, snapshot=view.snapshot.id)
    try:
        fresh = _new_documents(workspace, view, search)
        return replace(news, found=_found(view, search, fresh)) if fresh else news
    except UserError as error:
        return replace(news, problem=str(error))


def _new_documents(workspace: Viewing, view: View, search: SavedSearch) -> set[str]:
    """Return the ids of the documents that were not there when a search was last reported."""
    from workingregions.app.names import documents_by_drop

    ids = set(view.snapshot.arrow("documents", columns=["id"])["id"].to_pylist())
    try:
        before = workspace.store.snapshot(search.snapshot)
        return ids - set(before.arrow("documents", columns=["id"])["id"].to_pylist())
    except (NotFoundError, StoreError):
        # The snapshot was removed; what came in with later drops is new.
        came = documents_by_drop(view.snapshot)
        return ids - {i for drop, those in came.items() if drop <= search.drop for i in those}


def _found(view: View, search: SavedSearch, fresh: set[str]) -> SearchResult:
    """Return the hits of a search in new documents: without weak ones, unless they meet its conditions."""
    from workingregions.models.search import parse

    selection: Selection = view.select(**_arguments(search.filters))
    those = fresh if selection.documents is None else fresh & set(selection.documents)
    narrowed = replace(selection, documents=tuple(sorted(those)))
    found = view.search(search.query, narrowed, MOST, like=search.like, expand=search.expand)
    literal = not search.like and parse(search.query).condition is not None
    kept = [i for i, hit in enumerate(found.hits) if literal or not hit.weak]
    return replace(
        found,
        hits=tuple(found.hits[i] for i in kept),
        evidence=tuple(found.evidence[i] for i in kept),
        weak_from=found.weak_from if literal else 0,
        blame=(),
    )


def _arguments(filters: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the arguments of `View.select`."""
    return {name: values[0] if name == "year" else list(values) for name, values in filters.items()}


def _newest_drop(snapshot: Snapshot) -> str:
    return max(snapshot.arrow("sources", columns=["drop"])["drop"].to_pylist(), default="")
