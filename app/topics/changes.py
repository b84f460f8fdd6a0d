"""Changes of a project's topics: fitting them, naming and merging them, and undoing that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.app.map import author
from workingregions.app.topics.state import (
    assigned_passages,
    kept_fit,
    known_ids,
    topic_passages,
    topic_state,
)
from workingregions.corpus.errors import InputError, NotFoundError, StoreError
from workingregions.corpus.files import now
from workingregions.corpus.remedies import Remedy
from workingregions.models.topics import (
    FOLDER,
    METHODS,
    Descent,
    Fate,
    History,
    TopicAction,
    TopicEvent,
    TopicModel,
    append,
    descend,
    load,
    old_topics,
    read_history,
    save,
)

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.app.workspace import Workspace

Step = Callable[[str], None]
KEPT = 3
"""Models that are kept, so that the newest fits can be undone."""
LONGEST = 200
"""Letters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFit:
    """A fit: the model, with permanent ids, what became of each topic, and what could not be carried over.

    `line` is the id of its line in the history.
    """

    model: TopicModel
    fates: tuple[Descent, ...]
    lost: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """A line written to the history of topics, and its effect in words."""

    line: str
    what: str


@dataclass(frozen=True, slots=True)
class _Former:
    """The topics of the fit before: their names, and the topic of each passage."""

    names: dict[int, str]
    topics: dict[str, int]

    @property
    def unused(self) -> int:
        return max(self.names, default=0) + 1


def fit_topics(
    workspace: Workspace, view: Pinned, method: str, topics: int, seed: int, who: str, step: Step
) -> TopicFit:
    """See Project.fit_topics."""
    from workingregions.models.topics import fit

    if method not in METHODS:
        raise NotFoundError("topic method", method, METHODS, advice=f"One of: {', '.join(METHODS)}.")
    folder = workspace.root / FOLDER
    history = read_history(folder)
    passages = topic_passages(view)
    if not passages.ids:
        raise InputError("There is no text to find topics in.", advice=Remedy.INGEST)
    former = _former(view, history, step)
    fitted = fit(
        passages.texts, passages.ids, passages.vectors, documents=passages.documents,
        method=method, topics=topics or None, keep=len(former.names), seed=seed, step=step,
    )  # fmt: skip
    before = [former.topics.get(ident, 0) for ident in passages.ids]
    fates = descend(
        before, fitted.assigned.topic.tolist(), len(fitted.model.topics), max(history.unused, former.unused)
    )
    ids = [fate.topic for fate in fates[: len(fitted.model.topics)]]
    topics_now = [replace(t, id=i) for t, i in zip(fitted.model.topics, ids, strict=True)]
    model = replace(fitted.model, topics=tuple(topics_now), encoder=view.snapshot.manifest.encoder)
    named = {t.id: t.name for t in model.topics}
    fates = [replace(f, name=named.get(f.topic) or former.names.get(f.topic, "")) for f in fates]
    with workspace.store.writer():
        if read_history(folder) != history:
            raise InputError("Another process changed the topics meanwhile.", advice="Fit them again.")
        fits = sum(event.action is TopicAction.FIT for event in history.events)
        name = f"fit-{fits + 1:04d}.npz"
        sha256 = save(folder, name, model, fitted.frozen)
        event = append(
            folder,
            TopicEvent(
                when=now(), who=who or author(workspace), action=TopicAction.FIT, topics=tuple(ids),
                value=name, sha256=sha256, fates=tuple(fates),
            ),
        )  # fmt: skip
        kept_fit(workspace.root, sha256, passages, fitted.assigned)
        after = read_history(folder)
        _forget(workspace, after)
    return TopicFit(model=model, fates=tuple(fates), lost=tuple(_lost(after, fates)), line=event.id)


def _former(view: Pinned, history: History, step: Step) -> _Former:
    """Return the topics of the fit in force, or of a file of earlier releases."""
    if history.fit is None:
        found = None if history.events else old_topics(view.root)
        return _Former({}, {}) if found is None else _Former(found[1], found[0])
    step("assigning passages to the topics so far")
    try:
        state = topic_state(view)
    except (InputError, StoreError):
        # Made by another encoder, or damaged: what is known of passages is lost, the ids are not used again.
        return _Former({}, {})
    table = assigned_passages(view, state)
    names = {topic.id: state.name(topic.id) for topic in state.model.topics}
    return _Former(names, dict(zip(table["passage"], table["part"], strict=True)))


