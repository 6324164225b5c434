"""Replay: a receipt decided again from the published content, by anyone, offline."""

from lingnan.engine.credentials import Receipt
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue.types import Service

from .judgement import judge
from .types import BY_OFFICER, Replay


class OtherVersion(LingnanError):
    """The content at hand is not what the receipt was made with."""

    code = "receipt-other-version"
    message = (
        "手上的内容不是当时用的那一版：决定书写的是 %(service)s 第 %(number)s 版（%(expected)s…），"
        "这里的是 %(found)s…。请取当时那一版内容再核对。"
    )


def replay(*, receipt: Receipt, service: Service) -> Replay:
    """Decide again by the same content, and compare outcome and rules.

    An officer's decision replays what the rules said to the officer: the rules must agree, the outcome is hers.
    Raises `OtherVersion`. The receipt's signature was checked when it was opened.
    """
    if receipt.service.content_hash != service.digest:
        raise OtherVersion(
            service=receipt.service.code, number=receipt.service.number,
            expected=receipt.service.content_hash[:12], found=service.digest[:12],
        )  # fmt: skip
    judgement = judge(service=service, inputs=receipt.inputs, today=local_date(receipt.decided_at))
    differences = []
    if judgement.matched != receipt.matched:
        differences.append("matched")
    if judgement.ways != receipt.explanation:
        differences.append("explanation")
    if receipt.outcome.get("reason") != BY_OFFICER and dict(judgement.outcome) != dict(receipt.outcome):
        differences.append("outcome")
    return Replay(
        agrees=not differences,
        outcome=judgement.outcome,
        matched=tuple(f"{rule.table} #{rule.number}" for rule in judgement.matched),
        differences=tuple(differences),
    )
