"""Reading everything that a gate needs, through the views made for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lingnan.engine.credentials import KeyEntry, KeySet, Purpose, Status, read_cose_key
from lingnan.engine.secrecy import Vault

from .snapshot import Contents, Place

# The codes' room seals its keys under this name.
SEALED_FOR = "codes.key.sealed"
# Small enough that a gate which loads afresh goes on serving between two portions.
PORTION = 2_000

Connection = AsyncConnection[Any]


async def load_contents(connection: Connection, vault: Vault) -> Contents:
    """Everything, as the connection's transaction sees it."""
    contents = Contents(
        keys=await load_keys(connection, vault),
        kinds=await load_kinds(connection),
        withdrawn=await load_withdrawn(connection),
    )
    async with connection.cursor(name="statuses", binary=True) as cursor:
        await cursor.execute("SELECT list_id, index, status FROM gate_status")
        while rows := await cursor.fetchmany(PORTION):
            for list_id, index, status in rows:
                contents.set_status(place=Place(list_id=list_id, index=index), status=Status(status))
    return contents


async def load_keys(connection: Connection, vault: Vault) -> KeySet:
    """The keys: shared secrets opened, the others in their public part."""
    rows = await connection.execute("SELECT purpose, public, sealed, not_before, not_after, revoked_at FROM gate_key")
    return KeySet(
        entries=tuple(
            KeyEntry(
                key=read_cose_key(bytes(public) if public else vault.open(sealed=sealed, purpose=SEALED_FOR)),
                purposes=frozenset({Purpose(purpose)}),
                not_before=not_before,
                not_after=not_after,
                revoked_at=revoked_at,
            )
            for purpose, public, sealed, not_before, not_after, revoked_at in await rows.fetchall()
        )
    )


async def load_kinds(connection: Connection) -> Mapping[int, str]:
    """The kind of credential of each status list."""
    return dict(await (await connection.execute("SELECT id, kind FROM gate_list")).fetchall())


async def load_withdrawn(connection: Connection) -> Mapping[Place, datetime]:
    """Since when the paper of a credential is lost."""
    rows = await connection.execute("SELECT list_id, index, paper_withdrawn_at FROM gate_withdrawal")
    return {Place(list_id=list_id, index=index): moment for list_id, index, moment in await rows.fetchall()}
