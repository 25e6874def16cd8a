"""The chart rendered by both Helms, and its objects against the schemas of Kubernetes."""

import functools
import json
import pathlib
import tempfile

import jsonschema
import kubernetes_validate.utils as kubernetes
import yaml
from tools import CHECKOUT, HELM_TOOLS, run

CHART = CHECKOUT / "helm/kezhuan"
NAMESPACE = "kezhuan"
RELEASE = "trial"
HELMS = ("helm3", "helm4")
# What a cluster has beyond Kubernetes itself, as far as the chart speaks to it.
CAPABILITIES = (
    "cert-manager.io/v1", "external-secrets.io/v1", "gateway.networking.k8s.io/v1", "monitoring.coreos.com/v1", "postgresql.cnpg.io/v1",
)
CUSTOM_KINDS = yaml.safe_load((pathlib.Path(__file__).parent / "custom_kinds.yaml").read_text())


def examples() -> dict[str, pathlib.Path]:
    """The example values by name: trial, production, county."""
    return {path.stem.removeprefix("values-"): path for path in sorted(CHART.glob("**/values-*.yaml"))}


def helm(program: str, *arguments) -> str:
    return run(HELM_TOOLS / "bin" / program, *arguments)


def template(*values: pathlib.Path, helm_program: str = "helm4", chart: pathlib.Path = CHART, overrides: dict | None = None,
             kubernetes_version: str = "1.37.0", upgrade: bool = False) -> str:
    capabilities = [part for name in CAPABILITIES for part in ("--api-versions", name)]
    files = [part for path in values for part in ("--values", path)]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as more:
        yaml.safe_dump(overrides or {}, more)
        more.flush()
        return helm(helm_program, "template", RELEASE, chart, "--namespace", NAMESPACE, "--include-crds", "--kube-version", kubernetes_version,
                    *capabilities, *files, "--values", more.name, *(["--is-upgrade"] if upgrade else []))


def objects(text: str) -> list[dict]:
    found = [each for each in yaml.load_all(text, Loader=yaml.CSafeLoader) if each]
    return [each for one in found for each in (one["items"] if one.get("kind") == "List" else [one])]


def rendered(*values: pathlib.Path, **options) -> list[dict]:
    return objects(template(*values, **options))


def name(found: dict) -> str:
    return f"{found['kind']}/{found['metadata']['name']}"


def minimum() -> str:
    """The oldest Kubernetes that Chart.yaml admits."""
    asked = yaml.safe_load((CHART / "Chart.yaml").read_text())["kubeVersion"]
    return asked.removeprefix(">=").split("-")[0].strip()


def invalid(found: dict, version: str) -> str | None:
    """What a Kubernetes of `version` would refuse in an object, or None."""
    schema = CUSTOM_KINDS.get(f"{found['apiVersion']}/{found['kind']}")
    if schema is not None:
        problems = [*jsonschema.Draft202012Validator(schema).iter_errors(found)]
        return "; ".join(f"{problem.json_path}: {problem.message}" for problem in problems) or None
    try:
        kubernetes.validate(found, version, strict=True)
    except kubernetes.ValidationError as problem:
        return f"{'.'.join(map(str, problem.path))}: {problem.message}"
    except kubernetes.SchemaNotFoundError as unknown:
        return f"{unknown.message}; a kind of an operator belongs into custom_kinds.yaml"
    return None


# Each call would read the same megabytes again.
kubernetes.schema_contents = functools.cache(kubernetes.schema_contents)


def custom_resource_problems(found: dict, definitions: list[dict]) -> list[str]:
    """An object of a kind that the chart itself defines, against that definition."""
    group, _, version = found["apiVersion"].rpartition("/")
    for definition in definitions:
        spec = definition["spec"]
        if (spec["group"], spec["names"]["kind"]) == (group, found["kind"]):
            (schema,) = [known["schema"]["openAPIV3Schema"] for known in spec["versions"] if known["name"] == version]
            return [f"{problem.json_path}: {problem.message}" for problem in jsonschema.Draft202012Validator(closed(schema)).iter_errors(found)]
    return [f"the chart defines no {found['apiVersion']} {found['kind']}"]


def closed(schema):
    """As the API server prunes: what a structural schema does not name is not there."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if isinstance(result.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields") and "additionalProperties" not in schema:
        if not {"apiVersion", "kind", "metadata"} & set(result["properties"]):
            result["additionalProperties"] = False
    return result


def as_json(found) -> str:
    return json.dumps(found, sort_keys=True)
