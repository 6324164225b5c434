"""Linux's promise that a child does not outlive its parent."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask to be sent `number` when the parent dies, be it by kill -9. Called in the child."""
    _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
