"""A context that records what it is told, and a small web server with a will of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.engine import data
from workbench.engine.control import Stopped
from workbench.engine.data import LoadContext
from workbench.events import Progress


@dataclass
class Listener:
    """What a job would be: takes progress, and stops when told to."""

    reports: list[Progress] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    checks: int = 0

    def check(self) -> None:
        self.checks += 1
        if self.stopping.is_set():
            raise Stopped


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def context(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> LoadContext:
    return LoadContext(
        cache=tmp_path_factory.mktemp("cache") / "cache",  # not among the pictures of a test
        report=listener.reports.append,
        check=listener.check,
        memory=10**9,
        disk=10**9,
        tell=listener.warnings.append,
    )


@pytest.fixture(autouse=True)
def _nothing_loaded_yet() -> Iterator[None]:
    data._kept.clear()
    yield
    data._kept.clear()


@dataclass
class Server:
    """Serves bytes by path.

    Attributes:
        files: By path, e.g. ``/a.gz``.
        breaks: By path, after how many bytes of its answers to cut the connection, one for each request, then no more.
        ranges: Whether it can continue in the middle of a file.
        asked: Paths, each with the Range header or "".
        silent: While set, an answer stops after its first half until `go_on` is set.
    """

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    breaks: dict[str, list[int]] = field(default_factory=dict)
    ranges: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    silent: bool = False
    halfway: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            server.asked.append((self.path, wanted))
            if self.path not in server.files:
                return self.send_error(404)
            return self._send(server.files[self.path], wanted)

        def _send(self, content: bytes, wanted: str) -> None:
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and server.ranges else 0
            if start >= len(content):
                return self.send_error(416)
            body = content[start:]
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            breaks = server.breaks.get(self.path)
            self._write(body[: breaks.pop(0)] if breaks else body)
            return None

        def _write(self, body: bytes) -> None:
            half = len(body) // 2 if server.silent else 0
            self.wfile.write(body[:half])
            if server.silent:
                self.wfile.flush()
                server.halfway.set()
                server.go_on.wait(30)
                return
            self.wfile.write(body[half:])

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler


@pytest.fixture
def start_server() -> Iterator[Callable[[], Server]]:
    running: list[tuple[Server, ThreadingHTTPServer, threading.Thread]] = []

    def start() -> Server:
        server = Server()
        http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
        server.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, http, thread))
        return server

    yield start
    for server, http, thread in running:
        server.go_on.set()
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture
def server(start_server: Callable[[], Server]) -> Server:
    return start_server()
