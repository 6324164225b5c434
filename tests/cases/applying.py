"""The form filled in and sent, as the pages do it."""

from uuid import UUID

from tests.house import AT, BOTH, Family

MOBILE = {"contact.mobile": "13800138000"}


def api():
    from lingnan.rooms.cases import api

    return api


def start(family: Family, by=None):
    return api().start_draft(services=BOTH, subject_key=family.father_key, by=by or family.daughter, at=AT)


def filled(family: Family):
    return api().save_answers(uuid=start(family).uuid, step="contact", raw=MOBILE, by=family.daughter, at=AT)


def submit(family: Family) -> UUID:
    """Send without deciding."""
    return api().submit_draft(uuid=filled(family).uuid, consent=True, by=family.daughter, at=AT)


def send(family: Family, draft: UUID):
    application = api().submit_draft(uuid=draft, consent=True, by=family.daughter, at=AT)
    for case in api().get_application(uuid=application, by=family.daughter).cases:
        api().decide_case(uuid=case.uuid, at=AT)
    card, allowance = api().get_application(uuid=application, by=family.daughter).cases
    return card, allowance


def apply(family: Family):
    """Fill in, send and decide; returns the two cases, the card's and the allowance's."""
    return send(family, filled(family).uuid)
