"""What the images say they are made of: complete, in the format it claims, under licences that may be."""

import functools
import json
import pathlib
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import Licensing
from tools import CHECKOUT, run

# What a county may run and pass on without more than naming the authors and giving the source of files
# it changed (MPL-2.0). Of `A OR B` one of these is enough.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "bzip2-1.0.6",
    "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}
SPDX = Licensing()
IMAGES = {image: programs for image, *programs in map(str.split, run(CHECKOUT / "helm/images/collect.sh", "--programs").splitlines())}


@pytest.fixture(scope="session")
def inventories(metadata, tmp_path_factory) -> dict[str, tuple[dict, str]]:
    """The documents of each image, as the build of the images makes them."""
    return made(metadata, tmp_path_factory.mktemp("inventories"))


def made(metadata: dict, folder: pathlib.Path) -> dict[str, tuple[dict, str]]:
    (folder / "metadata.json").write_text(json.dumps(metadata))
    (folder / "debian.txt").write_text("libc6 2.36-9+deb12u13 glibc\nca-certificates 20230311 ca-certificates\n")
    lines = "".join(f"{image} {' '.join(programs)}\n" for image, programs in IMAGES.items())
    run(CHECKOUT / "helm/images/crates.sh", folder / "crates")
    run("python3", CHECKOUT / "helm/images/inventory.py", "--crates", folder / "crates", "--metadata", folder / "metadata.json",
        "--debian", folder / "debian.txt", "--rust", "1.95.0", "--out", folder, input=lines)
    documents = {image: folder / image / "usr/share/doc/kezhuan" for image in IMAGES}
    return {image: (json.loads((place / "inventory.cdx.json").read_text()), (place / "licences.txt").read_text())
            for image, place in documents.items()}


def required(document: dict) -> dict[str, dict]:
    return {f"{c['name']}-{c['version']}": c for c in document["components"] if c["scope"] == "required"}


@pytest.mark.parametrize("image", ["kezhuan", "scoreboard"])
def test_an_inventory_is_what_the_format_asks(inventories, image):
    document, _ = inventories[image]
    problem = JsonStrictValidator(SchemaVersion.V1_5).validate_str(json.dumps(document))
    assert problem is None
    known = {component["bom-ref"] for component in document["components"]} | {document["metadata"]["component"]["bom-ref"]}
    for dependency in document["dependencies"]:
        assert {dependency["ref"], *dependency["dependsOn"]} <= known


@pytest.mark.parametrize("image", IMAGES)
def test_every_crate_that_is_in_a_program_is_in_its_inventory(inventories, programs, image):
    """Panics name the file they are in, and so the crate: the programs themselves say what they hold."""
    document, _ = inventories[image]
    held = set()
    for program in IMAGES[image]:
        found = re.findall(rb"/registry/src/[^/]+/([A-Za-z0-9_-]+-\d+\.\d+\.\d+[A-Za-z0-9.+-]*)/", (programs / program).read_bytes())
        held |= {crate.decode() for crate in found}
    assert len(held) > 20, "programs name the files of their panics"
    assert held <= set(required(document))


def test_tools_of_the_build_are_told_apart(inventories):
    scopes = {component["name"]: component["scope"] for component in inventories["contracts"][0]["components"]}
    assert scopes["protox"] == scopes["prost-build"] == "excluded"
    assert scopes["tonic"] == scopes["kezhuan-law"] == scopes["wasmtime"] == scopes["libc6"] == scopes["rust-std"] == "required"
    assert "kezhuan-testkit" not in scopes and "proptest" not in scopes, "what only tests need is no part"


@functools.cache
def allowed(expression: str) -> bool:
    parsed = SPDX.parse(expression)
    known = {licence: SPDX.TRUE if licence.render() in ALLOWED else SPDX.FALSE for licence in parsed.literals}
    return parsed.subs(known).simplify() == SPDX.TRUE


@pytest.mark.parametrize("image", IMAGES)
def test_licences_may_be(inventories, image):
    document, text = inventories[image]
    refused = []
    for component in required(document).values():
        stated = component["licenses"][0]
        if component["bom-ref"].startswith("pkg:deb/"):
            continue
        if "expression" not in stated or not allowed(stated["expression"]):
            refused.append(f"{component['name']}: {stated}")
        assert f"\n{component['name']} {component['version']}: " in text
    assert refused == []


def test_other_licences_may_not_be():
    assert allowed("MIT OR GPL-3.0-only")
    assert allowed("(MIT OR Apache-2.0) AND Unicode-3.0")
    assert not allowed("MIT AND GPL-3.0-only")
    assert not allowed("AGPL-3.0-only")


def test_texts_are_there_once_with_their_holders(inventories):
    _, text = inventories["contracts"]
    parts = text.split("\n\n" + "=" * 100 + "\n")[1:]
    bodies = [part.split("\n" + "-" * 100 + "\n", 1)[1] for part in parts]
    assert len(bodies) == len(set(bodies)) > 50
    assert any("tokio 1." in part.splitlines()[0] and "Permission is hereby granted" in part for part in parts)


def test_the_same_sources_give_the_same_documents(inventories, metadata, tmp_path):
    assert made(metadata, tmp_path) == inventories
