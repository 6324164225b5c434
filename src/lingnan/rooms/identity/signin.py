"""How people sign in: django-allauth, with our words."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by a department on proof of identity, never by a form on the web."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
