"""Colours by hand at the desk: one proposes, another approves, and what lacks anything is given back with why."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.rooms.health.models import ColourChange, ManualColour
from lingnan.rooms.identity.models import Account
from tests.health.evidence import FATHER, moment, travel
from tests.house import Family, officer
from tests.portal.residents import sign_in, text_of

SITE = "广州市越秀区北京街道惠福社区"
MOST = 12


@pytest.fixture
def there(patient: Family, monkeypatch: pytest.MonkeyPatch) -> Family:
    """The third of August 2021; the father was at the site on the days before."""
    travel(patient.father_key, "J1", f"{SITE}9号", first=1, last=2)
    monkeypatch.setattr(clock, "now", lambda: moment(3))
    return patient


def sitting(division: str = "44", role: str = "health-officer") -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    pk = officer(role, division=division, department="gd-health").ref.removeprefix("officer:")
    client.force_login(Account.objects.get(pk=pk))
    return client


def propose(client: Client, **changes: object):
    days = {"seen_from": date(2021, 8, 1), "seen_until": date(2021, 8, 2), "ends_on": date(2021, 8, 10)}
    typed = {"name": "陈国栋", "id_number": FATHER, "ground": "outbreak-site", "place": SITE}
    for name, day in (days | {name: changes.pop(name) for name in days if name in changes}).items():
        year, month, number = str(day).split("-")
        typed |= {f"{name}_year": year, f"{name}_month": month, f"{name}_day": number}
    return client.post(reverse("officer_manual_new"), typed | changes)


def page() -> str:
    return reverse("officer_manual_one", args=[ManualColour.objects.get().uuid])


def test_one_proposes_another_approves_and_the_holder_reads_why(there, django_assert_max_num_queries):
    first, second = sitting(), sitting("4401")
    assert propose(first).url == page()
    assert "要由另一位同事批准" in text_of(first.get(page()))
    assert first.post(page(), {"outcome": "approved"}).status_code == 403
    queue = text_of(second.get(reverse("officer_manual")))
    assert "人工定色：到过疫情现场" in queue
    assert "陈*栋" not in queue
    second.get(page())
    with django_assert_max_num_queries(MOST):
        weighed = text_of(second.get(page()))
    for told in ("陈*栋", "黄码", "绿码", SITE, "2021年8月1日到2021年8月2日", "行程信息"):
        assert told in weighed
    assert second.post(page(), {"outcome": "approved"}).url == reverse("officer_manual")
    assert ColourChange.objects.get().colour == "yellow"
    assert "已经批准、退回或撤回过了" in text_of(second.get(page()))
    told = text_of(sign_in(there.father).get(reverse("health")))
    assert f"流行病学调查认定{SITE}是疫情现场" in told
    assert "到2021年8月10日为止" in told
    assert "不同意这个颜色" in told


def test_who_proposed_it_may_take_it_back(there):
    first, second = sitting(), sitting("4401")
    propose(first)
    withdraw = reverse("officer_manual_withdraw", args=[ManualColour.objects.get().uuid])
    assert withdraw in first.get(page()).content.decode()
    assert withdraw not in second.get(page()).content.decode()
    assert second.post(withdraw).status_code == 403
    assert ManualColour.objects.get().decided_at is None
    assert "已经撤回，颜色不变" in text_of(first.post(withdraw, follow=True))
    assert "人工定色：到过疫情现场" not in text_of(second.get(reverse("officer_manual")))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "陈国梁"}, "没有同名同号的登记"),
        ({"ground": ""}, "人工定色只能用列出的依据"),
        ({"place": "广州市"}, "地点要写清"),
        ({"place": "广州市天河区石牌街道"}, "没有记录证明这个人那几天到过那里。扫场所码不算。"),
        ({"seen_from": "2021-06-01"}, "14天以内"),
        ({"ends_on": "2021-12-31"}, "必须有结束日期"),
        ({"ends_on": "2021-02-30"}, "不是日历上的一天"),
    ],
)
def test_what_lacks_anything_is_given_back_with_why(there, changes, sentence):
    answered = propose(sitting(), **changes)
    assert answered.status_code == 422
    assert sentence in text_of(answered)
    assert not ManualColour.objects.exists()


def test_declined_it_colours_nobody(there):
    propose(sitting())
    second = sitting("4401")
    assert "还没有选批准还是退回" in text_of(second.post(page(), {}))
    second.post(page(), {"outcome": "declined"})
    assert not ColourChange.objects.exists()
    assert "没有等待批准的" in text_of(second.get(reverse("officer_manual")))


def test_when_no_rules_are_in_force_nothing_is_proposed_or_approved(there, monkeypatch):
    first, second = sitting(), sitting("4401")
    propose(first)
    monkeypatch.setattr(clock, "now", lambda: moment(3).replace(year=2026))
    assert "没有有效的健康码规则" in text_of(propose(first))
    assert "现在不能批准" in text_of(second.get(page()))
    assert second.post(page(), {"outcome": "approved"}).status_code == 404
    assert not ColourChange.objects.exists()


def test_nobody_but_health_officers_proposes(there):
    clerk, father = sitting(role="clerk"), sign_in(there.father)
    for other in (clerk, father, sitting("4403")):
        assert propose(other).status_code in (403, 422)
    assert not ManualColour.objects.exists()
