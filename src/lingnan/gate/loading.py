"""Reading everything that a gate needs, through the views made for it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from struct import unpack
from typing import Any

from psycopg import AsyncConnection

from lingnan.engine.credentials import KeyEntry, KeySet, Purpose, Status, read_cose_key
from lingnan.engine.secrecy import Vault

from .snapshot import Contents, Device, Place

# The codes' room seals its keys under this name.
SEALED_FOR = "codes.key.sealed"
# A row a list and status, its places four bytes each: a row for each of a million would take ten times as long.
STATUSES = "SELECT list_id, status, string_agg(int4send(index), ''::bytea) FROM gate_status GROUP BY list_id, status"
# Small enough that a gate which loads afresh goes on serving between two portions.
PORTION = 5_000

Connection = AsyncConnection[Any]


async def load_contents(connection: Connection, vault: Vault) -> Contents:
    """Everything, as the connection's transaction sees it."""
    contents = Contents(
        keys=await load_keys(connection, vault),
        kinds=await load_kinds(connection),
        withdrawn=await load_withdrawn(connection),
        devices=await load_devices(connection),
    )
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(STATUSES)
        async for list_id, status, packed in cursor:
            await _set_statuses(contents, list_id, Status(status), unpack(f">{len(packed) // 4}i", packed))
    contents.end(await load_ended(connection))
    return contents


async def _set_statuses(contents: Contents, list_id: int, status: Status, indices: Sequence[int]) -> None:
    for begin in range(0, len(indices), PORTION):
        contents.set_statuses(list_id=list_id, indices=indices[begin : begin + PORTION], status=status)
        await asyncio.sleep(0)


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


async def load_ended(connection: Connection) -> Sequence[int]:
    """The lists that have ended."""
    rows = await connection.execute("SELECT id FROM gate_list WHERE is_ended")
    return [list_id for (list_id,) in await rows.fetchall()]


async def load_withdrawn(connection: Connection) -> Mapping[Place, datetime]:
    """Since when the paper of a credential is lost."""
    rows = await connection.execute("SELECT list_id, index, paper_withdrawn_at FROM gate_withdrawal")
    return {Place(list_id=list_id, index=index): moment for list_id, index, moment in await rows.fetchall()}


async def load_devices(connection: Connection) -> Mapping[bytes, Device]:
    """The paired devices by the digests of their keys, the revoked ones too."""
    rows = await connection.execute("SELECT key_digest, uuid::text, is_revoked FROM gate_device")
    return {bytes(digest): Device(uuid, is_revoked) for digest, uuid, is_revoked in await rows.fetchall()}
