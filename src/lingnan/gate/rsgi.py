"""The gate process: `granian --interface rsgi lingnan.gate.rsgi:application`."""

from .assembly import build
from .environment import Environment

application = build(Environment.read())
