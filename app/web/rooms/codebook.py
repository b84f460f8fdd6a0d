"""The codebook: themes and versions, a form that edits a theme, the effect before it is adopted, files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.responses import Response

from workingregions.app.coding import ThemeEdit, check_codebook, read_codebook
from workingregions.app.jobs import JobKind
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.tables import attachment, download
from workingregions.app.web.work import followed, start
from workingregions.corpus.codebook import Codebook, as_yaml, load_yaml, write_codebook
from workingregions.corpus.errors import ConfigError, InputError, NotFoundError

if TYPE_CHECKING:
    from workingregions.corpus.codebook import CodebookFault, Theme

router = APIRouter()
LISTS = {
    "seeds": ("Words", "Words and phrases of the theme, one a line. At least one."),
    "descriptions": ("Descriptions", "Two to five sentences on what a passage about it says, one a line."),
    "include": ("Belongs to it", "What coders count as the theme, one rule a line."),
    "exclude": ("Does not belong to it", "What coders do not count, one rule a line."),
    "examples": ("Examples", "Passages about it, one a line."),
}
MEDIA = {
    "yaml": "application/yaml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "qdc": "application/xml; charset=utf-8",
}
KINDS = (".yaml", ".yml", ".csv", ".qdc")
SAMPLE = 150
"""Passages of random documents that are scored for the effect of an edit, unless all are asked for."""
LARGEST = 2_000_000
"""Bytes of a codebook's file."""


@router.get("/codebook")
def codebook(page: PageNow) -> Response:
    """Show the themes, what is wrong or could be better, the versions, and the files."""
    view = page.view
    own = view.config.codebook.path
    themes: dict[str, list[Theme]] = {group: [] for group in view.codebook.groups}
    for theme in view.codebook:
        themes[theme.group].append(theme)
    counts = view.themes()
    if sent := download(page, counts, "codebook"):
        return sent
    return page.show(
        "codebook.html.j2",
        codebook=view.codebook,
        themes=themes,
        report=check_codebook(view.root / own if own else None),
        versions=view.codebook_versions(),
        counts={row["id"]: row for row in counts.to_dict("records")},
        kinds=list(MEDIA),
        job=followed(page, JobKind.REFRESH),
    )


@router.get("/codebook/versions/{version}")
def version(version: str, page: PageNow) -> Response:
    """Show what changed from a kept version to the current one, or to another."""
    view = page.view
    before, after = _kept(page, version), _kept(page, page.filters.one("against"))
    found = view.codebook_difference(before, after, effects=False)
    return page.show(
        "codebook_version.html.j2",
        before=before,
        after=after,
        found=found,
        current=after.version == view.codebook.version,
    )


def _kept(page: Page, version: str) -> Codebook:
    """Return a version that the project kept, the default codebook, or for "" the one in force.

    A view also reads codebooks from files that it is given; an address must not name one.
    """
    kept = [one.version for one in page.view.codebook_versions()]
    if version and version != "default" and version not in kept:
        raise NotFoundError("version", version, kept, advice=f"Kept versions: {', '.join(kept)}.")
    return page.view.find_codebook(version)


