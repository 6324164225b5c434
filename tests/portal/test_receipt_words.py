"""A receipt says why, and what would have altered it, in the reader's language."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from tests.cases.applying import apply
from tests.house import AT, Family, record_father

LATER = AT + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("language", "rule", "way"),
    [
        ("zh-hans", "「每月发多少」第32条：全省都没有", "周岁：70 到 79。其他不变，按规则就可以办理。"),
        ("zh-hant", "「每月發多少」第32條：全省都沒有", "周歲：70 到 79。其他不變，按規則就可以辦理。"),
        ("en", "Rule 9 of “Whether it is paid”", "Age in years: 70 to 79. All else being equal, the rule would"),
    ],
)  # fmt: skip
def test_why_and_what_would_have_altered_it(family: Family, language: str, rule: str, way: str) -> None:
    from lingnan.portal.receipts import described_receipt
    from lingnan.rooms.cases import api as cases

    record_father(
        family, {"person.birth_date": date(1960, 5, 12), "person.id_number": "440104196005121232"}, as_of=LATER
    )
    _, allowance = apply(family)
    (data,) = cases.list_receipts(case_uuid=allowance.uuid, by=family.father, at=AT)
    with override(language):
        told = described_receipt(cases.read_receipt(data=data))
    assert [each[: len(way)] for each in told["ways"]] == [way]
    assert any(f"{each['place']}：{each['words']}".startswith(rule) for each in told["rules"])
