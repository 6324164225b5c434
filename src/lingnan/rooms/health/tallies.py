"""How many people hold each colour, by city, for the health department: small counts are withheld from it as well."""

from collections import Counter
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Left

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.rooms.identity import api as identity

from . import models
from .counts import ELSEWHERE, disclosed, divisions_of
from .desks import CITY, ROLE
from .types import ColoursByCity

ORDER = ("red", "yellow", "green", "blue")


def count_colours(*, by: Actor, at: datetime) -> ColoursByCity:
    """The colours that stand now, by the city that each person lived in when hers was given. For a health officer.

    Counts from 1 to 9 are withheld, and as many others as keep them from being worked out. Raises `NotAllowed`.
    """
    identity.require_role(by=by, role=ROLE)
    divisions = divisions_of(local_date(at))
    cells: Counter[tuple[str, str]] = Counter()
    city_of = Left("change__division", CITY)
    rows = models.StandingColour.objects.values_list("change__colour", city_of).annotate(number=Count("pk"))
    for colour, city, number in rows.order_by():
        cells[colour, city if city in divisions else ELSEWHERE] += number
    colours = [colour for colour in ORDER if any(colour == found for found, _ in cells)]
    counts = disclosed(cells=cells, keys=colours, divisions=divisions)
    return ColoursByCity(colours=tuple(colours), divisions=divisions, counts=counts)