@router.get("/codebook/export.{kind}")
def export(kind: str, page: PageNow) -> Response:
    """Send the codebook, or a kept version, as YAML, CSV or REFI-QDA."""
    if kind not in MEDIA:
        raise InputError(f"A codebook has no form {kind!r}.", advice=f"Forms: {', '.join(MEDIA)}.")
    book = _kept(page, page.filters.one("version"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"codebook.{kind}"
        write_codebook(book, path)
        return attachment(path.read_bytes(), f"codebook-{book.version}.{kind}", MEDIA[kind])


@router.get("/codebook/edit")
def edit(page: PageNow) -> Response:
    """Show the form of a theme: one of the codebook, a new one, or a new one like it."""
    named = page.filters.one("theme")
    chosen = page.view.codebook.get(named) if named else None
    like = bool(page.filters.one("like"))
    values = _values(chosen) if chosen else {}
    if like and chosen:
        values |= {"id": f"{chosen.id}_2", "label": f"{chosen.label} (2)"}
    return _form(page, values, chosen.id if chosen and not like else "", ())


def _values(theme: Theme) -> dict[str, str]:
    texts = {name: getattr(theme, name) for name in ("id", "group", "label", "definition", "broader")}
    return texts | {name: "\n".join(getattr(theme, name)) for name in LISTS}


def _form(page: Page, values: dict[str, str], theme: str, faults: tuple[CodebookFault, ...]) -> Response:
    return page.show(
        "codebook_edit.html.j2",
        status=422 if faults else 200,
        values=values,
        theme=theme,
        faults=faults,
        lists=LISTS,
        codebook=page.view.codebook,
        base=page.view.codebook.version,
    )


@router.post("/codebook/preview")
async def preview(page: PageNow) -> Response:
    """Show what an edit of a theme changes, in the corpus and its reports, before it is adopted."""
    from starlette.concurrency import run_in_threadpool

    form = {name: str(value) for name, value in (await page.request.form()).items()}
    return await run_in_threadpool(_previewed, page, form)


def _previewed(page: Page, form: dict[str, str]) -> Response:
    action, theme = form.get("action", "change"), form.get("theme", "")
    base = form.get("base", "")
    if base and base != page.view.codebook.version:
        raise InputError(
            "Somebody has adopted another version of the codebook since this form was opened.",
            advice="Open the theme again and repeat the edit.",
        )
    fields: dict[str, object] = {
        name: " ".join(form.get(name, "").split())
        for name in ("id", "group", "label", "definition", "broader")
    }
    fields |= {n: [row.strip() for row in form.get(n, "").splitlines() if row.strip()] for n in LISTS}
    if action in ("retire", "merge"):
        made = page.view.edited_codebook(ThemeEdit(action=action, theme=theme, into=form.get("into", "")))
    else:
        change = ThemeEdit(action="change" if theme else "new", theme=theme, fields=fields)
        made = page.view.edited_codebook(change)
    if made.codebook is None:
        return _form(page, form, theme, made.faults)
    return _effect(page, made.codebook, whole=bool(form.get("whole")))


@router.post("/codebook/import")
def take(page: PageNow, file: UploadFile) -> Response:
    """Check a codebook's file, and show what adopting it would change."""
    name = Path(file.filename or "codebook").name
    kind = Path(name).suffix.casefold()
    if kind not in KINDS:
        raise InputError(f"{name} is not a codebook.", advice=f"Its name must end in {', '.join(KINDS)}.")
    data = file.file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"{name} is larger than {LARGEST // 1_000_000} MB.", advice="Choose a codebook.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"codebook{kind}"  # a name from elsewhere is no path here
        path.write_bytes(data)
        try:
            report = check_codebook(path)
        except ConfigError as error:
            return page.show("codebook_faults.html.j2", status=422, name=name, faults=[error.message])
        if report.faults:
            faults = [str(fault) for fault in report.faults]
            return page.show("codebook_faults.html.j2", status=422, name=name, faults=faults)
        book, _ = read_codebook(path)
    return _effect(page, book)


@router.post("/codebook/back")
def back(page: PageNow, version: Annotated[str, Form()]) -> Response:
    """Show what going back to a kept version would change."""
    return _effect(page, _kept(page, version))


@router.post("/codebook/effect")
def effect(page: PageNow, yaml: Annotated[str, Form()]) -> Response:
    """Show the effect of a codebook on all passages, not on a sample of them."""
    return _effect(page, _parsed(yaml), whole=True)


def _parsed(text: str) -> Codebook:
    raw, lines = load_yaml(text, "codebook")
    return Codebook.parse(raw, "codebook", lines)


def _effect(page: Page, book: Codebook, *, whole: bool = False) -> Response:
    """Show the difference between the codebook in force and another one, which the page carries."""
    view = page.view
    if book.version == view.codebook.version:
        raise InputError("Nothing has changed in the codebook.", advice="Edit a field first.")
    found = view.codebook_difference(view.codebook, book, most=0 if whole else SAMPLE)
    labels = {theme.id: theme.label for theme in (*view.codebook, *book)}
    return page.show(
        "codebook_effect.html.j2",
        found=found,
        labels=labels,
        sampled=not whole and found.passages > 0,
        yaml=as_yaml(book),
        base=view.codebook.version,
    )


@router.post("/codebook/adopt")
def adopt(
    page: PageNow,
    yaml: Annotated[str, Form()],
    base: Annotated[str, Form()],
    why: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Adopt a codebook, and score the passages with it."""
    page.project.adopt_codebook(_parsed(yaml), base=base, who=page.who, why=why)
    return start(page, JobKind.REFRESH, "Score themes with the new codebook", {}, page.to.codebook())


@router.post("/codebook/refresh")
def refresh(page: PageNow) -> Response:
    """Score the passages with the codebook in force, and learn from labels."""
    return start(page, JobKind.REFRESH, "Score themes", {}, page.to.codebook())
