"""The code of a screen, drawn on the server with one mask untried, is read as any other."""

import re
from io import BytesIO

import segno
import zxingcpp
from PIL import Image

from lingnan.portal.templatetags.portal import SCREEN_MASK, qr, qr_on_screen

TEXTS = [f"LN1:{number * 7919:X}{'%*+' * number}" for number in range(1, 60)]
DOTS = re.compile(r'd="([^"]+)"')


def test_it_is_read_whatever_it_says() -> None:
    codes = [segno.make(text, error="m", micro=False, mask=SCREEN_MASK) for text in TEXTS]
    assert [_read(code) for code in codes] == TEXTS
    drawings = [code.svg_inline(omitsize=True, border=4) for code in codes]
    assert [DOTS.findall(qr_on_screen(text)) for text in TEXTS] == [DOTS.findall(drawing) for drawing in drawings]


def test_it_looks_like_any_other() -> None:
    assert DOTS.sub("", qr_on_screen(TEXTS[0])) == DOTS.sub("", qr(TEXTS[0]))


def _read(code: segno.QRCode) -> str:
    file = BytesIO()
    code.save(file, kind="png", scale=4, border=4)
    found = zxingcpp.read_barcode(Image.open(file).convert("L"))
    assert found
    return found.text
