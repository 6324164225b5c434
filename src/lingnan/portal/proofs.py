"""Proofs of the log as files to keep, and the sizes that an address names."""

from django.http import HttpResponse

from lingnan.engine.merkle import Consistency, Inclusion

LONGEST = 18  # digits: more than any log has, and few enough for the database


def proof_file(*, proof: Consistency | Inclusion, name: str) -> HttpResponse:
    """The proof's document, to be kept under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(proof.write() + "\n", content_type="application/json", headers=headers)


def read_size(text: str) -> int:
    """The size in an address; -1, which no log has, for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else -1
