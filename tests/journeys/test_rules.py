"""A rule's way: uploaded, checked, signed by two officers, and read by everyone, picture and all."""

import re

from playwright.sync_api import Page, expect

from .acts import DESK, PHONE

REHEARSED = re.compile("请等办结的案件多一些再演练|结果有变的占 0")  # as many as the other journeys have decided
OLD, NEW = "一人一证，已有有效的证", "一人一证，手上已有有效的证"


def test_a_rule_goes_from_its_author_by_an_approver_to_everyone(page_as) -> None:
    author, approver = page_as("rules", viewport=DESK), page_as("rules-second", viewport=DESK)
    _upload(author, _changed(author))
    expect(author.get_by_role("main")).to_contain_text("没有妨碍发布的问题")
    author.get_by_role("button", name="演练").click()
    expect(author.get_by_role("main")).to_contain_text(REHEARSED)
    author.get_by_label("由谁审核").select_option(label="规则审核 黄启明")
    author.get_by_role("button", name="签名提交").click()
    expect(author.get_by_role("main")).to_contain_text("等待审核")

    approver.goto(author.url)
    approver.get_by_role("button", name="签名发布").click()
    expect(approver.get_by_role("main")).to_contain_text("已经发布")

    anyone = page_as(None, viewport=PHONE)
    refused: list[str] = []
    anyone.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    _wait_for_the_new_version(anyone)
    expect(anyone.get_by_role("main")).to_contain_text(NEW)
    anyone.get_by_text("看原图").click()
    expect(anyone.locator(".djs-shape")).to_have_count(7)
    assert refused == []  # the picture keeps to the security policy


def _wait_for_the_new_version(page: Page) -> None:
    """Every process offers a new version within two seconds of its publication (`catalogue.shelf`)."""
    for _ in range(4):
        page.goto("/services/senior-card/rule/")
        if NEW in page.content():
            return
        page.wait_for_timeout(1_000)


def _changed(page: Page) -> bytes:
    """The rule in force with other words for one of its grounds."""
    rule = page.request.get("/services/senior-card/rule/decision.dmn").text()
    assert OLD in rule
    return rule.replace(OLD, NEW).encode()


def _upload(page: Page, rule: bytes) -> None:
    page.goto("/desk/")
    page.get_by_role("link", name="提出新规则").click()
    page.get_by_label("哪一项事项").select_option(label="老年人优待证")
    page.get_by_label("规则文件（DMN）").set_input_files(
        {"name": "senior-card.dmn", "mimeType": "application/xml", "buffer": rule}
    )
    page.get_by_label("改了什么，为什么").fill("把「已持证」的说明写得更清楚。")
    page.get_by_role("button", name="上传并检查").click()
