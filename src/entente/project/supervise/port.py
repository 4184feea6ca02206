"""Finding out whether an address is free, and whether the pages answer there."""

import http.client
import socket

from entente.project.trouble import Trouble

NEIGHBOURS = 20


class PortInUse(Trouble):
    """Something else listens there."""


def is_free(*, host: str, port: int) -> bool:
    """Whether we could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def choose(*, host: str, port: int, is_chosen: bool) -> int:
    """The port if it is free; else the next free one, unless somebody chose it."""
    if is_free(host=host, port=port):
        return port
    if is_chosen:
        raise PortInUse(f"Port {port} on {host} is in use by another program. Choose another.")
    for neighbour in range(port + 1, port + NEIGHBOURS):
        if is_free(host=host, port=neighbour):
            return neighbour
    raise PortInUse(f"Ports {port} to {port + NEIGHBOURS} on {host} are all in use. Choose one.")


def status(*, host: str, port: int, path: str = "/", patience: float = 10.0) -> int:
    """The status with which a page answers there, 0 when nothing does."""
    connection = http.client.HTTPConnection(host, port, timeout=patience)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
