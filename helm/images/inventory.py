"""Says what each image is made of: a CycloneDX inventory and the licences with their texts.

Joins what cargo-cyclonedx says of an image's packages (crates.sh) with what did not come from cargo. Input: an
image a line, with its programs, as collect.sh has them.
"""

import argparse
import hashlib
import json
import os
import pathlib
import sys
import urllib.parse
import uuid
from datetime import datetime, timezone

FOLDER = "usr/share/doc/kezhuan"
# Files at the top of a crate that are, or belong to, its licence.
TEXTS = ("licen", "copying", "notice", "unlicen", "copyright")
# Known by its package and not by a program of its own name.
PROGRAM_OF_ANOTHER_PACKAGE = {"kezhuan-rule-compiler": "kezhuan-rule-host", "kezhuan-toolbox": "kezhuan"}


def packages(programs: list[str], documents: pathlib.Path) -> list[dict]:
    """What cargo-cyclonedx says of each program's package."""
    names = (PROGRAM_OF_ANOTHER_PACKAGE.get(program, program) for program in programs)
    return [json.loads((documents / f"{name}.cdx.json").read_text()) for name in names]


def crates(found: list[dict]) -> dict[str, dict]:
    """Every package behind `found`, once. What is linked into one program and only builds another is linked."""
    components: dict[str, dict] = {}
    for document in found:
        own = {key: value for key, value in document["metadata"]["component"].items() if key != "components"}
        for component in [*document["components"], own | {"type": "application"}]:
            reference = component["bom-ref"]
            linked = "required" in (component["scope"], components.get(reference, component)["scope"])
            components[reference] = component | {"scope": "required" if linked else "excluded"}
    for component in components.values():
        # What is here under a crate's name is not what the registry may have under it.
        if "hashes" not in component:
            component.pop("purl", None)
    return components


def dependencies(found: list[dict]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for document in found:
        for edge in document["dependencies"]:
            edges.setdefault(edge["ref"], set()).update(edge.get("dependsOn", []))
    return edges


def rust(version: str) -> dict:
    """Every program has Rust's standard library in it, which cargo does not list."""
    return {
        "type": "library", "bom-ref": f"rust-std@{version}", "name": "rust-std", "version": version,
        "scope": "required", "licenses": [{"expression": "MIT OR Apache-2.0"}],
        "externalReferences": [{"type": "vcs", "url": "https://github.com/rust-lang/rust"}],
    }


def debian(line: str) -> dict:
    package, version, source = line.split()
    reference = f"pkg:deb/debian/{package}@{urllib.parse.quote(version, safe='.-~')}"
    return {
        "type": "library" if package.startswith("lib") else "data", "bom-ref": reference, "name": package,
        "version": version, "scope": "required", "purl": reference,
        "licenses": [{"license": {"name": f"see usr/share/doc/{package}/copyright"}}],
        "properties": [{"name": "debian:source", "value": source}],
    }


def inventory(image: str, found: list[dict], others: list[dict]) -> dict:
    components = crates(found)
    name = image if image == "kezhuan" else f"kezhuan-{image}"
    version = found[0]["metadata"]["component"]["version"]
    root = f"image:{name}@{version}"
    own = [document["metadata"]["component"]["bom-ref"] for document in found] + [other["bom-ref"] for other in others]
    edges = dependencies(found) | {root: set(own)}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "tools": found[0]["metadata"]["tools"],
            "component": {
                "type": "container", "bom-ref": root, "name": name, "version": version,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": sorted([*components.values(), *others], key=lambda component: component["bom-ref"]),
        "dependencies": [{"ref": reference, "dependsOn": sorted(edges[reference])} for reference in sorted(edges)],
    }
    if "SOURCE_DATE_EPOCH" in os.environ:
        moment = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
        document["metadata"]["timestamp"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    # The same contents are the same document, whenever and wherever they are written down.
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))}"
    return document


def texts(folder: pathlib.Path) -> list[str]:
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.lower().startswith(TEXTS)
                   and file.suffix.lower() not in (".html", ".rs", ".toml"))
    return [file.read_text(errors="replace").replace("\r\n", "\n").strip() for file in files]


def licences(document: dict, folders: dict[tuple[str, str], pathlib.Path]) -> str:
    """The list first, then each text once, with whom it is from."""
    lines = [f"What {document['metadata']['component']['name']} is made of, and under which licences.", ""]
    holders: dict[str, list[str]] = {}
    for component in document["components"]:
        if component["scope"] != "required":
            continue
        stated = component["licenses"][0]
        name = f"{component['name']} {component['version']}"
        lines.append(f"{name}: {stated.get('expression') or stated['license']['name']}")
        folder = folders.get((component["name"], component["version"]))
        for text in texts(folder) if folder else []:
            holders.setdefault(text, []).append(name)
    ordered = sorted(holders.items(), key=lambda item: (item[1], hashlib.sha256(item[0].encode()).digest()))
    for text, names in ordered:
        lines += ["", "=" * 100, ", ".join(names), "-" * 100, text]
    return "\n".join(lines) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--crates", type=pathlib.Path, required=True, help="folder of the documents that crates.sh makes")
    arguments.add_argument("--metadata", type=pathlib.Path, required=True, help="what `cargo metadata` says: where each crate's texts are")
    arguments.add_argument("--debian", type=pathlib.Path, required=True, help="a package a line: name, version, source")
    arguments.add_argument("--rust", required=True, help="the version of Rust's standard library")
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    given = arguments.parse_args()

    others = [debian(line) for line in given.debian.read_text().splitlines()] + [rust(given.rust)]
    folders = {(package["name"], package["version"]): pathlib.Path(package["manifest_path"]).parent
               for package in json.loads(given.metadata.read_text())["packages"]}
    for line in sys.stdin.read().splitlines():
        image, *programs = line.split()
        document = inventory(image, packages(programs, given.crates), others)
        folder = given.out / image / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "inventory.cdx.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        (folder / "licences.txt").write_text(licences(document, folders))


if __name__ == "__main__":
    main()
