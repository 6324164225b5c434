"""A gate put together for its process."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from .app import Gate
from .counting import Counting
from .desk import Desk
from .environment import Environment
from .following import Follower
from .snapshot import Snapshot
from .spool import Spool
from .strain import Strain

PROVINCE_ZONE = ZoneInfo("Asia/Shanghai")


def clock_behind(*, days: int) -> Callable[[], datetime]:
    """A clock that tells the present moment of the province in UTC, whole days behind the machine's."""
    if not days:
        return partial(datetime.now, UTC)
    behind = timedelta(days=days)

    def now() -> datetime:
        return datetime.now(UTC) - behind

    return now


def build(environment: Environment) -> Gate:
    """A gate for this environment, following its database once it is served."""
    snapshot, name, now = Snapshot(), socket.gethostname(), clock_behind(days=environment.days_back)
    strain = Strain()
    counting = Counting(
        snapshot=snapshot, strain=strain, folder=environment.tallies, gate=name, zone=PROVINCE_ZONE, clock=now
    )
    return Gate(
        desk=Desk(snapshot=snapshot, counting=counting, place=name, zone=PROVINCE_ZONE),
        snapshot=snapshot,
        spool=Spool(folder=environment.spool),
        counting=counting,
        follow=Follower(
            database_url=environment.database_url,
            database_role=environment.database_role,
            vault=environment.open_vault(),
            snapshot=snapshot,
            clock=now,
            behind=timedelta(days=environment.days_back),
        ).run,
        strain=strain,
        portal_origin=environment.portal_origin,
        clock=now,
    )
