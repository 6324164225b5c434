"""Sets of keys: which key signs now, which keys may have signed what, and which are trusted no longer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from math import inf
from typing import Self

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.errors import CredentialError, Malformed
from lingnan.engine.credentials.keys import (
    Key,
    MacKey,
    MalformedKey,
    PublicKey,
    SigningKey,
    key_of_members,
    read_jwk,
)


class Purpose(StrEnum):
    """What a key may be used for. A key for one purpose proves nothing for another."""

    CREDENTIAL = "credential"
    TOKEN = "token"  # noqa: S105 - a purpose, not a secret
    DISPLAY = "display"
    RECEIPT = "receipt"
    STATUS_LIST = "status_list"


class NoActiveKey(CredentialError):
    """No key of the set may sign for this purpose at this time."""

    code = "no_active_key"


class KeyNotInSet(CredentialError):
    """The set has no key with this thumbprint."""

    code = "key_not_in_set"


@dataclass(frozen=True, kw_only=True)
class KeyEntry:
    """A key with its purposes and its period.

    The period bounds when the key may sign; what it signed then can still be verified afterwards. A revocation ends
    all trust, whatever its date: who stole a key can backdate. Times carry their zone.
    """

    key: Key
    purposes: frozenset[Purpose]
    not_before: datetime
    not_after: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def is_revoked(self) -> bool:
        """Whether the key is trusted no longer."""
        return self.revoked_at is not None

    def covers(self, timestamp: float) -> bool:
        """Whether the moment (seconds since 1970) lies within the period in which the key may sign."""
        begin, end = self.period
        return begin <= timestamp <= end

    @cached_property
    def period(self) -> tuple[float, float]:
        """From when until when the key may sign, in seconds since 1970; without end, infinity."""
        return self.not_before.timestamp(), inf if self.not_after is None else self.not_after.timestamp()

    def narrowed_by(self, other: Self) -> Self:
        """What both entries, of one and the same key, allow; the earlier revocation if either has one."""
        return replace(
            self,
            key=self.key if isinstance(self.key, SigningKey) else other.key,
            purposes=self.purposes & other.purposes,
            not_before=max(self.not_before, other.not_before),
            not_after=_earlier(self.not_after, other.not_after),
            revoked_at=_earlier(self.revoked_at, other.revoked_at),
        )


@dataclass(frozen=True, kw_only=True)
class KeySet:
    """An immutable set of keys; every change gives a new set."""

    entries: tuple[KeyEntry, ...] = ()
    _index: Mapping[tuple[bytes, Purpose], tuple[KeyEntry, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: defaultdict[tuple[bytes, Purpose], tuple[KeyEntry, ...]] = defaultdict(tuple)
        for entry in self.entries:
            for purpose in entry.purposes:
                index[entry.key.kid, purpose] += (entry,)
        object.__setattr__(self, "_index", dict(index))

    def matching(self, *, kid: bytes, purpose: Purpose) -> tuple[KeyEntry, ...]:
        """Every entry under this kid that serves the purpose, revoked ones too. A kid is not unique: try them all."""
        return self._index.get((kid, purpose), ())

    def active(self, *, purpose: Purpose, at: datetime) -> tuple[KeyEntry, ...]:
        """The entries that may sign for the purpose at this time, the one that began last first."""
        timestamp = at.timestamp()
        active = [e for e in self.entries if purpose in e.purposes and not e.is_revoked and e.covers(timestamp)]
        return tuple(sorted(active, key=lambda entry: (entry.not_before, entry.key.thumbprint), reverse=True))

    def signing_key(self, *, purpose: Purpose, at: datetime) -> SigningKey:
        """The key to sign with now: of the active ones the newest. Raises NoActiveKey."""
        for entry in self.active(purpose=purpose, at=at):
            if isinstance(entry.key, SigningKey):
                return entry.key
        raise NoActiveKey(f"no signing key for {purpose} at {at.isoformat()}")

    def mac_key(self, *, purpose: Purpose, at: datetime) -> MacKey:
        """The secret to authenticate with now: of the active ones the newest. Raises NoActiveKey."""
        for entry in self.active(purpose=purpose, at=at):
            if isinstance(entry.key, MacKey):
                return entry.key
        raise NoActiveKey(f"no MAC key for {purpose} at {at.isoformat()}")

    def with_entry(self, entry: KeyEntry) -> Self:
        """The set with one more key. A key already known is narrowed, never widened."""
        return self.merge(type(self)(entries=(entry,)))

    def rotated(self, *, successor: KeyEntry) -> Self:
        """The set in which `successor` signs from its `not_before` on and the keys it relieves retire at that moment.

        A key is relieved if it is of the same kind and `successor` has all its purposes.
        """
        return type(self)(entries=tuple(_relieved(entry, successor) for entry in self.entries)).with_entry(successor)

    def revoked(self, *, thumbprint: bytes, at: datetime) -> Self:
        """The set in which this key is trusted no longer. An earlier revocation keeps its date.

        Raises KeyNotInSet.
        """
        if all(entry.key.thumbprint != thumbprint for entry in self.entries):
            raise KeyNotInSet(f"no key has the thumbprint {thumbprint.hex()}")
        return type(self)(
            entries=tuple(
                replace(e, revoked_at=_earlier(e.revoked_at, at)) if e.key.thumbprint == thumbprint else e
                for e in self.entries
            )
        )

    def merge(self, other: Self) -> Self:
        """Both sets together, where each key keeps only what both allow it, and every revocation stays.

        The order and the number of merges make no difference, so a late or repeated update can't bring a revoked key
        back (as happened to the European trust lists in October 2021).
        """
        merged: dict[tuple[bytes, bytes], KeyEntry] = {}
        for entry in (*self.entries, *other.entries):
            identity = entry.key.thumbprint, entry.key.kid
            merged[identity] = merged[identity].narrowed_by(entry) if identity in merged else entry
        return type(self)(entries=tuple(merged[identity] for identity in sorted(merged)))

    def public(self) -> Self:
        """The set as others may see it: signing keys without their private part, shared secrets left out."""
        return type(self)(
            entries=tuple(
                replace(entry, key=public) for entry in self.entries if (public := _public_part(entry.key)) is not None
            )
        )

    def to_cose_key_set(self) -> bytes:
        """The public keys as COSE_KeySet (RFC 9052 section 7), without the revoked, whom it could not mark."""
        return cbor.encode(
            [cbor.decode(entry.key.to_cose_key()) for entry in self.public().entries if not entry.is_revoked]
        )

    def to_jwks(self) -> dict[str, list[dict[str, object]]]:
        """The public keys as a JWK Set (RFC 7517).

        `nbf` and `exp` give the signing period (OpenID Federation 1.0 section 8.7). Revoked keys stand apart under
        `revoked`, so that a reader who knows only RFC 7517 does not trust them.
        """
        jwks: dict[str, list[dict[str, object]]] = {"keys": [], "revoked": []}
        for entry in self.public().entries:
            jwks["revoked" if entry.is_revoked else "keys"].append(_entry_to_jwk(entry))
        return jwks


def read_cose_key_set(*, data: bytes, purposes: Iterable[Purpose], not_before: datetime) -> KeySet:
    """Read a COSE_KeySet, trusting its keys for `purposes` from `not_before` on: the reader decides, not the sender.

    Keys of a kind not in use are passed over (RFC 9052 section 7). Raises Malformed or Truncated.
    """
    members = cbor.decode(data)
    if not isinstance(members, list):
        raise Malformed("a COSE_KeySet is an array")
    keys = KeySet()
    for each in members:
        try:
            key = key_of_members(each if isinstance(each, dict) else {})
        except MalformedKey:
            continue
        keys = keys.with_entry(KeyEntry(key=key, purposes=frozenset(purposes), not_before=not_before))
    return keys


def read_jwks(*, jwks: Mapping[str, object], purposes: Iterable[Purpose], not_before: datetime) -> KeySet:
    """Read a JWK Set, trusting its keys for `purposes`, from `not_before` or the key's own `nbf` if that is later.

    Keys under `revoked` come in as revoked. Keys of a kind not in use are passed over (RFC 7517 section 5).
    Raises Malformed if it is no JWK Set.
    """
    trusted, revoked = jwks.get("keys"), jwks.get("revoked", [])
    if not isinstance(trusted, list) or not isinstance(revoked, list):
        raise Malformed("a JWK Set has an array of keys")
    keys = KeySet()
    for jwk in (*trusted, *revoked):
        try:
            key = read_jwk(jwk if isinstance(jwk, Mapping) else {})
        except MalformedKey:
            continue
        entry = KeyEntry(key=key, purposes=frozenset(purposes), not_before=not_before)
        keys = keys.with_entry(_with_period(entry, jwk))
    return keys


def _relieved(entry: KeyEntry, successor: KeyEntry) -> KeyEntry:
    if type(entry.key) is not type(successor.key) or not entry.purposes <= successor.purposes:
        return entry
    return replace(entry, not_after=_earlier(entry.not_after, successor.not_before))


def _public_part(key: Key) -> PublicKey | None:
    if isinstance(key, SigningKey):
        return key.public
    return key if isinstance(key, PublicKey) else None


def _entry_to_jwk(entry: KeyEntry) -> dict[str, object]:
    public = _public_part(entry.key)
    jwk: dict[str, object] = {**(public.to_jwk() if public else {}), "nbf": int(entry.not_before.timestamp())}
    if entry.not_after is not None:
        jwk["exp"] = int(entry.not_after.timestamp())
    if entry.revoked_at is not None:
        jwk["revoked"] = {"revoked_at": int(entry.revoked_at.timestamp())}
    return jwk


def _with_period(entry: KeyEntry, jwk: Mapping[str, object]) -> KeyEntry:
    begin, end = _moment(jwk.get("nbf")), _moment(jwk.get("exp"))
    revocation = jwk.get("revoked")
    return replace(
        entry,
        not_before=entry.not_before if begin is None else max(entry.not_before, begin),
        not_after=end,
        revoked_at=_moment(revocation.get("revoked_at")) if isinstance(revocation, Mapping) else None,
    )


def _moment(timestamp: object) -> datetime | None:
    if timestamp is None:
        return None
    if not isinstance(timestamp, int | float):
        raise Malformed("a time in a JWK is a number")
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Malformed("a time in a JWK is out of range") from error


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)
