"""A correction in a user's words, and what it refers to in the corpus, or an error with candidates."""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from workingregions.app.map.words import place
from workingregions.app.names import Register
from workingregions.app.names import document as find_document
from workingregions.corpus import ledger
from workingregions.corpus.correction import (
    OF_DOCUMENTS,
    REJECTED,
    REVISIONS,
    UNKNOWN,
    Action,
    Correction,
    CorrectionEvidence,
)
from workingregions.corpus.errors import (
    AmbiguousNameError,
    Candidate,
    InputError,
    NotFoundError,
    UserError,
)
from workingregions.corpus.records import Entity, Mention, Tie
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.sql import among, quote
from workingregions.corpus.store import Snapshot
from workingregions.nlp.institutions import key

if TYPE_CHECKING:
    from workingregions.app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A correction as a user words it. The fields are those of Project.correct."""

    action: Action
    names: tuple[str, ...] = ()
    value: str = ""
    relation: str = ""
    near: str = ""
    document: str = ""
    page: int | None = None
    quote: str = ""
    evidence: str = ""
    why: str = ""
    who: str = ""
    contest: bool = True


class MisfitError(Exception):
    """A field of a correction that is not usable, and the error that says why."""

    def __init__(self, column: str, error: UserError) -> None:
        super().__init__(column)
        self.column = column
        self.error = error


@contextmanager
def _column(name: str) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise MisfitError(name, error) from error


def drafted(workspace: Workspace, wish: Wish, when: str, who: str) -> Correction:
    """Return the correction that a user wishes.

    Raises:
        MisfitError: a field is not valid, or refers to nothing in the project.
    """
    value, relation = wish.value, wish.relation
    if wish.action in REVISIONS:
        relation, value = _revised(workspace, wish)
    elif wish.action is Action.PLACE and value.strip().casefold() == UNKNOWN:
        value = UNKNOWN
    elif wish.action in (Action.PLACE, Action.SPLIT):
        with _column("value"):
            value = region_id(value)
    with _column("near"):
        near = region_id(wish.near)
    evidence = _evidence(workspace, wish)
    try:
        correction = ledger.make(
            wish.action,
            wish.names,
            when=when,
            who=who,
            value=value,
            relation=relation,
            near=near,
            why=wish.why,
            evidence=evidence,
        )
    except UserError as error:
        raise MisfitError(_blamed(error), error) from error
    unproved = wish.action is Action.TIE and correction.value != REJECTED and not wish.document
    if unproved and not is_stated(workspace, correction):
        unstated = InputError(
            "No document states this tie, so evidence is required.", advice=Remedy.GIVE_EVIDENCE
        )
        raise MisfitError("document", unstated)
    return correction


def _blamed(error: UserError) -> str:
    """Return the column at fault for an error of `ledger.make`."""
    if isinstance(error, NotFoundError):
        return "relation" if error.kind in ("relation", "field of an outcome") else "value"
    marks = {"name": "name", "document": "document", "evidence": "evidence"}
    return next((column for word, column in marks.items() if word in error.message), "value")


def _revised(workspace: Workspace, wish: Wish) -> tuple[str, str]:
    """Return relation and value of a correction of a document, an outcome or a theme, as ids."""
    relation, value = wish.relation, wish.value
    free = value.strip().casefold() in ("", UNKNOWN)
    if wish.action is Action.THEME:
        with _column("relation"):
            return workspace.codebook.get(relation).id, value
    regional = wish.action is Action.REGION or (wish.action is Action.OUTCOME and relation == "place")
    if regional and not free:
        with _column("value"):
            value = " ".join(region_id(name.strip()) for name in value.split(";") if name.strip())
    return relation, value


def _evidence(workspace: Workspace, wish: Wish) -> CorrectionEvidence:
    if wish.action in REVISIONS and wish.action not in OF_DOCUMENTS:
        from workingregions.app.map.claims import evidence_for

        with _column("evidence"):
            return evidence_for(workspace.store.snapshot(), wish.action, wish.evidence)
    with _column("document"):
        return evidence_of(workspace, wish.document, wish.page, wish.quote)


def region_id(name: str) -> str:
    """Return the gazetteer id of a region named by a user; "" for none."""
    from workingregions.nlp.gazetteer import Gazetteer

    return Gazetteer.load().find(name).id if name else ""


def evidence_of(workspace: Workspace, document: str, page: int | None, quote: str) -> CorrectionEvidence:
    """Return the document that a user names, with a page and words of it, as evidence."""
    if not document:
        if page is not None or quote:
            raise InputError("A page or a quote requires a document.", advice=Remedy.GIVE_DOCUMENT)
        return CorrectionEvidence()
    found = find_document(workspace.store.snapshot(), document)
    last = max([p.number for p in found.pages], default=1)
    if page is not None and not 1 <= page <= last:
        raise NotFoundError("page", str(page), advice=f"{found.path} has pages 1 to {last}.")
    return CorrectionEvidence(sha256=found.sha256, file=found.path, page=page, quote=quote)


def is_stated(workspace: Workspace, correction: Correction) -> bool:
    """Return whether the map has a tie of this relation between the two institutions, as far as known."""
    register = Register(workspace.store.snapshot(), ())
    try:
        source, target = (register.find(name, correction.near).id for name in correction.names)
    except (NotFoundError, AmbiguousNameError):
        return True  # reported with candidates later
    ends = (source, correction.relation, target)
    where = f"source = {quote(source)} AND target = {quote(target)}"
    found: list[Tie] = register.snapshot.records("entity_ties", where=where)
    return any((t.source, t.relation.value, t.target) == ends for t in found)


def require_known(snapshot: Snapshot, correction: Correction) -> None:
    """Refuse a correction of institutions that several share a name of, or that its document does not name.

    Raises:
        AmbiguousNameError: several institutions have the name.
        NotFoundError: the document does not name it.
    """
    if correction.action not in REVISIONS:
        require_seen(snapshot, correction)
        require_single(snapshot, correction)


def require_single(snapshot: Snapshot, correction: Correction) -> None:
    """Refuse a correction whose name several institutions share, unless it identifies one or means all.

    Raises:
        AmbiguousNameError: lists them with their homes.
    """
    if correction.near or correction.action in (Action.REJECT, Action.ACCEPT, Action.SPLIT):
        return
    register = Register(snapshot, ())
    for name in correction.names:
        fits = register.called(name)
        if len(fits) > 1:
            raise register.several(name, fits)


def require_seen(snapshot: Snapshot, correction: Correction) -> None:
    """Refuse, before it is written, a correction whose document does not name the institution concerned.

    Raises:
        NotFoundError: the document contains no name of the correction.
    """
    evidence = correction.evidence
    if not evidence.sha256:
        return
    where = f"kind = 'institution' AND counted AND {among('document', [evidence.sha256[:16]])}"
    mentions: list[Mention] = snapshot.records("mentions", where=where)
    register = Register(snapshot, ())
    owners = {n.key: n.entity for n in register.names(f"document = {quote(evidence.sha256[:16])}")}
    here = {owners.get(m.entity) for m in mentions} - {None}
    for name in correction.names:
        fits = {e.id for e in register.entities.values() if name.casefold() in _folded(e)}
        if fits & here or key(name) in {m.entity for m in mentions}:
            return
    known = sorted({" ".join(m.text.split()) for m in mentions})
    raise NotFoundError(f"institution in {evidence.file} called", correction.names[0], known)


def _folded(entity: Entity) -> set[str]:
    return {alias.casefold() for alias in (entity.name, *entity.aliases)}


def matches_nothing(
    snapshot: Snapshot, correction: Correction, candidates: Sequence[str]
) -> NotFoundError | AmbiguousNameError:
    """Return the error for a correction that matches nothing, with what it may have meant."""
    if correction.action in REVISIONS:
        what = "outcome" if correction.action is Action.OUTCOME else "passage"
        return NotFoundError(f"{what} of {correction.evidence.file} called", correction.evidence.id)
    register = Register(snapshot, ())
    known = {alias for entity in register.entities.values() for alias in _folded(entity)}
    keys = {name.key for name in register.names(among=("key", {key(n) for n in correction.names}))}
    missing = [n for n in correction.names if n.casefold() not in known and key(n) not in keys]
    name = (missing or correction.names)[0]
    several = [c.removeprefix(f"{name} near ") for c in candidates if c.startswith(f"{name} near ")]
    if several:
        homes = [Candidate(id=f"{name} near {r}", name=name, region=f"{place(r)}, {r}") for r in several]
        return AmbiguousNameError("institution", name, homes, advice=Remedy.NARROW_BY_REGION)
    where = f" near {place(correction.near)}" if correction.near else ""
    return NotFoundError(
        f"institution{where} called", name, register.forms, advice="Nothing was written to the ledger."
    )


def now_text(later: int = 0) -> str:
    """Return the UTC time to the millisecond: of one person's contradictory lines, the later one holds.

    `later` milliseconds are added, so that the rows of a batch have an order.
    """
    moment = datetime.now(UTC) + timedelta(milliseconds=later)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def author(workspace: Workspace) -> str:
    """Return who makes a correction: as configured, otherwise git's user name, otherwise the login name."""
    if workspace.config.project.who:
        return workspace.config.project.who
    try:
        answer = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, check=False, cwd=workspace.root
        )
        if answer.stdout.strip():
            return answer.stdout.strip()
    except OSError:
        pass  # git is not installed
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
