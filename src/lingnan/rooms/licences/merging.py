"""When two records of a person become one, the licences of the absorbed one are the survivor's."""

from datetime import datetime

from lingnan.kernel.actors import Actor
from lingnan.kernel.rows import hand_over

from . import models
from .issuing import end_licence

REASON = "您的两份登记已经合并为一份，同一种证照只保留一张；保留的那张继续有效。"


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Give the survivor the licences; of two of a kind that are both held now, the absorbed one's is revoked."""
    held = models.Licence.objects.filter(revoked_at=None, renewed_at=None).select_for_update()
    kinds = set(held.filter(holder_key=surviving_key).values_list("kind", flat=True))
    doubled = list(held.filter(holder_key=absorbed_key, kind__in=kinds))
    for row in doubled:
        end_licence(row, REASON, by, at)
    hand_over(model=models.Licence, column="holder_key", before=absorbed_key, after=surviving_key)
