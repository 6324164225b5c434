"""Accounts and officers' roles: who signs in, and what an officer may do where."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed

from . import models
from .people import opened
from .types import OfficerRole, Person, Role


def create_resident_account(*, username: str, password: str, person_key: int, at: datetime) -> None:
    """Open a resident's account; one that exists stays as it is."""
    _open(username=username, password=password, at=at, person_id=person_key)


def create_officer_account(
    *, username: str, password: str, name: str, roles: Iterable[OfficerRole], at: datetime
) -> None:
    """Open an officer's account with her roles; what exists stays as it is."""
    account = _open(username=username, password=password, at=at, officer_name=name)
    for role in roles:
        models.OfficerRole.objects.get_or_create(
            account=account,
            role=role.role,
            department=role.department,
            division=role.division,
            ended_at=None,
            defaults={"granted_at": at},
        )


def _open(*, username: str, password: str, at: datetime, **holder: Any) -> models.Account:
    found = models.Account.objects.filter(username=username).first()
    return found or models.Account.objects.create(
        username=username, password=make_password(password), created_at=at, **holder
    )


def actor_of(account: models.Account) -> Actor:
    """The actor behind a signed-in account."""
    if account.person is not None:
        person = opened(account.person)
        return Actor(
            kind="person",
            ref=f"person:{person.uuid}",
            name=person.masked_name,
            person_key=person.key,
        )
    roles = list_roles(account_id=account.pk)
    department = roles[0].department if roles else ""
    return Actor(
        kind="officer",
        ref=f"officer:{account.pk}",
        name=account.officer_name,
        department=department,
    )


def list_roles(*, account_id: int) -> list[OfficerRole]:
    rows = models.OfficerRole.objects.filter(account_id=account_id, ended_at=None).order_by("id")
    return [OfficerRole(role=row.role, department=row.department, division=row.division) for row in rows]  # type: ignore[arg-type]


def list_roles_of(*, by: Actor) -> list[OfficerRole]:
    """An actor's roles; none for those who are no officers."""
    if by.kind != "officer":
        return []
    return list_roles(account_id=int(by.ref.removeprefix("officer:")))


def require_role(*, by: Actor, role: Role, department: str | None = None, division: str | None = None) -> OfficerRole:
    """The role by which the actor may act; raises `NotAllowed`. A role covers its division and all below it.

    Without a department or a division, a role in any will do.
    """
    for held in list_roles_of(by=by):
        covers = division is None or division.startswith(held.division)
        if held.role == role and department in (None, held.department) and covers:
            return held
    raise NotAllowed()


def list_officers(*, role: Role, department: str, division: str) -> list[Actor]:
    """The officers who hold a role in a department for a division, in the order of their accounts."""
    rows = models.OfficerRole.objects.filter(role=role, department=department, ended_at=None, account__is_active=True)
    held = rows.order_by("account_id").select_related("account", "account__person")
    accounts = {row.account_id: row.account for row in held if division.startswith(row.division)}
    return [actor_of(account) for account in accounts.values()]


def remember_elder_mode(*, account_id: int, is_elder_mode: bool) -> None:
    """Remember on the account, for her next browser, whether she wants larger pages with fewer choices."""
    models.Account.objects.filter(pk=account_id).update(is_elder_mode=is_elder_mode)


def resident_of(account: models.Account) -> Person | None:
    return opened(account.person) if account.person else None
