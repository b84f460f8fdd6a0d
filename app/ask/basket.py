"""What is in the basket, as the documents have it now, and its export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.ask.citations import citation_keys
from workingregions.app.ask.evidence import evidences
from workingregions.corpus.basket import FILE_NAME, Basket, Kept
from workingregions.corpus.evidence import Evidence, EvidenceState
from workingregions.corpus.records import Document

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned

COLUMNS = (
    "rank", "evidence", "quote", "was", "title", "year", "file", "document", "page", "section", "citation",
    "labels", "note", "who", "when", "state", "reason",
)  # fmt: skip


def kept(pinned: Pinned, label: str = "", who: str = "") -> list[Kept]:
    """Return what is in the basket, in order: with this label, of this reader; all without them."""
    label, who = " ".join(label.split()).casefold(), " ".join(who.split())
    return [
        one
        for one in Basket(pinned.root / FILE_NAME).read()[0]
        if (not label or label in map(str.casefold, one.labels)) and (not who or one.who == who)
    ]


def basket(pinned: Pinned, label: str, who: str) -> pd.DataFrame:
    """See View.basket."""
    import pandas as pd

    chosen = kept(pinned, label, who)
    found = evidences(pinned.snapshot, (one.evidence for one in chosen))
    years = _years(pinned, found.values())
    rows = [_row(rank, one, found[one.evidence], years) for rank, one in enumerate(chosen, 1)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"page": "Int64", "year": "Int64"})


def _years(pinned: Pinned, found: Any) -> dict[str, int | None]:
    ids = {one.document for one in found if isinstance(one, Evidence)}
    rows = pinned.snapshot.arrow("documents", columns=["id", "year"], among=("id", ids))
    return dict(zip(rows["id"].to_pylist(), rows["year"].to_pylist(), strict=True))


def _row(rank: int, one: Kept, now: object, years: dict[str, int | None]) -> dict[str, Any]:
    """Return a passage as its document has it, or, where the words are gone, as it was kept."""
    here = isinstance(now, Evidence) and now.state is not EvidenceState.GONE
    row = {
        "rank": rank,
        "evidence": one.evidence,
        "quote": one.quote,
        "was": "",
        "title": "",
        "year": None,
        "file": one.file,
        "document": one.document,
        "page": one.page,
        "section": [],
        "citation": one.citation,
        "labels": list(one.labels),
        "note": one.note,
        "who": one.who,
        "when": one.when,
        "state": EvidenceState.GONE.value,
        "reason": str(now),
    }
    if isinstance(now, Evidence):
        row |= {"state": now.state.value, "reason": now.note, "title": now.title, "file": now.file}
        row |= {"document": now.document, "year": years.get(now.document)}
    if here and isinstance(now, Evidence):
        row |= {
            "quote": now.quote,
            "was": one.quote if now.quote != one.quote else "",
            "page": now.pages[0] if now.pages else None,
            "section": list(now.section),
            "citation": now.citation,
        }
    return row


def export_basket(pinned: Pinned, label: str, who: str, out: Path, link: str) -> Path:
    """See View.export_basket."""
    from workingregions.reports.hits import KeptPassage, check_format, kept_formats, write_kept

    check_format(out, kept_formats())
    frame = basket(pinned, label, who)
    keys = citation_keys(pinned)
    documents: dict[str, Document] = {
        d.id: d for d in pinned.snapshot.records("documents", among=("id", set(frame["document"])))
    }
    passages = [
        KeptPassage(
            rank=row["rank"],
            key=keys.get(row["document"], f"missing{row['rank']}"),
            document=documents.get(row["document"])
            or Document(id="", sha256="", path=row["file"], title=row["file"]),
            page=row["page"],
            quote=row["quote"],
            evidence=row["evidence"],
            link=f"{link}{row['evidence']}" if link else "",
            section=tuple(row["section"]),
            cited=row["citation"],
            labels=tuple(row["labels"]),
            remark=row["note"],
            who=row["who"],
            when=row["when"],
            state=row["state"],
        )
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]
    about = " ".join(filter(None, (f"labelled “{label}”" if label else "", f"of {who}" if who else "")))
    return write_kept(passages, out, title=f"{pinned.name}: passages {about}".strip())
