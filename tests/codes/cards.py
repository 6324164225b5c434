"""One holder, one card, and those who look at it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from lingnan.engine.credentials import Credential, HolderCodeType, Licence, encode_payload
from lingnan.kernel.actors import Actor
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import DisplayClaims, StatusRef

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOLDER = 4711
INSPECTOR = Actor(kind="officer", ref="officer-9", name="广州南站查验岗", department="gz-transport")


@dataclass(frozen=True)
class Card:
    """An issued card. `signed` gives the code for paper, `token` the one for a screen."""

    ref: StatusRef
    valid_until: date = date(2027, 6, 30)
    kind: str = "senior-card"
    holder: str = "张*三"

    @property
    def claims(self) -> DisplayClaims:
        return DisplayClaims(
            kind=self.kind,
            holder_masked=self.holder,
            status=self.ref,
            valid_until=self.valid_until,
            credential=UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
        )

    def token(self, at: datetime = NOON) -> str:
        return api.mint_token(display=self.claims, at=at)

    def paper(self, at: datetime = NOON) -> str:
        licence = Licence(
            identifier="1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
            name="老年人优待证", type_code="11100000000013338W011", number="20230000403", issuer="示例民政局",
            issuer_code="11430000006122244L", issued_on=date(2026, 1, 1), holder=self.holder,
            holder_code="4401**********1234", holder_code_type=HolderCodeType.CITIZEN_ID,
            valid_from=date(2026, 1, 1), valid_until=self.valid_until,
        )  # fmt: skip
        credential = Credential(
            licence=licence, issuer=api.issuer(), issued_at=at, status=api.status_reference(ref=self.ref)
        )
        return encode_payload(api.sign_credential(credential=credential, at=at))


def issue(*, holder_key: int = HOLDER, kind: str = "senior-card", holder: str = "张*三") -> Card:
    with transaction.atomic():
        ref = api.allocate_status(kind=kind, holder_key=holder_key, at=NOON)
    return Card(ref=ref, kind=kind, holder=holder)
