"""Work of a drawing process that misbehaves as its page number says; worker processes import it."""

from __future__ import annotations

import os
import signal
import time

from workingregions.app.pages.drawer import Drawing
from workingregions.ingest.pdf import PagePicture

GOOD, CRASH, HANG, SPIN, GREEDY, BROKEN, WRITES = range(1, 8)


def misbehave(drawing: Drawing) -> PagePicture:
    """Do what the number of the page stands for."""
    match drawing.page:
        case 2:
            os.kill(os.getpid(), signal.SIGSEGV)
        case 3:
            time.sleep(600)
        case 4:
            while True:
                pass
        case 5:
            bytearray(8 * 2**30)
        case 6:
            raise ValueError("a page of nonsense")
        case 7:
            with open(os.path.expanduser(drawing.password), "wb") as out:  # noqa: PTH111, PTH123
                out.write(b"x" * 100)
    return PagePicture(data=str(os.getpid()).encode(), width=1, height=1)
