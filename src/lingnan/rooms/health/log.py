"""The log of all changes: its signed head, the proof that a change is in it, and the walk that finds what is not right.

It holds against whoever owns the database, too: a colour without a signed receipt is named, and one that was taken out
is missed by every head that was kept elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, Func, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lingnan.engine.credentials import CredentialError, SunsetCertificate, TreeHead, open_tree_head
from lingnan.engine.merkle import (
    Consistency,
    GrowingTree,
    Inclusion,
    Node,
    hash_leaf,
    prove_consistency,
    prove_inclusion,
    root_of,
)
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.secrecy import SealBroken
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Status
from lingnan.rooms.identity import api as identity

from . import models
from .certificate import find_certificate, or_off, read_certificate
from .changes import read_receipt, readable_change, signed_receipt
from .orders import open_order
from .showing import STATUSES, ref_of
from .types import LogBreak

NAME = "health.colours"
BATCH = 1_000
# How many leaves there are when a node is whole.
WHOLE = Func(
    F("index") + 1, F("level"), template="(%(expressions)s)", arg_joiner=" << ", output_field=BigIntegerField()
)
REPEATED = ("colour", "class_code", "way_out", "version")
_Held = tuple[models.HealthCode, models.ColourChange | None]


class SizeNotInLog(LingnanError):
    """A proof was asked for at a size that the log does not have, or at which the entry was not in it."""

    code = "size-not-in-log"
    message = "日志现在有 %(size)d 条。请把条数写成 %(least)d 到 %(most)d 之间的整数。"


def sign_head(*, at: datetime) -> bytes:
    """The log's head as it is now, signed: its size and root."""
    size = _size()
    head = TreeHead(issuer=codes.issuer(), log=NAME, size=size, root=root_of(size=size, nodes=_node), at=at)
    return codes.sign_tree_head(head=head, at=at)


def read_head(*, data: bytes) -> TreeHead:
    """A head that was kept, its signature checked. Raises the engine's `CredentialError`."""
    return open_tree_head(data=data, keys=codes.key_set())


def prove_change(*, uuid: UUID, size: int | None = None) -> Inclusion:
    """The proof that the receipt of a change stands in the log as it is, or as it was at a size.

    Raises NotFound, RoomOff, and SizeNotInLog for a size at which the change was not in it.
    """
    own = models.ColourChange.objects.filter(uuid=uuid).values("id")
    found = models.LogNode.objects.filter(change_id__in=own).values_list("index", flat=True).first()
    if found is None:
        raise or_off(NotFound())
    at_size = _at_size(size, least=found + 1)
    proof = prove_inclusion(index=found, size=at_size, nodes=_node)
    return Inclusion(place=found, size=at_size, root=root_of(size=at_size, nodes=_node), proof=tuple(proof))


def prove_own_change(*, uuid: UUID, by: Actor, at: datetime, size: int | None = None) -> Inclusion:
    """The same for whoever may read the receipt, else raises NotFound. It tells nothing of the person but its place."""
    return prove_change(uuid=readable_change(uuid=uuid, by=by, at=at).uuid, size=size)


def prove_growth(*, earlier: int, size: int | None = None) -> Consistency:
    """The proof that the log, as it is or as it was at a size, begins with what it was at the `earlier` one.

    It reads about twice as many nodes as the size has bits, and none of them tells of anybody: it is for everyone, and
    after the sunset too. Raises SizeNotInLog.
    """
    at_size = _at_size(size, least=0)
    if not 0 <= earlier <= at_size:
        raise SizeNotInLog(size=_size(), least=0, most=at_size)
    proof = prove_consistency(earlier=earlier, size=at_size, nodes=_node)
    return Consistency(earlier=earlier, size=at_size, proof=tuple(proof))


def verify_log(*, kept: TreeHead | None = None) -> Iterator[LogBreak]:
    """Walk the log and what stands by it, and yield each place where something was altered, removed or forced in.

    With a head that was kept elsewhere, the log must begin with what that head saw. The log may grow meanwhile. After
    the sunset its certificate stands for the receipts that it destroyed.
    """
    certificate, fault = _find_end()
    if fault:
        yield LogBreak(place=None, change=None, person=None, reason=fault)
    yield from _verify_leaves([head for head in (kept, certificate and certificate.head) if head], certificate)
    yield from _verify_unlogged()
    yield from _verify_standing()
    yield from _verify_codes()
    yield from _verify_orders()


def _find_end() -> tuple[SunsetCertificate | None, str]:
    """The certificate of the sunset, if there was one and the platform signed it; else what is wrong with it."""
    data = find_certificate()
    try:
        return (read_certificate(data=data) if data else None), ""
    except CredentialError as error:
        return None, f"the certificate of the sunset was not signed by the platform ({error.code})"


