"""The gate process: `granian --interface asgi lingnan.gate.asgi:application`."""

from .assembly import build
from .environment import Environment

application = build(Environment.read())
