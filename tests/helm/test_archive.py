"""A county's Postgres, by the arguments of its pod: its archive and a base backup bring it back to a point (helm/operating.md)."""

import os
import pathlib
import tarfile
import time

from chart import examples, rendered
from servers import Postgres
from tools import CHECKOUT
from workloads import component, workloads

ADMIN, SECRET = "kezhuan_admin", "trial"


def arguments(archive: pathlib.Path) -> list[str]:
    (server,) = [workload for workload in workloads(rendered(examples()["county"])) if component(workload) == "postgres"]
    return [part.replace("/archive", str(archive)) for part in server.pod["containers"][0]["args"]]


def test_it_comes_back_to_a_point(tmp_path):
    programs, archive, restored = Postgres(tmp_path), tmp_path / "archive", tmp_path / "restored"
    programs.make(tmp_path / "data", ADMIN, SECRET)
    archive.mkdir()
    archive.chmod(0o777)

    def ask(port: int, statement: str) -> str:
        return programs.run("psql", "-h", "127.0.0.1", "-p", port, "-U", ADMIN, "-d", "postgres", "-XAtqc", statement, PGPASSWORD=SECRET).strip()

    def archived(port: int) -> None:
        last = ask(port, "SELECT pg_walfile_name(pg_switch_wal())")
        until = time.monotonic() + 30
        while not (archive / "wal" / last).exists():
            assert time.monotonic() < until, (tmp_path / "log").read_text()[-4000:]
            time.sleep(0.05)

    with programs.serving(tmp_path / "data", *arguments(archive)) as port:
        ask(port, "CREATE TABLE contract (number integer); INSERT INTO contract VALUES (1)")
        # As operating.md says it, but that it comes over the network here.
        programs.run("pg_basebackup", "-h", "127.0.0.1", "-p", port, "-U", ADMIN, "-D", archive / "base", "-Ft", "-z", "--wal-method=none",
                     "--checkpoint=fast", PGPASSWORD=SECRET)
        ask(port, "INSERT INTO contract VALUES (2)")
        ask(port, "SELECT pg_create_restore_point('before the mistake')")
        ask(port, "DELETE FROM contract")
        archived(port)

    restored.mkdir(mode=0o700)
    with tarfile.open(archive / "base/base.tar.gz") as base:
        base.extractall(restored)
    (restored / "recovery.signal").touch()
    with open(restored / "postgresql.auto.conf", "a") as settings:
        settings.write(f"restore_command = 'cp {archive}/wal/%f %p'\nrecovery_target_name = 'before the mistake'\nrecovery_target_action = 'promote'\n")
    give(restored, programs.account.get("user"))
    # By the pod's arguments again: with fewer connections than before it would not start.
    with programs.serving(restored, *arguments(archive)) as port:
        until = time.monotonic() + 30
        while ask(port, "SELECT pg_is_in_recovery()") == "t":
            assert time.monotonic() < until, "it does not come out of recovery"
            time.sleep(0.05)
        assert ask(port, "SELECT string_agg(number::text, ',' ORDER BY number) FROM contract") == "1,2"


def give(folder: pathlib.Path, user: int | None) -> None:
    for path in [folder, *folder.rglob("*")] if user is not None else []:
        os.chown(path, user, -1)


def test_what_is_done_by_hand_has_the_pod_s_volumes():
    """The pod of the example sees the data and the archive where the server has them."""
    shown = (CHECKOUT / "helm/kezhuan/examples/restore-county.yaml").read_text()
    (server,) = [workload for workload in workloads(rendered(examples()["county"])) if component(workload) == "postgres"]
    mounts = {mount["mountPath"] for mount in server.pod["containers"][0]["volumeMounts"] if mount["name"] in ("storage", "archive")}
    assert mounts == {"/var/lib/postgresql", "/archive"}
    assert all(f"mountPath: {path}" in shown for path in mounts)
    assert server.pod["containers"][0]["image"] in shown
