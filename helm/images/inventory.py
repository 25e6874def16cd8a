"""Says what each image is made of: a CycloneDX inventory and the licences with their texts.

Reads `cargo metadata` and the lock file, nothing else of cargo, so that it runs in the builder image as it
is. Input: an image a line, with its programs, as collect.sh has them.
"""

import argparse
import hashlib
import json
import os
import pathlib
import sys
import tomllib
import urllib.parse
import uuid
from datetime import datetime, timezone

FOLDER = "usr/share/doc/kezhuan"
# Files at the top of a crate that are, or belong to, its licence.
TEXTS = ("licen", "copying", "notice", "unlicen", "copyright")
# Known by its package and not by a program of its own name.
PROGRAM_OF_ANOTHER_PACKAGE = {"kezhuan-rule-compiler": "kezhuan-rule-host", "kezhuan-toolbox": "kezhuan"}


class Crates:
    """The packages of the workspace and what they stand on, as cargo resolved them."""

    def __init__(self, metadata: dict, lock: dict):
        self.packages = {package["id"]: package for package in metadata["packages"]}
        self.edges = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
        self.members = {self.packages[member]["name"]: member for member in metadata["workspace_members"]}
        self.checksums = {(p["name"], p["version"]): p.get("checksum") for p in lock["package"]}

    def under(self, programs: list[str]) -> dict[str, bool]:
        """Every package that `programs` are built from; true of those whose code is in them.

        Build scripts, macros and what those need run while a program is built.
        """
        found: dict[str, bool] = {}
        waiting = [(self.members[PROGRAM_OF_ANOTHER_PACKAGE.get(name, name)], True) for name in programs]
        while waiting:
            package, linked = waiting.pop()
            linked = linked and not self.is_macro(package)
            if package in found and found[package] >= linked:
                continue
            found[package] = linked
            for edge in self.edges[package]:
                kinds = {kind["kind"] for kind in edge["dep_kinds"]}
                if None in kinds:
                    waiting.append((edge["pkg"], linked))
                elif "build" in kinds:
                    waiting.append((edge["pkg"], False))
        return found

    def is_macro(self, package: str) -> bool:
        return any("proc-macro" in target["kind"] for target in self.packages[package]["targets"])

    def needed_by(self, package: str, known: set[str]) -> list[str]:
        needed = {edge["pkg"] for edge in self.edges[package] if any(kind["kind"] != "dev" for kind in edge["dep_kinds"])}
        return sorted(self.reference(other) for other in needed & known)

    def reference(self, package: str) -> str:
        found = self.packages[package]
        return purl(found) if found["source"] else f"{found['name']}@{found['version']}"

    def component(self, package: str, linked: bool) -> dict:
        found = self.packages[package]
        component = {
            "type": "library",
            "bom-ref": self.reference(package),
            "name": found["name"],
            "version": found["version"],
            "scope": "required" if linked else "excluded",
            "licenses": licence(found["license"], found["license_file"]),
        }
        checksum = self.checksums.get((found["name"], found["version"]))
        if checksum:
            component["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        if found["source"]:
            component["purl"] = purl(found)
        if found["repository"]:
            component["externalReferences"] = [{"type": "vcs", "url": found["repository"].strip()}]
        return component


def purl(package: dict) -> str:
    return f"pkg:cargo/{package['name']}@{urllib.parse.quote(package['version'], safe='.-')}"


def licence(expression: str | None, file: str | None) -> list[dict]:
    if expression:
        # Crates of before 2018 wrote a slash for OR.
        return [{"expression": expression.replace("/", " OR ")}]
    return [{"license": {"name": f"see {file}" if file else "not stated"}}]


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


def inventory(image: str, programs: list[str], crates: Crates, others: list[dict]) -> dict:
    found = crates.under(programs)
    known = set(found)
    version = crates.packages[crates.members["kezhuan"]]["version"]
    name = image if image == "kezhuan" else f"kezhuan-{image}"
    own = [crates.reference(crates.members[PROGRAM_OF_ANOTHER_PACKAGE.get(p, p)]) for p in programs]
    components = [crates.component(package, linked) for package, linked in found.items()] + others
    dependencies = [{"ref": crates.reference(package), "dependsOn": crates.needed_by(package, known)} for package in found]
    root = f"image:{name}@{version}"
    dependencies.append({"ref": root, "dependsOn": sorted(own + [other["bom-ref"] for other in others])})
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {
            "type": "container", "bom-ref": root, "name": name, "version": version,
            "licenses": [{"expression": "Apache-2.0"}],
        }},
        "components": sorted(components, key=lambda component: component["bom-ref"]),
        "dependencies": sorted(dependencies, key=lambda dependency: dependency["ref"]),
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


def licences(document: dict, folders: dict[str, pathlib.Path]) -> str:
    """The list first, then each text once, with whom it is from."""
    lines = [f"What {document['metadata']['component']['name']} is made of, and under which licences.", ""]
    holders: dict[str, list[str]] = {}
    for component in document["components"]:
        if component["scope"] != "required":
            continue
        stated = component["licenses"][0]
        name = f"{component['name']} {component['version']}"
        lines.append(f"{name}: {stated.get('expression') or stated['license']['name']}")
        folder = folders.get(component["bom-ref"])
        for text in texts(folder) if folder else []:
            holders.setdefault(text, []).append(name)
    ordered = sorted(holders.items(), key=lambda item: (item[1], hashlib.sha256(item[0].encode()).digest()))
    for text, names in ordered:
        lines += ["", "=" * 100, ", ".join(names), "-" * 100, text]
    return "\n".join(lines) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--metadata", "--lock", "--debian", "--out"):
        arguments.add_argument(name, type=pathlib.Path, required=True)
    arguments.add_argument("--rust", required=True, help="the version of Rust's standard library")
    given = arguments.parse_args()

    crates = Crates(json.loads(given.metadata.read_text()), tomllib.loads(given.lock.read_text()))
    others = [debian(line) for line in given.debian.read_text().splitlines()] + [rust(given.rust)]
    folders = {crates.reference(package): pathlib.Path(found["manifest_path"]).parent
               for package, found in crates.packages.items()}
    for line in sys.stdin.read().splitlines():
        image, *programs = line.split()
        document = inventory(image, programs, crates, others)
        folder = given.out / image / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "inventory.cdx.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        (folder / "licences.txt").write_text(licences(document, folders))


if __name__ == "__main__":
    main()
