"""From a link to evidence to its box on the page, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.helpers.browser import served, violations
from workingregions.app import Project
from workingregions.app.web import Desk

pytestmark = pytest.mark.slow
PLAN = "devolution-and-the-battery-corridor.pdf"
IN_VIEW = """() => {
  const box = document.getElementById("box").getBoundingClientRect();
  const across = box.left >= 0 && box.right <= innerWidth;
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && across;
}"""


@pytest.fixture(scope="module")
def project(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("browser") / "project"
    shutil.copytree(sample.root, folder)
    made = Project.open(folder)
    yield made
    made.pictures.drawer.close()


@pytest.fixture(scope="module")
def address(project: Project) -> Iterator[str]:
    with served(Desk(project)) as address:
        yield address


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_evidence_opens_with_its_box_in_view(
    browser: Browser, address: str, project: Project, width: int, height: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    view = project.view()
    ties = view.ties().query(f"file == '{PLAN}'").drop_duplicates("sentence")
    for tie in ties.itertuples():
        page.goto(f"{address}/evidence/{tie.evidence}")
        page.wait_for_function("document.getElementById('picture').naturalWidth > 0")
        assert page.evaluate(IN_VIEW)
        assert page.locator(".quoted mark").inner_text() == tie.sentence
    assert violations(page) == []
    assert wrong == []
    page.close()


def test_keys_go_on_zoom_stays_and_the_slider_is_kept_in_the_address(
    browser: Browser, address: str, project: Project
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    document = project.view().document(PLAN)
    steps = project.view().steps(document, "outcome")
    page.goto(f"{address}/documents/{document.id}?find=outcome")
    for number in (1, 2, 3):
        page.keyboard.press("n")
        page.wait_for_function(f"document.querySelector('.steps .n').innerText.startsWith('{number} of')")
        assert page.evaluate(IN_VIEW)
    assert steps.total >= 3
    page.keyboard.press("p")
    page.wait_for_function("document.querySelector('.steps .n').innerText.startsWith('2 of')")
    narrow = wide(page)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert wide(page) > 1.2 * narrow
    page.get_by_label("How many findings are tinted").fill("3")
    assert "show=3" in page.url
    page.reload()
    assert page.locator(".sheet").get_attribute("data-show") == "3"
    assert wide(page) > 1.2 * narrow
    page.close()


def wide(page: Page) -> float:
    return float(page.locator("#picture").evaluate("image => image.getBoundingClientRect().width"))


def test_a_picture_that_cannot_be_drawn_is_explained(
    browser: Browser, address: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workingregions.app.pages import Pictures
    from workingregions.corpus.enums import FailureCategory
    from workingregions.corpus.errors import ReadError

    def refused(*_: object, **__: object) -> bytes:
        raise ReadError(FailureCategory.MISSING, "The file was moved.", advice="Put it back.")

    monkeypatch.setattr(Pictures, "get", refused)
    page = browser.new_page()
    page.goto(f"{address}/documents/{project.view().document('brownfield-action-plan.pdf').id}")
    note = page.locator(".unshown")
    note.wait_for(state="visible")
    assert note.inner_text() == "The file was moved. Put it back. The text is below."
    assert page.locator(".words p").count() > 3
    page.close()
