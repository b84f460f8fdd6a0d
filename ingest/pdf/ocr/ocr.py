"""Text from pictures of pages: PP-OCR (Baidu, PaddleOCR) as packaged by rapidocr with its models.

The detector gives quadrilaterals, one per line. The page's orientation and skew are taken from all of
them together, which is more reliable than line by line; the recogniser then reads the lines upright.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.imports import import_openvino
from workingregions.ingest.pdf.ocr.lines import OcrLine, place, split_line
from workingregions.ingest.pdf.ocr.spaces import mend_spaces
from workingregions.ingest.pdf.ocr.words import mend_words
from workingregions.ingest.pdf.words import PageWord

if TYPE_CHECKING:
    Image = npt.NDArray[np.uint8]
    Quads = npt.NDArray[np.float32]
    Reading = tuple[str, float, Any]

MAX_SIDE = 2000
"""Pixels of the longer side for the detector; a larger image is scaled down for it."""
MIN_CONFIDENCE = 0.5
"""Lines recognised with a lower confidence are more often pictures, stamps or noise than text."""
DPI, BILEVEL_DPI = 150, 200
_SOFTENING_POINTS = 0.6
"""Standard deviation of the softening of one-bit scans."""
_SOFTENING_LINE = 0.06
_GROWTH = 0.15
_DOUBTFUL = 0.96
"""Lines with a lower confidence are read again, softened by a share of their height and grown by another."""
_TALL = 1.5
"""A box this much taller than wide holds a line that runs up or down the page."""
_local = threading.local()


def read_pdf_page(page: Any) -> list[PageWord]:
    """Recognise a pypdfium2 page as shown, at a resolution that suits its pictures; see `read_page`."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    native, bilevel = 0.0, False
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > 0.3 * width * height:
            metadata = item.get_metadata()
            native = max(native, 72 * max(metadata.width, metadata.height) / max(right - left, top - bottom))
            bilevel = metadata.bits_per_pixel == 1
    # A poor one-bit scan gains from being drawn larger before it is softened.
    dpi = BILEVEL_DPI if bilevel and native < 200 else DPI
    scale = min(dpi / 72, MAX_SIDE * 1.2 / max(width, height))
    image = page.render(scale=scale, rev_byteorder=True).to_numpy()
    return read_page(image, scale, bilevel=bilevel)


def read_page(image: Image, scale: float, *, bilevel: bool = False) -> list[PageWord]:
    """Return the lines of a page as PageWords, in points of the page as shown, from top to bottom.

    A PageWord is a whole line, or the part of one between wide gaps; `angle` is its writing direction
    (0, 90, 180 or 270) and `confidence` is the recogniser's mean over characters. On a skewed scan the
    boxes are those of the page deskewed about its middle, so that lines do not overlap.

    Args:
        image: RGB, shape (height, width, 3), uint8.
        scale: pixels per point, for example 150 / 72.
        bilevel: the scan was stored with one bit per pixel; its dots are softened, because they obscure
            letters.
    """
    if image.ndim != 3 or min(image.shape[:2]) < 16:
        return []
    picture = np.ascontiguousarray(image[:, :, 2::-1])
    if bilevel:
        picture = _soften(picture, _SOFTENING_POINTS * scale)
    engine = _engine()
    quads = engine(picture, use_det=True, use_cls=False, use_rec=False).boxes
    if quads is None or len(quads) == 0:
        return []
    quads = np.asarray(quads, np.float32)
    angles, crops = _upright(engine, picture, quads)
    results = _read(engine, crops)
    doubtful = [i for i, (_, score, _) in enumerate(results) if score < _DOUBTFUL]
    _read_again(engine, picture, quads, angles, results, doubtful)
    lines: list[OcrLine] = []
    for quad, angle, (text, score, info) in zip(quads, angles, results, strict=True):
        if text.strip() and score >= MIN_CONFIDENCE:
            lines.extend(split_line(mend_spaces(text, info), score, quad.astype(float), angle, info))
    texts = mend_words([line.text for line in lines])
    lines = [line.recast(text) for line, text in zip(lines, texts, strict=True)]
    height, width = image.shape[:2]
    return place(lines, width, height, scale)


