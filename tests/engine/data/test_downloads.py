"""Downloads from a small server of our own: whole, broken off, damaged, refused, stopped."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import socket
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from tests.engine.data.conftest import Listener, Server
from workbench.engine import downloads
from workbench.engine.control import Stopped
from workbench.engine.data import LoadContext
from workbench.engine.downloads import Remote, fetch, unpack_gzip, unpack_tar
from workbench.errors import DataError

CONTENT = bytes(range(256)) * 2000


def remote(server: Server, *others: Server, content: bytes = CONTENT) -> Remote:
    """A file that the servers should have."""
    server.files.setdefault("/x.gz", content)
    urls = tuple(f"{place.url}/x.gz" for place in (server, *others))
    return Remote("x.gz", hashlib.md5(content, usedforsecurity=False).hexdigest(), urls)


def bring(wanted: Remote, context: LoadContext) -> Path:
    fetch([wanted], context.cache, title="MNIST", context=context)
    return context.cache / wanted.name


def refused(wanted: Remote, context: LoadContext) -> str:
    with pytest.raises(DataError) as caught:
        bring(wanted, context)
    assert not (context.cache / wanted.name).exists()
    return str(caught.value)


def parts(context: LoadContext) -> list[str]:
    return [path.name for path in context.cache.glob("*.part")]


def test_a_file_arrives_whole(server: Server, context: LoadContext, listener: Listener) -> None:
    assert bring(remote(server), context).read_bytes() == CONTENT
    assert parts(context) == []
    last = listener.reports[-1]
    assert (last.what, last.done, last.total, last.unit) == ("Downloading MNIST", len(CONTENT), len(CONTENT), "bytes")


def test_a_file_that_is_here_is_not_downloaded_again(server: Server, context: LoadContext) -> None:
    bring(remote(server), context)
    bring(remote(server), context)
    assert len(server.asked) == 1


def test_a_file_that_was_damaged_on_disk_is_downloaded_again(server: Server, context: LoadContext) -> None:
    bring(remote(server), context).write_bytes(b"damaged")
    assert bring(remote(server), context).read_bytes() == CONTENT


def test_a_broken_connection_is_taken_up_where_it_broke(server: Server, context: LoadContext) -> None:
    server.breaks["/x.gz"] = [200_000, 100_000]
    assert bring(remote(server), context).read_bytes() == CONTENT
    assert [asked for _, asked in server.asked] == ["", "bytes=200000-", "bytes=300000-"]


def test_a_download_goes_on_after_a_restart(server: Server, context: LoadContext) -> None:
    context.cache.mkdir()
    (context.cache / "x.gz.part").write_bytes(CONTENT[:1000])
    assert bring(remote(server), context).read_bytes() == CONTENT
    assert server.asked == [("/x.gz", "bytes=1000-")]


def test_a_download_that_was_complete_is_not_repeated(server: Server, context: LoadContext) -> None:
    context.cache.mkdir()
    (context.cache / "x.gz.part").write_bytes(CONTENT)
    assert bring(remote(server), context).read_bytes() == CONTENT
    assert len(server.asked) == 1


def test_a_server_that_cannot_continue_is_read_from_the_start(server: Server, context: LoadContext) -> None:
    context.cache.mkdir()
    (context.cache / "x.gz.part").write_bytes(CONTENT[:1000])
    server.ranges = False
    assert bring(remote(server), context).read_bytes() == CONTENT
    assert len(server.asked) == 1


@pytest.mark.parametrize("junk", [b"junk" * 100, CONTENT + b"too much"])
def test_an_old_part_that_does_not_fit_is_thrown_away(junk: bytes, server: Server, context: LoadContext) -> None:
    context.cache.mkdir()
    (context.cache / "x.gz.part").write_bytes(junk)
    assert bring(remote(server), context).read_bytes() == CONTENT


def test_a_connection_that_breaks_without_a_byte_is_given_up(server: Server, context: LoadContext) -> None:
    server.breaks["/x.gz"] = [0] * 100
    assert "127.0.0.1: the connection broke after 0.0 MB" in refused(remote(server), context)
    assert len(server.asked) == 1


def test_a_wrong_checksum_removes_the_file_and_says_so(server: Server, context: LoadContext) -> None:
    server.files["/x.gz"] = b"forged"
    message = refused(remote(server), context)
    assert "x.gz arrived damaged (checksum " in message
    assert "was removed" in message
    assert parts(context) == []


def test_the_second_place_helps_out(start_server: Callable[[], Server], context: LoadContext) -> None:
    first, second = start_server(), start_server()
    wanted = remote(second, second)
    wanted = Remote(wanted.name, wanted.md5, (f"{first.url}/x.gz", f"{second.url}/x.gz"))
    assert bring(wanted, context).read_bytes() == CONTENT
    assert len(first.asked) == 1


def test_all_places_and_their_reasons_are_named(start_server: Callable[[], Server], context: LoadContext) -> None:
    places = [start_server(), start_server()]
    wanted = Remote("x.gz", "0" * 32, tuple(f"{place.url}/x.gz" for place in places))
    assert refused(wanted, context) == (
        "MNIST is not on this computer and could not be downloaded from 127.0.0.1: the file is not there (404); "
        "nor from 127.0.0.1: the file is not there (404). "
        "Connect to the network and press Start again, or choose the digits data, which comes with the workbench."
    )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_without_a_server_the_reason_is_in_plain_words(context: LoadContext) -> None:
    wanted = Remote("x.gz", "0" * 32, (f"http://127.0.0.1:{free_port()}/x.gz",))
    assert "could not be downloaded from 127.0.0.1: it refused the connection. Connect" in refused(wanted, context)


def test_without_a_network_the_reason_is_in_plain_words(context: LoadContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    wanted = Remote("x.gz", "0" * 32, ("https://data.example/x.gz",))
    message = refused(wanted, context)
    assert "from data.example: its address could not be looked up, so this computer is probably offline." in message


def test_a_silent_server_is_given_up_and_the_bytes_are_kept(
    server: Server, context: LoadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.1)
    server.silent = True
    wanted = remote(server)
    monkeypatch.setattr(downloads, "TRIES", 1)
    assert "the connection broke 1 times" in refused(wanted, context)
    assert (context.cache / "x.gz.part").read_bytes() == CONTENT[: len(CONTENT) // 2]


def test_stopping_does_not_wait_for_a_silent_server(server: Server, context: LoadContext, listener: Listener) -> None:
    server.silent = True
    stopped_at: list[float] = []

    def stop() -> None:
        server.halfway.wait(30)
        stopped_at.append(time.perf_counter())
        listener.stopping.set()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(Stopped):
        bring(remote(server), context)
    waited = time.perf_counter() - stopped_at[0]
    stopper.join()
    assert waited < 1  # 0.1 s on an idle machine; the server keeps silent for 30
    assert parts(context) == ["x.gz.part"]


def test_a_download_that_was_stopped_goes_on(server: Server, context: LoadContext, listener: Listener) -> None:
    wanted = remote(server)
    listener.stopping.set()
    with pytest.raises(Stopped):
        bring(wanted, context)
    listener.stopping.clear()
    assert bring(wanted, context).read_bytes() == CONTENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(server: Server, context: LoadContext) -> None:
    context.cache.mkdir()
    (context.cache / "x.gz.part").symlink_to("/dev/full")
    assert "The disk is full" in refused(remote(server), context)


def test_a_download_that_does_not_fit_on_the_disk_is_not_begun(
    server: Server, context: LoadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100_000))
    assert "The download needs 0.5 MB, and the disk of" in refused(remote(server), context)


def test_a_folder_that_cannot_be_made_is_told(server: Server, context: LoadContext) -> None:
    context.cache.write_text("a file is in the way")
    with pytest.raises(DataError, match="cannot be written: "):
        fetch([remote(server)], context.cache, title="MNIST", context=context)


def test_two_workbenches_do_not_write_the_same_file(server: Server, context: LoadContext, listener: Listener) -> None:
    context.cache.mkdir()
    other = FileLock(context.cache / ".lock")
    waited: list[str] = []

    def report(progress: object) -> None:
        waited.append(str(progress))
        other.release()

    with other:
        fetch(
            [remote(server)],
            context.cache,
            title="MNIST",
            context=LoadContext(context.cache, report, context.check),
        )
    assert "Waiting for another download of MNIST" in waited[0]
    assert (context.cache / "x.gz").exists()


def test_several_files_are_counted(server: Server, context: LoadContext, listener: Listener) -> None:
    one = remote(server)
    fetch([one, Remote("y.gz", one.md5, one.urls)], context.cache, title="MNIST", context=context)
    told = {report.what for report in listener.reports}
    assert told == {"Downloading MNIST (1 of 2)", "Downloading MNIST (2 of 2)"}


def test_a_gzip_file_is_unpacked_whole(tmp_path: Path, context: LoadContext) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(CONTENT))
    unpack_gzip(tmp_path / "x.gz", tmp_path / "deep" / "x", context.check)
    assert (tmp_path / "deep" / "x").read_bytes() == CONTENT


def test_stopping_while_unpacking_leaves_no_half_file(tmp_path: Path, context: LoadContext, listener: Listener) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(CONTENT))
    listener.stopping.set()
    with pytest.raises(Stopped):
        unpack_gzip(tmp_path / "x.gz", tmp_path / "x", context.check)
    assert not (tmp_path / "x").exists()


def test_only_the_named_members_of_an_archive_are_unpacked(tmp_path: Path, context: LoadContext) -> None:
    for name in ("good", "evil"):
        (tmp_path / name).write_text(name)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "good", "in/good")
        packed.add(tmp_path / "evil", "../../evil")
    unpack_tar(tmp_path / "x.tar.gz", {"in/good": tmp_path / "out" / "good"}, context.check)
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["good"]
    assert (tmp_path / "out" / "good").read_text() == "good"
