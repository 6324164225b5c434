"""Electronic licence identifiers, GB/T 36904-2018: `1.2.156.3005.2.<type>.<issuer>.<serial>.<version>.<check>`."""

from __future__ import annotations

import re

from lingnan.engine.elements import credit_code
from lingnan.engine.elements.divisions import DivisionTable
from lingnan.engine.elements.finding import Accepted, Finding, Problem, problem
from lingnan.engine.elements.folding import fold_width
from lingnan.engine.elements.iso7064 import mod_37_36

OID = "1.2.156.3005.2"

_TYPE_CODE = re.compile(r"[0-9A-Z]{18}[0-9]{3}")
_ISSUER = re.compile(r"[0-9A-Z]{18}")
_SERIAL = re.compile(r"[0-9A-Z]+")
_SPACES = re.compile(r"\s+")


class InvalidLicencePart(ValueError):
    """A part from which no identifier can be composed; `part` names it."""

    code = "licence_identifier.part"

    def __init__(self, part: str, value: object) -> None:
        super().__init__(f"{part} {value!r} has no place in a GB/T 36904 identifier")
        self.part = part


def compose(*, type_code: str, issuer: str, serial: str, version: int = 1) -> str:
    """The identifier of one version of a licence.

    `type_code` is the definer's credit code and three digits, `issuer` the issuer's credit code, `serial` the
    issuer's own number of digits and capitals, `version` counts the issues of the same licence from 1 to 999.
    Raises InvalidLicencePart.
    """
    for part, value, form in (
        ("type_code", type_code, _TYPE_CODE),
        ("issuer", issuer, _ISSUER),
        ("serial", serial, _SERIAL),
    ):
        if not form.fullmatch(value):
            raise InvalidLicencePart(part, value)
    if not 1 <= version <= 999:
        raise InvalidLicencePart("version", version)
    body = (type_code, issuer, serial, f"{version:03d}")
    return ".".join((OID, *body, mod_37_36("".join(body))))


def check(text: str, *, divisions: DivisionTable) -> Finding:
    """An identifier whose definer and issuer have valid credit codes and whose check character agrees."""
    identifier = _SPACES.sub("", fold_width(text)).upper()
    if not identifier.startswith(f"{OID}."):
        return problem("licence_identifier.prefix", oid=OID)
    parts = identifier[len(OID) + 1 :].split(".")
    if len(parts) != 5:
        return problem("licence_identifier.segments", count=len(parts))
    fault = _fault(*parts, divisions=divisions)
    return fault or Accepted(identifier, _parts(*parts))


def _fault(
    type_code: str, issuer: str, serial: str, version: str, check_character: str, *, divisions: DivisionTable
) -> Problem | None:
    from_credit_code = _credit_code_fault(type_code, issuer, divisions=divisions)
    if from_credit_code:
        return from_credit_code
    if not _SERIAL.fullmatch(serial):
        return problem("licence_identifier.serial", serial=serial)
    if not re.fullmatch(r"[0-9]{3}", version):
        return problem("licence_identifier.version", version=version)
    if check_character != mod_37_36(type_code + issuer + serial + version):
        return problem("licence_identifier.check")
    return None


def _credit_code_fault(type_code: str, issuer: str, *, divisions: DivisionTable) -> Problem | None:
    if not _TYPE_CODE.fullmatch(type_code) or not _is_credit_code(type_code[:18], divisions):
        return problem("licence_identifier.type_code", type_code=type_code)
    if not _is_credit_code(issuer, divisions):
        return problem("licence_identifier.issuer", issuer=issuer)
    return None


def _is_credit_code(code: str, divisions: DivisionTable) -> bool:
    return isinstance(credit_code.check(code, divisions=divisions), Accepted)


def _parts(type_code: str, issuer: str, serial: str, version: str, check_character: str) -> dict[str, str | None]:
    return {
        "oid": OID,
        "type_code": type_code,
        "definer": type_code[:18],
        "type_number": type_code[18:],
        "issuer": issuer,
        "serial": serial,
        "version": version,
        "check": check_character,
    }
