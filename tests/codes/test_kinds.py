"""Every path of a code is the same for every kind: a person's, an enterprise's, a trip's, one that nobody declared."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.engine.credentials import decode_payload, encode_payload, open_status_list
from lingnan.engine.scans import encode_record
from lingnan.gate.counting import Counting as GateCounting
from lingnan.gate.desk import Desk, Verdict
from lingnan.gate.snapshot import Contents, Place, Snapshot
from lingnan.gate.snapshot import Device as Scanner
from lingnan.gate.strain import Strain
from lingnan.kernel import audit, clock
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Inspection, Scan
from lingnan.rooms.codes.types import Device, IngestReport, OfflineScan, Outcome, Status
from tests.portal.residents import text_of

from .cards import HOLDER, INSPECTOR, NOON, Card, issue
from .scanners import inspector, scanner

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
COMPANY = "广东省粤港澳大湾区岭南示范智能装备与人工智能研究开发股份有限公司"
LAST_DAY = date(2026, 12, 7)


@dataclass(frozen=True)
class Kind:
    """A kind of code, a holder's name on it, and how a page calls the one and the other."""

    id: str
    holder: str
    title: str
    label: str
    of: str


KINDS = (
    Kind("health-code", "张*三", "健康码", "码", "持码人"),
    Kind("senior-card", "张*三", "老年人优待证", "证照", "持证人"),
    Kind("enterprise-code", COMPANY, "企业码", "码", "企业"),
    Kind("trip-pass", "欧**娜", "通行码", "码", "持码人"),
    Kind("kite-pass", "张*三", "其他码", "码", "持码人"),
)
LICENCE = "senior-card"


@pytest.fixture(params=KINDS, ids=lambda kind: kind.id)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture
def enrolled(published, db, monkeypatch: pytest.MonkeyPatch) -> tuple[Device, str]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return scanner(inspector("keeper"))


@pytest.fixture
def card(kind: Kind, enrolled) -> Card:
    return replace(issue(kind=kind.id, holder=kind.holder), valid_until=LAST_DAY)


def papers(card: Card, at=NOON, status: Status = Status.VALID) -> list[str]:
    """What may stand on paper: a code with its status, and a licence itself."""
    printed = api.print_codes(displays=[(card.claims, status)], at=at)
    return [*printed, card.paper(at)] if card.kind == LICENCE else printed


class Gate:
    """A gate that knows the keys, the lists and what it is told."""

    def __init__(self, card: Card, device: Device, folder) -> None:
        self.snapshot, self.scanner = Snapshot(), Scanner(str(device.uuid), is_revoked=False)
        asyncio.run(self.snapshot.adopt(Contents(keys=api.key_set(), kinds=dict(api.get_kit(at=NOON).kinds))))
        self.snapshot.confirm(at=NOON)
        self.place = Place(list_id=card.ref.list_id, index=card.ref.index)
        self.counting = GateCounting(
            snapshot=self.snapshot, strain=Strain(), folder=folder, gate="gz", zone=PROVINCE_ZONE, clock=lambda: NOON
        )
        self.desk = Desk(snapshot=self.snapshot, counting=self.counting, place="gate-1", zone=PROVINCE_ZONE)

    def show(self, card: Card) -> tuple[str | None, Outcome]:
        key = api.mint_display_key(display=card.claims, at=NOON)
        shown = self.desk.show(display_key=key, at=NOON, nonce=b"8 bytes!")
        return shown.token, shown.face.outcome

    def scan(self, text: str, at=NOON) -> tuple[Verdict, bytes]:
        verdict, record = self.desk.scan(text=text, device=self.scanner, at=at)
        return verdict, encode_record(record) if record else b""


@pytest.fixture
def gate(card: Card, enrolled, tmp_path) -> Gate:
    return Gate(card, enrolled[0], tmp_path / "tallies")


def reads() -> list[audit.Entry]:
    return audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)


