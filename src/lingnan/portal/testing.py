"""Words of nucleic acid tests: the messages about them, and where an order stands."""

from collections.abc import Mapping

from django.utils.translation import gettext

from lingnan.rooms.testing.types import OrderState


def test_titles() -> Mapping[str, str]:
    """The titles of messages about tests, by kind."""
    return {
        "health-test-ordered": gettext("核酸检测约好了：%(at)s"),
        "health-test-cancelled": gettext("核酸检测预约已取消"),
        "health-test-sampled": gettext("已经采样，等结果"),
        "health-test-negative": gettext("核酸检测结果：阴性"),
        "health-test-positive": gettext("核酸检测结果：阳性"),
        "health-test-inconclusive": gettext("核酸检测结果：可疑，要再测一次"),
        "health-test-void": gettext("一次核酸检测结果作废了"),
        "health-test-retest": gettext("混采要复核：请再做一次单人检测"),
    }


def test_sentences() -> Mapping[str, str]:
    """The first sentences of messages about tests, by kind."""
    return {
        "health-test-ordered": gettext("在%(site)s。到时出示预约码或身份证，不收钱。可以改约或取消。"),
        "health-test-cancelled": gettext("名额已经让给别人。需要时再约。"),
        "health-test-sampled": gettext("%(at)s在%(site)s采的样。出了结果，马上告诉您。"),
        "health-test-negative": gettext("电子证明已经开好，可以出示、打印。"),
        "health-test-positive": gettext("请留在原地，不要乘公共交通工具，等工作人员联系您；也可以拨打12345。"),
        "health-test-inconclusive": gettext("这一次定不下来，不作数。打开就能再约一次。"),
        "health-test-void": gettext("检测机构更正了记录，原来的证明同时失效。需要时再约一次。"),
        "health-test-retest": gettext("同一支管里有样本要复核，不等于您是阳性，颜色也不因此改变。打开就能再约一次。"),
    }


def state_words(state: OrderState) -> tuple[str, str]:
    """The tone and the word of where an order stands."""
    return {
        "ordered": ("waiting", gettext("已预约")),
        "missed": ("neutral", gettext("没有来")),
        "cancelled": ("neutral", gettext("已取消")),
        "sampled": ("waiting", gettext("已采样，等结果")),
        "negative": ("valid", gettext("阴性")),
        "positive": ("stop", gettext("阳性")),
        "inconclusive": ("caution", gettext("可疑，再测一次")),
        "void": ("neutral", gettext("已作废")),
        "retest": ("caution", gettext("混采复核，再测一次")),
    }[state]
