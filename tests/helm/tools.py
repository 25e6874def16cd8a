"""Where the set-up put things, and commands that say what went wrong."""

import os
import pathlib
import subprocess

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = pathlib.Path(os.environ.get("KEZHUAN_TOOLS", CHECKOUT / ".tools")).resolve()
HELM_TOOLS = TOOLS / "helm"


def run(*command, **options) -> str:
    """What `command` prints; an exception with what it said on stderr when it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-8000:]}")
    return done.stdout


def absent(name: str) -> str | None:
    """Why the set-up could not bring `name`; None when it is here."""
    noted = HELM_TOOLS / "absent"
    for line in noted.read_text().splitlines() if noted.exists() else []:
        known, why = line.split("\t", 1)
        if known == name:
            return why
    return None