def test_what_is_shown_by_page_or_gate_is_read_by_anyone_a_device_and_a_gate(kind, card, enrolled, gate, tmp_path):
    token, outcome = gate.show(card)
    lines = b""
    for text in (token, card.token(), *papers(card)):
        for found in (api.verify_code(text=text, at=NOON), api.inspect_code(text=text, device=enrolled[0], at=NOON)):
            assert (found.outcome, found.kind, found.holder_masked) == (Outcome.VALID, kind.id, kind.holder)
            assert found.valid_until == LAST_DAY
        verdict, line = gate.scan(text)
        assert (
            (verdict.outcome, verdict.kind, verdict.holder)
            == (outcome, kind.id, kind.holder)
            == ("valid", *verdict[4:6])
        )
        lines += line
    (tmp_path / "a.spool").write_bytes(lines)
    number = 2 + len(papers(card))
    # The device read each before, and a nonce makes it the same scan.
    assert api.ingest_spool(folder=tmp_path) == IngestReport(repeated=number)
    assert Scan.objects.filter(holder_key=HOLDER).count() == len(reads()) == 2 * number
    assert set(Inspection.objects.values_list("kind", "outcome")) == {(kind.id, "valid")}


def test_what_a_gate_alone_read_is_taken_in_with_its_kind(kind, card, gate, tmp_path):
    _, line = gate.scan(card.token())
    (tmp_path / "a.spool").write_bytes(line)
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1)
    assert Inspection.objects.get().kind == kind.id
    (entry,) = reads()
    assert entry.by.name == "广州南站东进站口"


def test_a_device_without_network_has_all_that_it_needs_and_uploads_it(kind, card, enrolled):
    kit = api.get_kit(at=NOON)
    assert kit.kinds[card.ref.list_id] == kind.id
    assert set(kit.of_kind[kind.id]) == set(Outcome)
    (text, *_) = papers(card)
    scan = OfflineScan(id=b"x" * 16, text=text, outcome="valid", scanned_at=NOON, listed_at=NOON)
    for became in ("taken", "repeated"):
        assert getattr(api.take_upload(key=enrolled[1], scans=[scan], at=NOON + SECOND), became) == (b"x" * 16,)
    assert (Inspection.objects.get().kind, len(reads())) == (kind.id, 1)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(Status.SUSPENDED, "suspended"), (Status.APPLICATION_SPECIFIC, "marked"), (Status.INVALID, "revoked")],
)
def test_a_changed_status_is_told_everywhere(kind, card, enrolled, gate, status, outcome):
    token, texts = card.token(), papers(card)
    api.set_status(ref=card.ref, status=status, by=INSPECTOR, at=NOON)
    gate.snapshot.set_status(place=gate.place, status=status)
    assert gate.show(card)[1] == outcome
    for text in (token, *texts):
        assert api.verify_code(text=text, at=NOON).outcome == outcome
        found = api.inspect_code(text=text, device=enrolled[0], at=NOON)
        assert (found.outcome, found.words.meaning != "") == (outcome, True)
        assert gate.scan(text)[0].outcome == outcome
    signed = api.get_status_list(list_id=card.ref.list_id, at=NOON)
    uri = api.status_reference(ref=card.ref).uri
    opened = open_status_list(data=signed.token, uri=uri, keys=api.key_set(), at=NOON)
    assert opened.statuses.get(card.ref.index) is status


def test_lost_paper_is_refused_and_the_screen_is_not(kind, card, gate):
    texts, later = papers(card), NOON + SECOND
    assert api.withdraw_paper(ref=card.ref, by=INSPECTOR, at=later)
    gate.snapshot.set_withdrawn({gate.place: later})
    assert api.get_kit(at=later).withdrawn[card.ref.list_id] == {card.ref.index: int(later.timestamp())}
    for text in texts:
        assert api.verify_code(text=text, at=later).outcome is gate.scan(text, later)[0].outcome is Outcome.WITHDRAWN
    for text in (card.token(later), *papers(card, later)):
        assert api.verify_code(text=text, at=later).outcome is gate.scan(text, later)[0].outcome is Outcome.VALID


