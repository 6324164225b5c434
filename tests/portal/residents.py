"""Residents at their pages: signed in, with an application sent through the pages alone."""

import re
from html import unescape
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lingnan.kernel.actors import Actor
from tests.house import AT, BOTH, Family

MOBILE = {"contact.mobile": "13800138000"}


def sign_in(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.models import Account

    identity.create_resident_account(username=actor.name, password="-", person_key=actor.person_key, at=AT)
    client = Client()
    client.force_login(Account.objects.get(username=actor.name))
    return client


def text_of(page: HttpResponse) -> str:
    """What a page says: its words without its tags, each run of white space as one space."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def public_id(person_key: int) -> UUID:
    from lingnan.rooms.identity import api as identity

    return identity.get_person(key=person_key).uuid


def begin(client: Client, subject_key: int, services=BOTH) -> UUID:
    """Choose for whom and what; returns the draft's uuid."""
    page = client.post(reverse("apply_begin"), {"subject": public_id(subject_key), "service": services})
    assert page.status_code == 302, text_of(page)
    return UUID(page.url.split("/")[2])


def send(client: Client, draft: UUID) -> UUID:
    """Answer what is asked, agree, and send; returns the application's uuid."""
    client.post(reverse("apply_ask", args=[draft, "contact"]), MOBILE)
    page = client.post(reverse("apply_send", args=[draft]), {"consent": "true"})
    assert page.status_code == 302, text_of(page)
    return UUID(page.url.split("/")[2])


def apply(client: Client, family: Family):
    """The daughter's whole application; returns her father's two cases, the card's and the allowance's."""
    from lingnan.rooms.cases import api as cases

    application = send(client, begin(client, family.father_key))
    return cases.get_application(uuid=application, by=family.daughter).cases
