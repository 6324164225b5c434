"""The health code on paper, as a resident downloads it."""

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.portal.paper import Size
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.health import api as health
from tests.health.evidence import moment
from tests.portal.residents import sign_in
from tests.printed import printed, scanned


def test_a_health_code_on_a_card_says_what_the_page_says(patient, monkeypatch):
    health.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    browser = sign_in(patient.father)
    page = browser.get("/health/paper/").content.decode()
    for size in Size:
        assert f"/health/paper.pdf?size={size}" in page
        answer = browser.get("/health/paper.pdf", {"size": str(size)})
        assert answer["Content-Type"] == "application/pdf"
        picture, words = printed(answer.content)
        (text,) = scanned(picture)
        found = codes.verify_code(text=text, at=moment(3))
        assert (found.outcome, found.holder_masked) == (Outcome.VALID, "陈*栋")
        assert "陈*栋" in words
        assert "用到2021年8月16日" in words
        assert "当时是绿码" in words