def _read(engine: Any, crops: list[Image]) -> list[Reading]:
    found = engine.recognize_txt(crops)
    return list(zip(found.txts, map(float, found.scores), found.word_results, strict=True))


def _read_again(
    engine: Any, picture: Image, quads: Quads, angles: list[int], results: list[Reading], which: list[int]
) -> None:
    """Read the lines `which` in two more ways, softened and cut higher, and keep the most certain reading."""
    if not which:
        return
    chosen = quads[which]
    # From the middle of each short side outwards: the detector's box may cut off ascenders and descenders.
    across = np.array([[angles[i] in (0, 180)] for i in which])[:, :, None]
    opposite = np.where(across, chosen[:, [3, 2, 1, 0]], chosen[:, [1, 0, 3, 2]])
    taller = chosen + (chosen - opposite) * np.float32(_GROWTH)
    turned = [angles[i] in (180, 270) for i in which]
    for boxes, soften in ((chosen, True), (taller, False)):
        crops = [_flip(c) if t else c for c, t in zip(_crops(engine, picture, boxes), turned, strict=True)]
        if soften:
            crops = [_soften(crop, _SOFTENING_LINE * crop.shape[0]) for crop in crops]
        for i, reading in zip(which, _read(engine, crops), strict=True):
            results[i] = max(results[i], reading, key=lambda result: result[1])


def _crops(engine: Any, picture: Image, quads: Quads) -> list[Image]:
    """Return the lines cut out and levelled; tall ones turned by 90 degrees to the left."""
    return list(engine.crop_text_regions(picture, quads))


def _flip(crop: Image) -> Image:
    return np.ascontiguousarray(crop[::-1, ::-1])


def _soften(picture: Image, sigma: float) -> Image:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def _engine() -> Any:
    """Return this thread's OCR engine, loaded once in a second; on one core, as there are many workers."""
    if not hasattr(_local, "engine"):
        import_openvino()
        from rapidocr import RapidOCR
        from rapidocr.utils.typings import EngineType

        parameters: dict[str, object] = {
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.max_side_len": MAX_SIDE,
            # A line of which the detector is unsure is settled by whether it can be read.
            "Det.box_thresh": 0.3,
            "EngineConfig.openvino.inference_num_threads": 1,
        }
        # The same ONNX weights are 1.7 times as fast in OpenVINO as in ONNX Runtime on one core.
        parameters |= {f"{part}.engine_type": EngineType.OPENVINO for part in ("Det", "Cls", "Rec")}
        _local.engine = RapidOCR(params=parameters)
    return _local.engine


def _upright(engine: Any, picture: Image, quads: Quads) -> tuple[list[int], list[Image]]:
    """Return the writing direction of each line in degrees clockwise, and its crop turned upright.

    Lines along the page's main axis share one direction, by a vote of all, weighted by length; lines
    across it (labels beside a chart) each have their own.
    """
    crops = _crops(engine, picture, quads)
    widths = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    tall = heights >= _TALL * widths
    lengths = np.maximum(widths, heights)
    main_tall = bool(lengths[tall].sum() > lengths[~tall].sum())
    _, found = engine.cls_and_rotate(crops)
    flipped = np.array([label == "180" and score > 0.6 for label, score in found.cls_res])
    main = tall == main_tall
    main_flipped = bool(lengths[main & flipped].sum() > lengths[main & ~flipped].sum())
    angles, turned = [], []
    for crop, is_tall, is_main, is_flipped in zip(crops, tall, main, flipped, strict=True):
        flip = main_flipped if is_main else bool(is_flipped)
        angles.append((90 if is_tall else 0) + (180 if flip else 0))
        turned.append(_flip(crop) if flip else crop)
    return angles, turned
