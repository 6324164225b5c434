"""Publishing: the same content twice makes one version; a changed one makes the next number.

What was published at the desk stays until the content folder has a change of its own to the same file.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry

from . import models, shelf
from .checks import check_content
from .files import digest_of
from .merging import hashes, merge
from .types import Publication
from .units import Unit, packed, read_units, unpacked

PUBLISHING_LOCK = 0x4C4E_0001


class ContentRefused(LingnanError):
    """The content has problems; nothing of it was published."""

    code = "content-refused"
    message = "内容有 %(count)d 处问题，一处也没有发布：\n%(problems)s\n改好后再运行一次。"


def publish_content(*, folder: Path, by: Actor, at: datetime) -> list[Publication]:
    """Check a province's content and publish every unit that changed; returns the new versions.

    All or nothing: raises `ContentRefused` with every error when there is one; remarks stop nothing.
    """
    problems = [each for each in check_content(folder) if each.severity == "error"]
    if problems:
        raise ContentRefused(count=len(problems), problems="\n".join(map(str, problems)))
    with transaction.atomic():
        wait_in_line()
        published = [_publish(unit, by, at) for unit in read_units(folder)]
    shelf.forget()
    return [publication for publication in published if publication]


def wait_in_line() -> None:
    """One publication at a time, till the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def newest(*, kind: str, code: str) -> models.Publication | None:
    """The newest version as the database has it now."""
    return models.Publication.objects.filter(kind=kind, code=code).order_by("-number").first()


def _publish(unit: Unit, by: Actor, at: datetime) -> Publication | None:
    latest, folder, files = newest(kind=unit.kind, code=unit.code), hashes(unit.files), unit.files
    if latest is not None:
        published = unpacked(latest.files)
        files = merge(
            unit=unit, published=published, folder=latest.folder or hashes(published), number=latest.number
        )  # fmt: skip
    return publish_version(kind=unit.kind, code=unit.code, files=files, folder=folder, latest=latest, by=by, at=at)


def publish_version(
    *,
    kind: str,
    code: str,
    files: Mapping[str, str],
    folder: Mapping[str, str],
    latest: models.Publication | None,
    by: Actor,
    at: datetime,
) -> Publication | None:
    """Write the next version with its audit entry, in the caller's transaction; None where nothing differs."""
    if latest is not None and latest.digest == digest_of(files):
        return None
    row = models.Publication.objects.create(
        kind=kind,
        code=code,
        number=latest.number + 1 if latest else 1,
        digest=digest_of(files),
        files=packed(files),
        folder=folder,
        published_at=at,
        published_by=by.ref,
    )
    details = {"kind": row.kind, "code": row.code, "number": row.number, "digest": row.digest}
    audit.record(
        kind=AuditEntry.Kind.ACT, name="catalogue.version.published", subject_key=None, by=by, at=at, details=details
    )
    return Publication(kind=row.kind, code=row.code, number=row.number, digest=row.digest)


def amend_rules(*, code: str, change: Callable[[Mapping[str, str]], Mapping[str, str]], by: Actor, at: datetime) -> int:
    """Publish the newest rule book of a room as `change` makes it of its files; returns the number of what is newest
    then, the same as before where nothing differs.

    The content folder stays as it is, and what it changes meanwhile is merged as a change at the desk is. Raises
    `NotFound`, and whatever `change` raises.
    """
    with transaction.atomic():
        wait_in_line()
        latest = newest(kind="rules", code=code)
        if latest is None:
            raise NotFound()
        published = unpacked(latest.files)
        new = publish_version(
            kind="rules", code=code, files=change(published), folder=latest.folder or hashes(published), latest=latest,
            by=by, at=at,
        )  # fmt: skip
    shelf.forget()
    return new.number if new else latest.number


def export_service(*, code: str, version: int | None, folder: Path) -> int:
    """Write a published version's files into a folder, to be merged or verified with; returns its number.

    Raises `NotFound`. What the folder has besides stays.
    """
    number = version or shelf.newest_number("service", code)
    for name, text in shelf.files_of(kind="service", code=code, number=number).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return number