def _lost(history: History, fates: Sequence[Descent]) -> list[str]:
    """Return which names and merges of people a fit could not carry over, and which to look at."""
    found = []
    for fate in fates:
        name = history.names.get(fate.topic)
        if fate.fate is Fate.DRIFTED and name:
            found.append(f"Topic {fate.topic} drifted; look whether the name {name!r} still fits.")
        if fate.fate not in (Fate.MERGED, Fate.RETIRED):
            continue
        where = f"is part of topic {fate.of}" if fate.fate is Fate.MERGED else "was retired"
        if name:
            found.append(f"Topic {fate.topic}, named {name!r}, {where}.")
        parts = [str(part) for part, into in history.merged.items() if into == fate.topic]
        if parts:
            found.append(f"Topic {fate.topic}, into which {', '.join(parts)} had been merged, {where}.")
    return found


def _forget(workspace: Workspace, history: History) -> None:
    """Remove the models of all but the newest fits in force."""
    folder = workspace.root / FOLDER
    fits = [e.value for e in history.active if e.action is TopicAction.FIT][-KEPT:]
    for path in folder.glob("fit-*.npz"):
        if path.name not in fits:
            path.unlink(missing_ok=True)


def name_topic(workspace: Workspace, view: Pinned, topic: int, name: str, who: str) -> TopicChange:
    """See Project.name_topic."""
    words = " ".join(name.split())
    if len(words) > LONGEST:
        raise InputError(f"The name has {len(words)} letters.", advice=f"Use {LONGEST} at most.")
    state = topic_state(view)
    wanted = state.find(topic).id
    others = {state.name(t.id).casefold(): t.id for t in state.topics if t.id != wanted}
    if words and words.casefold() in others:
        raise InputError(
            f"Topic {others[words.casefold()]} is called {words!r} already.",
            advice="Choose another name, or merge the two.",
        )
    event = _written(workspace, TopicAction.NAME, (wanted,), words, who)
    now_called = words or next(t.name for t in state.model.topics if t.id == wanted)
    return TopicChange(line=event.id, what=f"Topic {wanted} is called {now_called!r} now.")


def merge_topics(workspace: Workspace, view: Pinned, topics: Sequence[int], who: str) -> TopicChange:
    """See Project.merge_topics."""
    state = topic_state(view)
    wanted = known_ids(state, topics)
    if len(set(wanted)) < 2:
        given = ", ".join(map(str, topics)) or "none"
        already = f"; they are one topic already, {wanted[0]}" if len(set(topics)) > 1 else ""
        raise InputError(
            f"A topic cannot be merged with itself (topics given: {given}{already}).",
            advice="Give two or more topics; the first one goes on.",
        )
    unique = tuple(dict.fromkeys(wanted))
    event = _written(workspace, TopicAction.MERGE, unique, "", who)
    rest = ", ".join(f"{t} ({state.name(t)})" for t in unique[1:])
    return TopicChange(
        line=event.id, what=f"Topic {unique[0]} ({state.name(unique[0])}) now includes {rest}."
    )


def undo_topics(workspace: Workspace, line: str, who: str) -> TopicChange:
    """See Project.undo_topics."""
    folder = workspace.root / FOLDER
    with workspace.store.writer():
        history = read_history(folder)
        event = history.find(line)
        if event.action is TopicAction.FIT:
            _check_former(workspace, history, event)
        undo = TopicEvent(when=now(), who=who or author(workspace), action=TopicAction.UNDO, value=event.id)
        made = append(folder, undo)
    return TopicChange(line=made.id, what=f"Undone: {in_words(event)}.")


def _check_former(workspace: Workspace, history: History, event: TopicEvent) -> None:
    """Raise an error for a fit that cannot be undone: it is not the newest, or the one before is gone."""
    fits = [e for e in history.active if e.action is TopicAction.FIT]
    if event != fits[-1]:
        raise InputError("Only the newest fit can be undone.", advice="Undo the later ones first.")
    if len(fits) > 1:
        load(workspace.root / FOLDER, fits[-2].value, fits[-2].sha256)


def _written(
    workspace: Workspace, action: TopicAction, topics: tuple[int, ...], value: str, who: str
) -> TopicEvent:
    event = TopicEvent(when=now(), who=who or author(workspace), action=action, topics=topics, value=value)
    with workspace.store.writer():
        return append(workspace.root / FOLDER, event)


def in_words(event: TopicEvent) -> str:
    """Return what a line of the history states, as a phrase."""
    numbers = ", ".join(map(str, event.topics))
    if event.action is TopicAction.FIT:
        counted = [f"{n} {fate.value}" for fate in Fate if (n := sum(d.fate is fate for d in event.fates))]
        return f"fit of {len(event.topics)} topics ({', '.join(counted)})"
    if event.action is TopicAction.NAME:
        return (
            f"topic {numbers} named {event.value!r}"
            if event.value
            else f"the name of topic {numbers} removed"
        )
    if event.action is TopicAction.MERGE:
        first, *rest = event.topics
        return f"{', '.join(map(str, rest))} merged into topic {first}"
    return f"{event.value} undone"