def _verify_leaves(heads: Sequence[TreeHead], ended: SunsetCertificate | None) -> Iterator[LogBreak]:
    tree = GrowingTree()
    for (leaf, *above), change in _list_leaves():
        if leaf.level or leaf.index != tree.size:
            yield LogBreak(place=tree.size, change=None, person=None, reason="a leaf was removed")
            return
        is_destroyed = change is None and ended is not None and leaf.index < ended.log_size
        if not is_destroyed and (reason := _fault(leaf.hash, change)):
            yield _break(reason, change, leaf.index)
        if [node for node in tree.append(leaf.hash) if _is_kept(node)] != [leaf, *above]:
            yield _break("the nodes above this leaf were altered", change, leaf.index)
        if any(tree.size == head.size and tree.root() != head.root for head in heads):
            yield _break("the log up to here is another than the head that was kept has seen", change, leaf.index)
    # Asked of leaves and nodes in one statement: the log may have grown since it was read.
    grown = models.LogNode.objects.filter(level=0).order_by("-index").values(size=F("index") + 1)[:1]
    if _nodes_above().filter(whole__gt=Coalesce(Subquery(grown), 0)).exists():
        yield LogBreak(place=tree.size, change=None, person=None, reason="nodes stand above leaves that are not there")
    if any(head.size > tree.size for head in heads):
        reason = "the head that was kept has seen more than this"
        yield LogBreak(place=tree.size, change=None, person=None, reason=reason)


def _is_kept(node: Node) -> bool:
    return node.level == 0 or node.level >= models.LOG_BLOCK


def _list_leaves() -> Iterator[tuple[list[Node], models.ColourChange | None]]:
    """Each step by which the log grew, with the change that says it is there."""
    steps = _list_steps()
    while batch := list(islice(steps, BATCH)):
        changes = models.ColourChange.objects.in_bulk([change for _, change in batch])
        for step, change in batch:
            yield step, changes.get(change)


def _list_steps() -> Iterator[tuple[list[Node], int | None]]:
    """A leaf and the kept nodes that became whole with it, as they stand; and the id of the change that the leaf is of.

    Nodes are read after the leaves, so that those of a leaf that was seen are there.
    """
    leaves = models.LogNode.objects.filter(level=0).order_by("index").values_list("index", "hash", "change_id")
    nodes, ahead = _list_nodes(), None
    for index, hashed, change in leaves.iterator(BATCH):
        step = [Node(0, index, bytes(hashed))]
        ahead = ahead or next(nodes, None)
        while ahead and ahead[0] <= index + 1:
            step.append(ahead[1])
            ahead = next(nodes, None)
        yield step, change


def _list_nodes() -> Iterator[tuple[int, Node]]:
    """The nodes above the leaves in the order in which they became whole."""
    rows = _nodes_above().order_by("whole", "level").values_list("level", "index", "hash", "whole")
    for level, index, hashed, whole in rows.iterator(BATCH):
        yield whole, Node(level, index, bytes(hashed))


def _nodes_above() -> QuerySet[Any]:
    return models.LogNode.objects.filter(level__gt=0).annotate(whole=WHOLE)


def _fault(leaf: bytes, change: models.ColourChange | None) -> str:
    """What is wrong with a change, seen from its leaf; nothing if all holds."""
    if change is None:
        return "the change of this leaf was removed"
    try:
        signed = signed_receipt(change)
        receipt = read_receipt(data=signed)
    except SealBroken:
        return "the receipt was not sealed by the platform, or was altered"
    except CredentialError as error:
        return f"the receipt was not signed by the platform ({error.code})"
    if not leaf == hash_leaf(signed) == bytes(change.leaf):
        return "the receipt is another than the one that was logged"
    order = UUID(receipt.manual.order) if receipt.manual else None
    signed_columns = [order, *(getattr(receipt, name) for name in REPEATED)]
    if [receipt.id, receipt.subject, receipt.decided_at, *signed_columns] != [
        change.uuid, str(_person(change.subject_key)), change.at, change.manual,
        *(getattr(change, name) for name in REPEATED),
    ]:  # fmt: skip
        return "the columns no longer say what was signed"
    return ""


def _verify_unlogged() -> Iterator[LogBreak]:
    """Changes that were written around the log: no leaf is of them."""
    leaf = models.LogNode.objects.filter(change_id=OuterRef("id"))
    for change in models.ColourChange.objects.filter(~Exists(leaf)).order_by("id").iterator(BATCH):
        yield _break("the change was written around the log", change, None)


