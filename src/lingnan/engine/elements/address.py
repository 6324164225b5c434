"""Ways to reach a place or a mailbox: postal codes and email addresses."""

from __future__ import annotations

import re

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier, fold_width

# GB/T 2260 provinces have postal zones 01–86; 999077 and 999078 are used for Hong Kong and Macau.
_POSTAL_CODE = re.compile(r"(?:0[1-9]|[1-7][0-9]|8[0-6])[0-9]{4}|99907[78]")
_EMAIL = re.compile(r"[A-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z]{2,63}", re.I)
_LONGEST_EMAIL = 254


def check_postal_code(text: str) -> Finding:
    """A six-digit postal code."""
    code = fold_identifier(text)
    if not _POSTAL_CODE.fullmatch(code):
        return problem("postal_code.form", code=code)
    return Accepted(code)


def check_email(text: str) -> Finding:
    """A mailbox as HTML forms accept it (RFC 5321 lengths); the domain is put in lower case."""
    written = fold_width(text)
    local, _, domain = written.rpartition("@")
    if len(written) > _LONGEST_EMAIL or ".." in written or local[:1] == "." or local[-1:] == ".":
        return problem("email.form", email=written)
    if not _EMAIL.fullmatch(written):
        return problem("email.form", email=written)
    return Accepted(f"{local}@{domain.lower()}", {"domain": domain.lower()})
