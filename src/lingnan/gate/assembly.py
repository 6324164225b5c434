"""A gate put together for its process."""

import socket
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .app import Gate
from .desk import Desk
from .environment import Environment
from .following import Follower
from .snapshot import Snapshot
from .spool import Spool
from .strain import Strain

PROVINCE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def build(environment: Environment) -> Gate:
    """A gate for this environment, following its database once it is served."""
    snapshot = Snapshot()
    return Gate(
        desk=Desk(snapshot=snapshot, place=socket.gethostname(), zone=PROVINCE_ZONE),
        snapshot=snapshot,
        spool=Spool(folder=environment.spool),
        follow=Follower(
            database_url=environment.database_url,
            database_role=environment.database_role,
            vault=environment.open_vault(),
            snapshot=snapshot,
            clock=now,
        ).run,
        strain=Strain(),
        portal_origin=environment.portal_origin,
        clock=now,
    )
