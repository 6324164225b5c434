"""Codes for paper as PDF: a sheet, and a card to cut out."""

import pytest
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.portal.paper import CARD_HEIGHT, CARD_WIDTH, Paper, Size, draw_paper
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Outcome
from tests.portal.residents import apply, sign_in
from tests.printed import printed, scanned

MOST_BYTES = 200_000


def long_text() -> str:
    """As long as a licence with many fields."""
    return "LN1:" + "ABCDEFGHIJ0123456789" * 35


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize(
    "holder", ["张*三", "M*** E*** D* S**** R*****-W********", "买*提·阿**", "氹*", "X" * 60], ids=len
)
def test_any_name_and_a_long_code_fit_and_scan_from_a_plain_printer(size, holder):
    paper = Paper(
        title="老年人优待证", holder=holder, text=long_text(), lines=["2026年11月23日打印"], number="1.2." * 20
    )
    data = draw_paper(paper=paper, size=size)
    picture, words = printed(data)
    assert scanned(picture) == [long_text()]
    for text in ("老年人优待证", *holder.split(), "扫码可以验真假", "2026年11月23日打印"):
        assert text in words
    assert len(data) < MOST_BYTES
    assert b"/FontFile2" in data


def test_a_card_is_as_large_as_an_identity_card_and_empty_around():
    paper = Paper(title="健康码", holder="张*三", text=long_text(), lines=["打印"])
    picture, _ = printed(draw_paper(paper=paper, size=Size.CARD), dpi=72)
    assert (round(CARD_WIDTH / 72 * 25.4, 1), round(CARD_HEIGHT / 72 * 25.4)) == (85.6, 54)
    dark = picture.point(lambda level: 255 * (level < 200)).getbbox()
    assert dark[2] - dark[0] == pytest.approx(2 * CARD_WIDTH + 2 * 17, abs=3)  # two faces and their marks


def test_a_licence_on_paper_scans_as_it_does_on_the_page(family, house_time):
    card, _ = apply(sign_in(family.daughter), family)
    father = sign_in(family.father)
    for size in (*Size, "poster"):
        answer = father.get(reverse("licence_paper_file", args=[card.licence]), {"size": size})
        picture, words = printed(answer.content)
        (text,) = scanned(picture)
        assert codes.verify_code(text=text, at=clock.now()).outcome is Outcome.VALID
        assert "老年人优待证" in words
