"""Asks a rule package's rule.py its own worked cases, in this interpreter instead of WebAssembly: building one takes half a
minute. The classes that componentize-py makes of the interface are made here after its rules.

usage: worked_cases.py FOLDER"""
import dataclasses
import enum
import json
import re
import sys
import tomllib
import types
from pathlib import Path

NUMBER = re.compile(r"[su](8|16|32|64)")


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


class Interface:
    """The types of a hook, by their names in its WIT file."""

    def __init__(self, wit: str):
        wit = re.sub(r"//.*", "", wit)
        self.fields: dict[str, list[tuple[str, str]]] = {}
        self.classes: dict[str, type] = {}
        for kind, name, body in re.findall(r"(record|enum) ([\w-]+) \{(.*?)\}", wit, re.DOTALL):
            members = [member.strip() for member in body.split(",") if member.strip()]
            if kind == "enum":
                labels = [member.replace("-", "_").upper() for member in members]
                self.classes[name] = enum.Enum(camel(name), labels)
                continue
            fields = [tuple(part.strip() for part in member.split(":")) for member in members]
            self.fields[name] = [(field.replace("-", "_"), of) for field, of in fields]
            names = [field for field, _ in self.fields[name]]
            self.classes[name] = dataclasses.make_dataclass(camel(name), names)

    def value(self, of: str, given):
        """What stands in JSON, as a rule is given it."""
        if outer := re.fullmatch(r"(list|option)<(.*)>", of):
            if outer[1] == "list":
                return [self.value(outer[2], item) for item in given]
            return None if given is None else self.value(outer[2], given)
        if of == "setting":
            return types.SimpleNamespace(value=given)
        if of == "date":
            return self.classes[of](*map(int, given.split("-")))
        if of in self.fields:
            known = {field for field, _ in self.fields[of]}
            assert set(given) <= known, f"{of} has no {set(given) - known}"
            return self.classes[of](*[self.value(inner, given.get(field)) for field, inner in self.fields[of]])
        if of in self.classes:
            return self.classes[of][given]
        kind = int if NUMBER.fullmatch(of) else {"string": str, "bool": bool}[of]
        assert type(given) is kind, f"{given!r} is no {of}"
        return given

    def json(self, of: str, answered):
        """What a rule answered, as JSON; a value of another type is none."""
        if outer := re.fullmatch(r"(list|option)<(.*)>", of):
            if outer[1] == "list":
                return [self.json(outer[2], item) for item in answered]
            return None if answered is None else self.json(outer[2], answered)
        if of in self.classes:
            assert isinstance(answered, self.classes[of]), f"{answered!r} is no {of}"
        if of in self.fields:
            members = [(field, self.json(inner, getattr(answered, field))) for field, inner in self.fields[of]]
            return {field: value for field, value in members if value is not None}
        return answered.name if of in self.classes else self.value(of, answered)


def importable(interface: Interface) -> None:
    """`wit_world.exports`, as rule.py imports it."""
    for name in ["wit_world", "wit_world.exports", "wit_world.exports.rule"]:
        sys.modules[name] = types.ModuleType(name)
    sys.modules["wit_world.exports"].Rule = type("Rule", (), {})
    for name, made in interface.classes.items():
        setattr(sys.modules["wit_world.exports.rule"], camel(name), made)


def header(manifest: dict, settings: dict, case: dict) -> dict:
    tenant = case.get("tenant", manifest["owner"])
    figures = {name: setting["default"] for name, setting in settings.items()} | case.get("settings", {})
    return {
        "hook": case["hook"],
        "ver": "1.0.0",
        "tenant": tenant,
        "division": tenant,
        "as_of": case["on"],
        "params": [{"name": name, "value": figures[name]} for name in sorted(figures)],
        "budget_left_fen": case.get("budget_left_fen"),
    }


def main(folder: Path) -> int:
    interface = Interface((folder / "wit/hook.wit").read_text(encoding="utf-8"))
    importable(interface)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(folder))
    from rule import Rule

    manifest, settings = (
        tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in ["manifest.toml", "settings.toml"]
    )
    failed = 0
    lines = (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    for case in map(json.loads, lines):
        facts = interface.value("facts", {"header": header(manifest, settings, case)} | case["facts"])
        answered = interface.json("outcome", Rule().decide(facts))
        if answered != case["outcome"]:
            failed += 1
            print(f"case {case['id']}: expected {case['outcome']}, got {answered}")
    print(f"cases: {len(lines) - failed} passed, {failed} failed")
    return 1 if failed or not lines else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