def test_the_end_of_a_kind_ends_its_codes_alone(kind, card, gate):
    others = [issue(kind=other.id, holder=other.holder) for other in KINDS if other != kind]
    token, texts = card.token(), papers(card)
    api.end_kind(kind=kind.id, at=NOON)
    gate.snapshot.end([card.ref.list_id])
    for text in (token, *texts):
        assert api.verify_code(text=text, at=NOON).outcome is gate.scan(text)[0].outcome is Outcome.ENDED
    assert (card.ref.list_id in api.get_kit(at=NOON).ended, reads()) == (True, [])
    for other in others:
        assert api.verify_code(text=other.token(), at=NOON).outcome is Outcome.VALID


def test_use_is_counted_by_kind(kind, card, gate, tmp_path):
    operator = inspector("operator", role="administrator", department="gd-data", division="44")
    token, _ = gate.show(card)
    gate.scan(token)
    asyncio.run(gate.counting.flush())
    api.take_in_tallies(folder=tmp_path / "tallies", at=NOON)
    duty = api.get_duty(by=operator, at=NOON)
    assert [(each.kind, each.displays, each.scans) for each in duty.kinds] == [(kind.id, 1, 1)]
    assert (duty.numbers.displays_today, duty.numbers.holders_today) == (1, 1)


def test_pages_call_the_kind_and_its_holder_by_their_names(kind, card, enrolled):
    device = Client(headers={"accept-language": "zh-hans"})
    device.cookies["lingnan_device"] = enrolled[1]
    said = f"{kind.label} {kind.title} {kind.of} {kind.holder} 有效期 到2026年12月7日"
    for text in (card.token(), *papers(card)):
        assert said in text_of(device.post(reverse("inspect"), {"text": text}))
        assert said in text_of(Client(headers={"accept-language": "zh-hans"}).post(reverse("verify"), {"code": text}))
    kit = device.get(reverse("inspect_kit")).json()
    assert kit["titles"][kind.id] == kind.title
    assert kit["labels"][kind.id] == {"kind": kind.label, "holder": kind.of}


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_kind_without_words_reads_well_in_other_languages_too(enrolled, language):
    card = issue(kind="kite-pass")
    for status in (Status.VALID, Status.SUSPENDED, Status.INVALID):
        api.set_status(ref=card.ref, status=status, by=INSPECTOR, at=NOON)
        page = Client(headers={"accept-language": language}).post(reverse("verify"), {"code": card.token()})
        assert {"zh-hant": "其他碼", "en": "Another code"}[language] in text_of(page)
        assert "kite-pass" not in text_of(page)


def test_a_venues_code_is_no_code_of_a_holder_nor_the_other_way_round(enrolled, tmp_path):
    keeper = inspector("venues")
    venue = api.open_venue(name="广州南站", place="石壁街道", operator="管理办公室", by=keeper, at=NOON)
    text = api.venue_text(uuid=venue.uuid, by=keeper, at=NOON)
    card = replace(issue(), valid_until=LAST_DAY)
    gate = Gate(card, enrolled[0], tmp_path)
    disguised = encode_payload(_message(text))
    for scanned in (text, f"{api.issuer()}/venue/{text}/", disguised):
        found = api.inspect_code(text=scanned, device=enrolled[0], at=NOON)
        assert (found.outcome, found.kind) == (gate.scan(scanned)[0].outcome, "")
        assert found.outcome in (Outcome.FOREIGN, Outcome.UNREADABLE)
    assert not Scan.objects.exists()
    for code in (card.token(), *papers(card)):
        for claimed in (code, _address(decode_payload(code))):
            with pytest.raises(api.VenueCodeUnreadable):
                api.read_venue(text=claimed, at=NOON)


def _message(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _address(message: bytes) -> str:
    return urlsafe_b64encode(message).decode().rstrip("=")
