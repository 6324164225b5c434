"""What every room's HTTP door knows of a request."""

from django.http import HttpRequest

from .actors import Actor


class ActorRequest(HttpRequest):
    """A request whose sender is known. The API's authentication puts the actor there, above the rooms."""

    auth: Actor
