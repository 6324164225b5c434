"""People with one another: the neighbour and the clerk, the father and his daughter."""

import re

from playwright.sync_api import Page, expect

from .acts import DESK, PHONE, answer_all, apply_for, begin_for, wait_until
from .inside import query

NOTE = "已核对户口底册，出生日期以身份证号为准。"
YESTERDAY = """
    UPDATE identity_delegation SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 second'
    WHERE principal_id = %s
"""


def test_the_neighbour_is_referred_and_a_clerk_decides(page_as, picture) -> None:
    neighbour = page_as("neighbour", viewport=PHONE)
    neighbour.goto("/services/senior-card/")
    neighbour.get_by_role("link", name="办理", exact=True).click()
    neighbour.get_by_role("button", name="继续").click()
    answer_all(neighbour)
    neighbour.get_by_role("checkbox", name="同意").check()
    neighbour.get_by_role("button", name="提交").click()
    expect(neighbour.get_by_role("heading", level=1)).to_have_text("收到了，由工作人员核对")
    neighbour.get_by_role("link", name="看办到哪一步").click()
    number = neighbour.get_by_role("main").inner_text().split("受理号 ")[1].split()[0]

    clerk = page_as("window-gd", viewport=DESK)
    clerk.goto(f"/desk/?number={number}")
    clerk.get_by_role("table").get_by_role("link").click()
    picture(clerk, "officer-case")
    clerk.get_by_role("radio", name="1941年6月15日").check()
    clerk.get_by_role("group", name="决定").get_by_role("radio", name=re.compile("^批准")).check()
    clerk.get_by_label("核对情况和理由").fill(NOTE)
    clerk.get_by_role("button", name="作出决定并送达").click()
    expect(clerk.get_by_role("main")).to_contain_text(f"已批准：老年人优待证，受理号 {number}")

    neighbour.reload()
    expect(neighbour.get_by_role("main")).to_contain_text(NOTE)
    expect(neighbour.get_by_role("link", name="出示证照的码")).to_be_visible()
    wait_until(lambda: _has_message(neighbour, "办好了：老年人优待证"))


def test_a_fact_called_wrong_goes_to_a_clerk(page_as, household) -> None:
    page = page_as(household.daughter, viewport=PHONE)
    begin_for(page, household.masked)
    page.locator(".fact").filter(has_text="户籍地址").get_by_role("link", name="这是错的").click()
    page.get_by_label("应该是什么").fill("去年搬家了")
    page.get_by_role("button", name="保存").click()
    answer_all(page)
    page.get_by_role("checkbox", name="同意").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，由工作人员核对")


def test_the_daughter_ends_it_and_the_father_agrees_anew(page_as, household) -> None:
    daughter, father = page_as(household.daughter, viewport=PHONE), page_as(household.father, viewport=PHONE)
    daughter.goto("/family/")
    daughter.get_by_role("link", name="结束这份委托").click()
    daughter.get_by_role("button", name="结束委托").click()
    expect(daughter.get_by_role("main")).to_contain_text("还没有人委托您")
    daughter.goto("/")
    expect(daughter.get_by_role("link", name=f"替{household.masked}")).to_have_count(0)

    father.goto("/family/")
    expect(father.get_by_role("main")).to_contain_text("您没有委托别人")
    father.get_by_role("link", name="委托一个人替我办").click()
    father.get_by_role("radio", name="女儿").check()
    for service in father.get_by_role("checkbox").all():
        service.check()
    father.get_by_role("button", name="委托", exact=True).click()
    expect(father.get_by_role("link", name="结束这份委托")).to_be_visible()
    wait_until(lambda: _has_message(daughter, "有人委托您代为办事"))
    apply_for(daughter, household.masked)
    expect(daughter.get_by_role("heading", level=1)).to_have_text("都办好了")


def _has_message(page: Page, title: str) -> bool:
    page.goto("/messages/")
    return any(title in each for each in page.locator(".message-title").all_inner_texts())


def test_a_mandate_that_runs_out_in_the_middle_of_a_form(page_as, live, household) -> None:
    page = page_as(household.daughter, viewport=PHONE)
    begin_for(page, household.masked)
    answer_all(page)
    query(live, YESTERDAY, household.father_key)
    page.get_by_role("checkbox", name="同意").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("main")).to_contain_text("没有有效的委托")
    assert query(live, "SELECT 1 FROM cases_application WHERE subject_key = %s", household.father_key) == []