def _verify_standing() -> Iterator[LogBreak]:
    """Colours that stand by no change of the person, or not by her newest. Force passes by foreign keys too."""
    own = models.ColourChange.objects.filter(subject_key=OuterRef("subject_key"))
    baseless = models.StandingColour.objects.filter(~Exists(own.filter(id=OuterRef("change_id"))))
    for standing in baseless.order_by("subject_key").iterator(BATCH):
        person = _person(standing.subject_key)
        yield LogBreak(place=None, change=None, person=person, reason="a colour stands by no change of the person")
    newest = own.order_by("-id").values("id")[:1]
    turned = models.StandingColour.objects.exclude(change_id=Subquery(newest)).select_related("change")
    for standing in turned.order_by("subject_key").iterator(BATCH):
        yield _break("a colour stands that is not the person's newest", standing.change, _place_of(standing.change))


def _verify_codes() -> Iterator[LogBreak]:
    """Codes that show gates another colour than the one that stands; a record that was taken in shows none for good."""
    rows = models.HealthCode.objects.order_by("subject_key").iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        for code, change in _list_astray(batch):
            person, reason = _person(code.subject_key), "the code shows another colour than the one that stands"
            yield LogBreak(place=None, change=change.uuid if change else None, person=person, reason=reason)


def _list_astray(batch: Sequence[models.HealthCode]) -> Iterator[_Held]:
    """A colour that stood before its code was read and stands after it stood meanwhile: the rest is looked at again."""
    rest, before = batch, _changes_of(batch)
    while rest:
        shown = codes.list_statuses(refs=[ref_of(code) for code in rest])
        after = _changes_of(rest)
        merged = identity.list_survivors(keys=[code.subject_key for code in rest])
        odd = [code for code in rest if not _agree(shown.get(ref_of(code)), after.get(code.subject_key), code, merged)]
        settled = [code for code in odd if before.get(code.subject_key) == after.get(code.subject_key)]
        yield from ((code, after.get(code.subject_key)) for code in settled)
        rest, before = [code for code in odd if code not in settled], after


def _changes_of(batch: Sequence[models.HealthCode]) -> dict[int, models.ColourChange]:
    keys = [code.subject_key for code in batch]
    standing = models.StandingColour.objects.select_related("change").filter(subject_key__in=keys)
    return {row.subject_key: row.change for row in standing}


def _agree(
    shown: Status | None, change: models.ColourChange | None, code: models.HealthCode, merged: Mapping[int, int]
) -> bool:
    if change is None:
        return code.subject_key in merged and shown is Status.INVALID
    return shown is STATUSES.get(change.colour)


def _verify_orders() -> Iterator[LogBreak]:
    """Manual colours that no two officers ordered here: rows that were forced in or altered, and colour nobody."""
    for row in models.ManualColour.objects.filter(order__isnull=False).order_by("id").iterator(BATCH):
        try:
            open_order(row)
        except SealBroken:
            person, reason = _person(row.subject_key), "a manual colour was not ordered by two officers here"
            yield LogBreak(place=None, change=None, person=person, reason=reason)


def _break(reason: str, change: models.ColourChange | None, place: int | None) -> LogBreak:
    uuid, person = (change.uuid, _person(change.subject_key)) if change else (None, None)
    return LogBreak(place=place, change=uuid, person=person, reason=reason)


def _person(subject_key: int) -> UUID | None:
    """Her uuid; None for a key that nobody has, which only a forger writes."""
    found = identity.list_people(keys=[subject_key])
    return found[subject_key].uuid if found else None


def _place_of(change: models.ColourChange) -> int | None:
    return models.LogNode.objects.filter(change_id=change.id).values_list("index", flat=True).first()


def _at_size(size: int | None, *, least: int) -> int:
    """The size that was asked for, if the log has been there; its present one if none was."""
    grown = _size()
    if size is not None and not least <= size <= grown:
        raise SizeNotInLog(size=grown, least=least, most=grown)
    return grown if size is None else size


def _size() -> int:
    last = models.LogNode.objects.filter(level=0).aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def _node(level: int, index: int) -> bytes:
    """Below a block's top it is hashed anew from its leaves, 128 at most."""
    if 0 < level < models.LOG_BLOCK:
        first, end = index << level, index + 1 << level
        leaves = models.LogNode.objects.filter(level=0, index__gte=first, index__lt=end).order_by("index")
        tree = GrowingTree()
        for leaf in leaves.values_list("hash", flat=True):
            tree.append(bytes(leaf))
        return tree.root()
    return bytes(models.LogNode.objects.values_list("hash", flat=True).get(level=level, index=index))
