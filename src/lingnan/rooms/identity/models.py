"""Identity's tables. Names and numbers of people are sealed; a keyed index finds them."""

from typing import Any, ClassVar, get_args

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from .types import DelegationGround, MergeGround


class Person(models.Model):
    """One human being, by her identity document."""

    key = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    id_kind = models.CharField(max_length=3)
    id_number_sealed = models.BinaryField()
    id_number_index = models.BinaryField(max_length=32)
    name_sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id_number_index", "id_kind"], name="person_once"),
        ]


class Merge(models.Model):
    """Two records that were found to be of one person: the absorbed one points to the one that survives.

    The survivor is never absorbed herself: whoever pointed to her is pointed on. Written by the database's owner alone.
    """

    absorbed = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="+")
    surviving = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=30)
    ordered_by = ArrayField(models.CharField(max_length=100))
    merged_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(absorbed=F("surviving")), name="merge_of_two"),
            models.CheckConstraint(condition=Q(ground__in=get_args(MergeGround)), name="merge_on_a_ground"),
            models.CheckConstraint(condition=Q(ordered_by__len__gte=2), name="merge_ordered_by_two"),
        ]


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts, each with its person: no page asks for the one without the other."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A sign-in: a resident's, or an officer's."""

    username = models.CharField(max_length=150, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    officer_name = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_elder_mode = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(officer_name="") | Q(person__isnull=False, officer_name=""),
                name="account_of_resident_or_officer",
            )
        ]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: roles decide (`api.require_role`)."""
        return False


class OfficerRole(models.Model):
    """A role that an officer holds in a department, for a division and all below it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    department = models.CharField(max_length=60)
    division = models.CharField(max_length=12)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role", "department", "division"],
                condition=Q(ended_at=None),
                name="role_held_once",
            )
        ]


class Household(models.Model):
    """People registered together (户)."""

    number = models.CharField(max_length=30, unique=True)
    division = models.CharField(max_length=12)
    created_at = models.DateTimeField()


class HouseholdMember(models.Model):
    """A person's place in a household; a person is in one household at a time."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    is_head = models.BooleanField()


class Kinship(models.Model):
    """`relative` is the `relation` of `person`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "relative"], name="kinship_once"),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_two"),
        ]


class Delegation(models.Model):
    """A mandate from one person to another, or a parent's by law; ended once, never edited.

    A guardianship holds only while the kinship is registered. `ending_document` is the judgment or the like by which
    the desk ended one; it bars the next.
    """

    uuid = models.UUIDField(unique=True)
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20)
    services = ArrayField(models.CharField(max_length=60))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ending_document = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_of_two"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_has_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | Q(ended_at__isnull=False) & ~Q(ended_by=""),
                name="delegation_ended_by_someone",
            ),
            models.CheckConstraint(condition=Q(ground__in=get_args(DelegationGround)), name="delegation_on_a_ground"),
            models.CheckConstraint(
                condition=Q(ending_document="") | Q(ground="guardianship", ended_at__isnull=False),
                name="delegation_document_ends_guardianship",
            ),
        ]
