"""When two records of a person become one, drafts, applications and cases of the absorbed one are the survivor's."""

from datetime import datetime

from lingnan.kernel.actors import Actor
from lingnan.kernel.rows import hand_over

from . import models


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Give the survivor what was asked by the absorbed one or for her, in the transaction of the database's owner.

    It waits for a decision that is being made, so licences follow after it.
    """
    for model, column, once_by in (
        (models.Case, "subject_key", ()),
        (models.Case, "applicant_key", ()),
        (models.Application, "subject_key", ()),
        (models.Application, "applicant_key", ("key",)),
        (models.Draft, "subject_key", ()),
        (models.Draft, "owner_key", ()),
        (models.Rating, "rater_key", ("case",)),
    ):
        hand_over(model=model, column=column, before=absorbed_key, after=surviving_key, once_by=once_by)
