"""The root of every refusal in this package, and the two that several modules share."""

from typing import ClassVar


class CredentialError(Exception):
    """Something signed, encoded or keyed was refused.

    `code` names the way of failing. It is stable: pages and HTTP choose their words by it, logs count it.
    """

    code: ClassVar[str] = "credential_error"


class Malformed(CredentialError):
    """The bytes or text are complete, but not what the format says they should be."""

    code = "malformed"


class Truncated(CredentialError):
    """The bytes or text end too early, as when part of a code is torn off or badly scanned."""

    code = "truncated"
