"""Two editions of a report compared: claims added, dropped, or changed in words, numbers or evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workingregions.reports.report import Claim, Report


class Change(StrEnum):
    """What differs in a claim."""

    ADDED = "added"
    DROPPED = "dropped"
    NUMBERS = "numbers"
    EVIDENCE = "evidence"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChange:
    """A number of a claim before and now; None where the claim did not state it."""

    name: str
    unit: str
    before: float | None
    now: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChange:
    """A claim that differs between two editions.

    Attributes:
        id: the claim's id, the same in both.
        what: all that differs; only `added` or only `dropped` for a claim of one edition.
        section: title of the section that it is in.
        before, now: its text; "" in the edition that lacks it.
        numbers: the numbers that differ.
        gained, lost: evidence ids that it rests on now, or rested on before.
    """

    id: str
    what: tuple[Change, ...]
    section: str
    before: str = ""
    now: str = ""
    numbers: tuple[NumberChange, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def claim_changes(old: Report, new: Report) -> tuple[ClaimChange, ...]:
    """Return the claims that differ: in the order of the new report, then those that it dropped."""
    before = {claim.id: (section, claim) for section, claim in _placed(old)}
    now = {claim.id: (section, claim) for section, claim in _placed(new)}
    found = [_change(before[i][1] if i in before else None, claim, s) for i, (s, claim) in now.items()]
    found += [_change(claim, None, s) for i, (s, claim) in before.items() if i not in now]
    return tuple(change for change in found if change.what)


def _placed(report: Report) -> Iterator[tuple[str, Claim]]:
    """Yield each claim after the title of its section."""
    for section in report.walk():
        for claim in section.claims():
            yield section.title, claim


def _change(old: Claim | None, new: Claim | None, section: str) -> ClaimChange:
    claim = new or old
    assert claim is not None, "a claim is in one of the editions"
    before, now = (tuple(one.evidence) if one else () for one in (old, new))
    gained = tuple(ident for ident in now if ident not in set(before))
    lost = tuple(ident for ident in before if ident not in set(now))
    numbers = tuple(_numbers(old, new))
    if old is None or new is None:
        what: tuple[Change, ...] = (Change.DROPPED if new is None else Change.ADDED,)
    else:
        differs = {
            Change.NUMBERS: bool(numbers),
            Change.EVIDENCE: bool(gained or lost),
            Change.WORDS: old.text != new.text,
        }
        what = tuple(kind for kind, found in differs.items() if found)
    return ClaimChange(
        id=claim.id,
        what=what,
        section=section,
        before=old.text if old else "",
        now=new.text if new else "",
        numbers=numbers,
        gained=gained,
        lost=lost,
    )


def _numbers(old: Claim | None, new: Claim | None) -> Iterator[NumberChange]:
    before = {number.name: number for number in old.numbers} if old else {}
    now = {number.name: number for number in new.numbers} if new else {}
    for name in dict.fromkeys((*before, *now)):
        was, is_now = before.get(name), now.get(name)
        if (was and was.value) != (is_now and is_now.value):
            unit = (is_now or was).unit  # type: ignore[union-attr]  # one of them has it
            yield NumberChange(
                name=name, unit=unit, before=was.value if was else None, now=is_now.value if is_now else None
            )
