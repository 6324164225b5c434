"""Other systems that sign in as themselves: OAuth 2.0 client credentials (RFC 6749 section 4.4), kept by the toolkit.

A machine works for one officer's account, and never for a resident's. What it may do is a scope, and a scope is given
by a role that the account holds: a role that ends takes the scope along, and a token opens no more than its scopes.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.models import AuditEntry

from . import models
from .accounts import actor_of, list_roles
from .types import MachineKey, Role, Scope

REGISTERED, ENDED, SIGNED_IN = "identity.machine.registered", "identity.machine.ended", "identity.machine.signed-in"
ROLES: Final[Mapping[Scope, Role]] = {"test-results": "laboratory", "records": "data-provider"}


class AccountUnfit(LingnanError):
    """No officer's account of that name, or none whose work another system may do."""

    code = "account-unfit"
    message = (
        "没有这个工作账号，或者它的岗位不能由系统代办。请核对用户名；现在可以接入的是检测机构和数据提供部门的账号。"
    )


class TokenUnknown(LingnanError):
    """No token was brought, or one that is nobody's, has expired, or was ended with its machine."""

    code = "token-unknown"
    status = 401
    message = "没有带上有效的访问令牌，什么都没有改变。请用本单位系统的编号和密钥重新领取令牌，再送一次。"


class ScopeMissing(LingnanError):
    """The token is good, and not for this."""

    code = "scope-missing"
    status = 403
    message = "这个访问令牌不能用来办这件事，什么都没有改变。请在领取令牌时写明用途 %(scope)s。"


class RoleScopes:
    """Which scopes a machine may have: those of the roles that its account holds now. The toolkit asks."""

    def get_available_scopes(self, application: Any = None, request: Any = None) -> list[str]:
        """What this machine may ask for; nothing while its account is closed."""
        account = application.user
        return _scopes_of(account) if account.is_active else []

    def get_default_scopes(self, application: Any = None, request: Any = None) -> list[str]:
        """What it gets if it names none."""
        return self.get_available_scopes(application)


def register_machine(*, username: str, by: Actor, at: datetime) -> MachineKey:
    """Let the system of an officer's account in; it alone may know the secret, which is told this once.

    A second time its secret is a new one: the old one, and every token got by it, opens nothing from now on. The
    command line's. Raises `AccountUnfit`.
    """
    account = models.Account.objects.filter(username=username, person=None, is_active=True).first()
    if account is None or not _scopes_of(account):
        raise AccountUnfit()
    secret: str = generate_client_secret()
    with transaction.atomic():
        machine, _ = Application.objects.get_or_create(
            user=account,
            defaults={
                "name": username,
                "client_type": Application.CLIENT_CONFIDENTIAL,
                "authorization_grant_type": Application.GRANT_CLIENT_CREDENTIALS,
            },
        )
        machine.client_secret = secret
        machine.save()
        AccessToken.objects.filter(application=machine).delete()
        _record(REGISTERED, machine, by, at)
    return MachineKey(client_id=machine.client_id, secret=secret, scopes=tuple(_scopes_of(account)))


def end_machine(*, username: str, by: Actor, at: datetime) -> None:
    """From now on the account's system is let in no more; its tokens end at once. Raises `AccountUnfit`."""
    with transaction.atomic():
        machine = Application.objects.filter(user__username=username).first()
        if machine is None:
            raise AccountUnfit()
        _record(ENDED, machine, by, at)
        machine.delete()


def note_sign_in(*, token: str, at: datetime) -> None:
    """Put on record that a machine got this token, and forget those of its tokens that have expired."""
    row = _find(token)
    if row is not None:
        AccessToken.objects.filter(application=row.application, expires__lte=timezone.now()).delete()
        _record(SIGNED_IN, row.application, actor_of(row.application.user), at, scopes=row.scope.split())


def actor_of_machine(*, token: str, scope: Scope) -> Actor:
    """The account that the bearer of a token works for. Raises `TokenUnknown`, `ScopeMissing`."""
    row = _find(token)
    if row is None or row.is_expired() or not row.application.user.is_active:
        raise TokenUnknown()
    if not row.allow_scopes([scope]):
        raise ScopeMissing(scope=scope)
    return actor_of(row.application.user)


def _find(token: str) -> Any:
    """The token's row; the token itself is not kept, only its digest."""
    rows = AccessToken.objects.select_related("application__user__person")
    return rows.filter(token_checksum=sha256(token.encode()).hexdigest()).first()


def _scopes_of(account: models.Account) -> list[str]:
    held = {role.role for role in list_roles(account_id=account.pk)}
    return [scope for scope, role in ROLES.items() if role in held]


def _record(name: str, machine: Any, by: Actor, at: datetime, **details: Any) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=None, by=by, at=at,
        details={"machine": machine.client_id, "account": f"officer:{machine.user_id}", **details},
    )  # fmt: skip
