#!/usr/bin/env python3
"""Writes the table of values in the chart's README from values.yaml; --check only says whether it is up to date."""

import json
import pathlib
import re
import sys

CHART = pathlib.Path(__file__).resolve().parent / "kezhuan"
BEGIN, END = "<!-- values: made by ../values_readme.py -->\n", "<!-- end of values -->\n"
LINE = re.compile(r"^(?P<indent> *)(?P<key>[A-Za-z][A-Za-z0-9]*):(?: (?P<value>.*))?$")


def rows(text: str) -> list[tuple[str, str, str]]:
    """Key, default and explanation of every value; a comment stands right above its key."""
    found, path, comment = [], [], []
    for line in text.splitlines():
        said = line.strip()
        if said.startswith("#"):
            comment.append(said.lstrip("# "))
            continue
        match = LINE.match(line)
        if match:
            if not comment:
                sys.exit(f"values.yaml: nothing says what {match['key']} is")
            path = [*path[: len(match["indent"]) // 2], match["key"]]
            found.append((".".join(path), match["value"] or "", " ".join(comment)))
        elif said:
            sys.exit(f"values.yaml: not a key on a line of its own: {line}")
        comment = []
    return found


def table(text: str) -> str:
    lines = ["| key | default | |", "| --- | --- | --- |"]
    for key, value, said in rows(text):
        default = f"`{value}`" if value else ""
        lines.append(f"| `{key}` | {default} | {said} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def undescribed() -> list[str]:
    """Keys that the schema takes and values.yaml does not show, at the top and below it."""
    shown = {key for key, _, _ in rows((CHART / "values.yaml").read_text())}
    properties = json.loads((CHART / "values.schema.json").read_text())["properties"]
    wanted = [key for key in properties] + [f"{key}.{inner}" for key, part in properties.items() for inner in part.get("properties", {})]
    return [key for key in wanted if key not in shown]


def main() -> None:
    readme = CHART / "README.md"
    before, begin, rest = readme.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{readme}: the marks around the table of values are gone")
    if missing := undescribed():
        sys.exit(f"values.yaml does not show what values.schema.json takes: {', '.join(missing)}")
    made = before + BEGIN + table((CHART / "values.yaml").read_text()) + END + after
    if "--check" not in sys.argv[1:]:
        readme.write_text(made)
    elif made != readme.read_text():
        sys.exit("the chart's README is behind its values.yaml: run helm/values_readme.py")


if __name__ == "__main__":
    main()
