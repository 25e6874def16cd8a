"""What several files of tests share; and an end that reads like cargo's, since run-tests.sh adds both up."""

import json
import pathlib

import pytest
from containers import Store
from tools import CHECKOUT, absent, run


def pytest_addoption(parser):
    parser.addoption("--programs", type=pathlib.Path, help="folder of built programs; without it target/debug")


def pytest_terminal_summary(terminalreporter):
    outcome = {name: terminalreporter.stats.get(name, []) for name in ("passed", "failed", "error", "skipped")}
    failed = len(outcome["failed"]) + len(outcome["error"])
    skipped = len(outcome["skipped"])
    for report in outcome["failed"] + outcome["error"]:
        terminalreporter.write_line(f"test {report.nodeid.replace(' ', '_')} ... FAILED")
    for report in outcome["skipped"]:
        terminalreporter.write_line(f"SKIPPED: {report.nodeid.split('::')[-1]}: {report.longrepr[2].removeprefix('Skipped: ')}")
    # A skipped test has passed to cargo; what counts them takes it off again.
    passed = len(outcome["passed"]) + skipped
    terminalreporter.write_line(f"test result: {'FAILED' if failed else 'ok'}. {passed} passed; {failed} failed;")


@pytest.fixture(scope="session")
def metadata() -> dict:
    """What cargo says of the workspace and everything it stands on."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]
    return json.loads(run(*command, cwd=CHECKOUT))


@pytest.fixture(scope="session")
def programs(request) -> pathlib.Path:
    """The built programs."""
    given = request.config.getoption("--programs")
    folder = given or pathlib.Path(request.getfixturevalue("metadata")["target_directory"]) / "debug"
    if not (folder / "kezhuan").exists():
        pytest.fail(f"{folder} holds no programs: cargo build")
    return folder


@pytest.fixture(scope="session")
def images() -> list[str]:
    return run(CHECKOUT / "helm/images/collect.sh", "--images").split()


@pytest.fixture(scope="session")
def store(programs, images, tmp_path_factory):
    """The images, built twice: the second time from the same programs, copied at another moment."""
    if why := absent("buildah"):
        pytest.skip(why)
    store = Store(tmp_path_factory.mktemp("images"))
    store.build(programs, "first", *images)
    again = store.folder / "again"
    again.mkdir()
    for program in sorted(programs.glob("kezhuan*"), reverse=True):
        if program.is_file() and not program.suffix:
            (again / program.name).write_bytes(program.read_bytes())
            (again / program.name).chmod(0o700)
    store.build(again, "second", "scoreboard", "rules")
    return store
