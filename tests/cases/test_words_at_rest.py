"""What people write in their own words: a stolen dump of the database tells none of it."""

from datetime import timedelta

from django.db import connection

from lingnan.kernel.actors import Actor
from tests.cases.applying import api, filled, send
from tests.house import AT, Family, officer
from tests.outreach.test_inbox import deliver_all

DISPUTE, NOTE, REASON = "他2024年中风后搬到女儿家", "已上门看望本人，行动不便", "医院来函，持证人已经去世"
LATER = AT + timedelta(days=1)


def _dump() -> str:
    """Every row of every table as text, bytes in hexadecimal."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT string_agg(t::text, ' ') FROM {table} t" for table in tables))
        return " ".join(text for (text,) in cursor.fetchall() if text)


def test_disputes_notes_and_reasons_are_read_by_those_concerned_and_by_no_thief(family: Family, clerk: Actor) -> None:
    from lingnan.rooms.licences import api as licences
    from lingnan.rooms.outreach import api as outreach

    draft = filled(family)
    element = "person.household_address"
    api().dispute_fact(uuid=draft.uuid, element=element, note=DISPUTE, by=family.daughter, at=AT)
    card, _ = send(family, draft.uuid)
    assert api().review_case(uuid=card.uuid, by=clerk, at=LATER).disputes == {element: DISPUTE}
    decided = api().decide_by_officer(uuid=card.uuid, granted=True, note=NOTE, by=clerk, at=LATER)
    assert api().get_case(uuid=card.uuid, by=family.daughter).note == NOTE
    licences.revoke_licence(uuid=decided.licence, reason=REASON, by=officer("licence-officer"), at=LATER)
    deliver_all()
    told = {each.kind: each.params for each in outreach.list_messages(person_key=family.father_key)}
    assert told["licence-revoked"] == {"licence_kind": "senior-card", "reason": REASON}
    dump = _dump()
    assert [words for words in (DISPUTE, NOTE, REASON) if words in dump or words.encode().hex() in dump] == []
