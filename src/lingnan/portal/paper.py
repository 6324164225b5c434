"""Codes for paper as PDF: a sheet in large type, and a card of 85.6 × 54 mm to cut out and fold."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import segno
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .templatetags.portal import page_language

MEDIA_TYPE = "application/pdf"
WIDTH, HEIGHT = A4
CARD_WIDTH, CARD_HEIGHT = 85.6 * mm, 54 * mm  # ID-1 of ISO/IEC 7810: a bank card, an identity card
CUT, EDGE = 5 * mm, 3 * mm
QUIET = 4  # modules of white around a code (ISO/IEC 18004)
LEAST = 6.0  # points; smaller is not read


class Size(StrEnum):
    """What is printed, both on A4: a printer at home has nothing else."""

    SHEET = "a4"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on paper. `text` is what the code says, `lines` tell of the printing, `number` is a licence's."""

    title: str
    holder: str
    text: str
    lines: Sequence[str]
    number: str = ""


def paper_response(*, paper: Paper, size: str) -> HttpResponse:
    """The PDF to keep and to print; the sheet where `size` names no size."""
    chosen = Size(size) if size in list(Size) else Size.SHEET
    response = HttpResponse(draw_paper(paper=paper, size=chosen), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="code-{chosen}.pdf"'
    return response


def draw_paper(*, paper: Paper, size: Size) -> bytes:
    """The paper as PDF, in one page of A4, with the glyphs embedded that it uses, and its words as text."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4, lang=page_language())
    canvas.setTitle(f"{paper.title} {paper.holder}")
    canvas.setCreator(gettext("岭南"))
    (_draw_sheet if size is Size.SHEET else _draw_card)(canvas, paper)
    canvas.showPage()
    canvas.save()
    return data.getvalue()


def _draw_sheet(canvas: Canvas, paper: Paper) -> None:
    middle, width, code = WIDTH / 2, WIDTH - 36 * mm, 130 * mm
    top = _centred(canvas, [paper.title], x=middle, top=HEIGHT - 18 * mm, width=width, size=32)
    top = _centred(canvas, [paper.holder], x=middle, top=top, width=width, size=44)
    _draw_code(canvas, paper.text, x=middle - code / 2, y=top - code - 2 * mm, side=code)
    top = _centred(canvas, check_words(), x=middle, top=top - code - 4 * mm, width=width, size=22)
    small = [paper.number, *paper.lines] if paper.number else paper.lines
    _centred(canvas, small, x=middle, top=top - 4 * mm, width=width, size=14)


def _draw_card(canvas: Canvas, paper: Paper) -> None:
    left, bottom = (WIDTH - 2 * CARD_WIDTH) / 2, HEIGHT - 30 * mm - CARD_HEIGHT
    fold, top = left + CARD_WIDTH, bottom + CARD_HEIGHT
    _draw_marks(canvas, left=left, bottom=bottom)
    code, inner = CARD_HEIGHT - 2 * mm, CARD_WIDTH - 2 * EDGE
    _draw_code(canvas, paper.text, x=left + mm, y=bottom + mm, side=code)
    beside = CARD_WIDTH - code - mm - EDGE
    beside_middle = fold - EDGE - beside / 2
    below = _centred(canvas, [paper.title], x=beside_middle, top=top - 8 * mm, width=beside, size=20)
    _centred(canvas, _name_lines(paper.holder), x=beside_middle, top=below, width=beside, size=24)
    middle = fold + CARD_WIDTH / 2
    below = _centred(canvas, [f"{paper.title} {paper.holder}"], x=middle, top=top - EDGE, width=inner, size=13)
    below = _centred(canvas, check_words(), x=middle, top=below - mm, width=inner, size=12)
    small = [*paper.lines, *_halves(paper.number)]
    _centred(canvas, small, x=middle, top=below - 2 * mm, width=inner, size=9)
    how = [gettext("沿四角的线剪下，沿中间的虚线对折。打印时选「实际大小」。")]
    _centred(canvas, how, x=fold, top=bottom - 12 * mm, width=2 * CARD_WIDTH, size=12)


def check_words() -> list[str]:
    """What to do with the code, and without it."""
    return [gettext("扫码可以验真假。请核对是不是本人。"), gettext("扫不出来，看身份证一样办。")]


def _draw_marks(canvas: Canvas, *, left: float, bottom: float) -> None:
    """Where to cut, outside the card, and where to fold."""
    right, top, fold = left + 2 * CARD_WIDTH, bottom + CARD_HEIGHT, left + CARD_WIDTH
    canvas.setStrokeColor(black)
    canvas.setLineWidth(0.4)
    for x, outwards in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            canvas.line(x + outwards * mm, y, x + outwards * (mm + CUT), y)
            canvas.line(x, y + up * mm, x, y + up * (mm + CUT))
    canvas.setDash(2, 2)
    canvas.line(fold, bottom - CUT, fold, top + CUT)
    canvas.setDash()


def _draw_code(canvas: Canvas, text: str, *, x: float, y: float, side: float) -> None:
    """The code from its lower left corner, with its white border, each run of dark modules one rectangle."""
    rows = segno.make(text, error="m", micro=False).matrix
    module = side / (len(rows) + 2 * QUIET)
    path = canvas.beginPath()
    for row, bits in enumerate(rows):
        for start, length in _runs(bits):
            path.rect(x + (QUIET + start) * module, y + side - (QUIET + row + 1) * module, length * module, module)
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(bits: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow one another."""
    runs: list[tuple[int, int]] = []
    for place, bit in enumerate(bits):
        if bit and place and bits[place - 1]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif bit:
            runs.append((place, 1))
    return runs


def _centred(canvas: Canvas, lines: Sequence[str], *, x: float, top: float, width: float, size: float) -> float:
    """Lines one below another, all as large as the longest allows; gives where the next may begin."""
    font = _font()
    longest = max(pdfmetrics.stringWidth(line, font, size) for line in lines)
    fitting = max(LEAST, size * min(1.0, width / longest)) if longest else size
    canvas.setFont(font, fitting)
    for line in lines:
        top -= fitting * 1.2
        canvas.drawCentredString(x, top, line)
        top -= fitting * 0.3
    return top


def _name_lines(name: str) -> list[str]:
    """A name in Latin letters, a word a line, where there is little room beside a code."""
    return name.split() if name.isascii() else [name]


def _halves(number: str) -> list[str]:
    middle = (len(number) + 1) // 2
    return [part for part in (number[:middle], number[middle:]) if part]


@cache
def _font() -> str:
    """The name of the font, read once a process: thirty thousand characters in 50 ms."""
    pdfmetrics.registerFont(TTFont("paper", str(settings.ENVIRONMENT.paper_font)))
    return "paper"
