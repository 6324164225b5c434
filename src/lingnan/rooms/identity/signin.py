"""How people sign in: django-allauth, with our words."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by a department on proof of identity, never by a form on the web."""

    error_messages: dict[str, str | Promise] = {  # noqa: RUF012 - declared so by allauth
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("账号或密码不对，请再核对一次。连续输错5次，要等10分钟才能再试。"),
        "too_many_login_attempts": _(
            "输错的次数多了，为了您的账号安全，请10分钟后再试。急用时可以带身份证到窗口办理。"
        ),
        "account_inactive": _("这个账号已经停用。请带身份证到窗口询问，或拨打12345。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
