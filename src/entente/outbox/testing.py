"""A small real mail server on the loopback that does as a test tells it."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Sink:
    """What arrived, and how to behave: `script` maps a moment to a reply, "drop" hangs up.

    Moments: greeting, EHLO, MAIL, RCPT, DATA, body (in the midst of it), dot (after the final one).
    """

    port: int = 0
    script: dict[str, str] = field(default_factory=dict)
    accepted: list[tuple[str, str, bytes]] = field(default_factory=list)
    connections: int = 0
    heard: list[bytes] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    def say(self, moment: str, usual: str) -> bool:
        """Reply; False when the script hangs up here."""
        reply = self.server.sink.script.get(moment, usual)
        if reply == "drop":
            return False
        self.wfile.write(f"{reply}\r\n".encode())
        return True

    def handle(self) -> None:
        sink = self.server.sink
        sink.connections += 1
        with contextlib.suppress(ConnectionError):
            if self.say("greeting", "220 sink") and not self.session(sink):
                self.connection.close()

    def session(self, sink: Sink) -> bool:
        sender = to = ""
        while line := self.rfile.readline():
            sink.heard.append(line)
            verb = line[:4].upper().decode("ascii", "replace").strip()
            if verb == "QUIT":
                self.say("QUIT", "221 bye")
                return True
            if verb == "DATA" and "DATA" not in sink.script:
                if not self.message(sink, sender, to):
                    return False
                continue
            if verb == "MAIL":
                sender = line.decode().split("<")[1].split(">")[0]
            if verb == "RCPT":
                to = line.decode().split("<")[1].split(">")[0]
            if not self.say(verb, "250 sink" if verb == "EHLO" else "250 fine"):
                return False
        return True

    def message(self, sink: Sink, sender: str, to: str) -> bool:
        self.wfile.write(b"354 go on\r\n")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            if "body" in sink.script:
                return False
        if not line:
            return False
        if sink.script.get("dot", "250")[:1] in "2d":
            sink.accepted.append((sender, to, b"".join(lines)))
        return self.say("dot", "250 taken")


@contextlib.contextmanager
def sink(**script: str) -> Iterator[Sink]:
    """A server on a port of its own for as long as the test runs."""
    made = Sink(script=script)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.sink = made
        made.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        server.shutdown()
