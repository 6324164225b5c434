"""Whether a port is free, said in one sentence before a server is started."""

import errno
import socket
import time

from lingnan.kernel.errors import LingnanError


class PortTaken(LingnanError):
    """Another program listens there."""

    code = "port-taken"
    status = 503
    message = "端口 %(port)d 已被别的程序占用。请先停掉它，或换一个，例如：LINGNAN_PORT=%(other)d lingnan up。"


def require_free(host: str, port: int, *, patience: float = 0.0) -> None:
    """Raise `PortTaken` if someone still listens on the port after `patience` seconds."""
    give_up = time.monotonic() + patience
    while not is_free(host, port):
        if time.monotonic() >= give_up:
            raise PortTaken(port=port, other=_next_free(host, port + 2))
        time.sleep(0.1)


def is_free(host: str, port: int) -> bool:
    """True if we could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def _next_free(host: str, port: int) -> int:
    while not (is_free(host, port) and is_free(host, port + 1)):
        port += 2
    return port
