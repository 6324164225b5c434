"""Proofs of the log as files to keep, and the sizes that an address names."""

from django.http import HttpResponse

from lingnan.engine.merkle import Consistency, Inclusion

from .paging import read_mark


def proof_file(*, proof: Consistency | Inclusion, name: str) -> HttpResponse:
    """The proof's document, to be kept under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(proof.write() + "\n", content_type="application/json", headers=headers)


def read_size(text: str) -> int:
    """The size in an address; -1, which no log has, for anything that is none."""
    size = read_mark(text)
    return -1 if size is None else size
