"""The chart as Helm and the API server see it: it lints, renders the same by both Helms, and is valid."""

import json
import re

import jsonschema
import pytest
import yaml
from chart import CHART, HELMS, as_json, custom_resource_problems, examples, helm, invalid, minimum, name, objects, rendered, template
from tools import CHECKOUT, HELM_TOOLS, run
from workloads import of_kind

# The oldest that the chart admits, the newest that its schemas are here of, and one between.
VERSIONS = [minimum(), "1.34.0", "1.37.0"]


def test_the_examples_are_there():
    assert {"trial", "production", "county"} <= set(examples())


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("program", HELMS)
def test_it_lints(program, example):
    helm(program, "lint", "--strict", "--quiet", CHART, "--values", examples()[example])


@pytest.mark.parametrize("example", examples())
def test_both_helms_render_the_same(example):
    three, four = ({name(each): as_json(each) for each in rendered(examples()[example], helm_program=program)} for program in HELMS)
    assert three == four


@pytest.mark.parametrize("example", examples())
def test_rendering_again_changes_nothing(example):
    """What is made up anew each time, such as a password, would restart every pod at every upgrade."""
    assert template(examples()[example]) == template(examples()[example])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("example", examples())
def test_kubernetes_takes_it(example, version):
    found = rendered(examples()[example], kubernetes_version=version)
    definitions = of_kind(found, "CustomResourceDefinition")
    own = {definition["spec"]["group"] for definition in definitions}
    wrong = []
    for each in found:
        if each["apiVersion"].split("/")[0] in own:
            wrong += [f"{name(each)}: {problem}" for problem in custom_resource_problems(each, definitions)]
        elif problem := invalid(each, version):
            wrong.append(f"{name(each)}: {problem}")
    assert wrong == []


def test_kubernetes_takes_what_operators_are_shown():
    """The objects beside the chart that its README tells people to make."""
    shown = [(path.name, each) for path in sorted(CHART.parent.glob("**/examples/*.yaml")) for each in objects(path.read_text()) if "apiVersion" in each]
    assert [f"{file} {name(each)}: {problem}" for file, each in shown for problem in [invalid(each, "1.37.0")] if problem] == []


def test_kubernetes_refuses_what_it_does_not_know():
    """The check itself: an unknown key, a wrong type, an unknown kind of an operator."""
    deployment = next(each for each in rendered(*examples().values()) if each["kind"] == "Deployment")
    assert invalid(deployment, "1.37.0") is None
    assert "replica" in (invalid({**deployment, "spec": {**deployment["spec"], "replica": 2}}, "1.37.0") or "")
    assert "replicas" in (invalid({**deployment, "spec": {**deployment["spec"], "replicas": "two"}}, "1.37.0") or "")
    assert "custom_kinds" in (invalid({"apiVersion": "monitoring.coreos.com/v1", "kind": "Probe", "metadata": {"name": "x"}}, "1.37.0") or "")
    monitor = {"apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor", "metadata": {"name": "x"},
               "spec": {"selector": {}, "endpoints": [{"ports": "metrics"}]}}
    assert "ports" in (invalid(monitor, "1.37.0") or "")


def test_without_any_values_it_says_what_is_missing_or_renders():
    """A first `helm install` without a file of values must not end in something half."""
    try:
        found = objects(template())
    except AssertionError as refused:
        assert re.search(r"values-[a-z]+\.yaml|set |required", str(refused)), refused
    else:
        assert found


def values_schema() -> dict:
    return json.loads((CHART / "values.schema.json").read_text())


def test_the_schema_of_the_values_is_one():
    jsonschema.Draft7Validator.check_schema(values_schema())
    assert open_objects(values_schema()) == []


def open_objects(schema, path="values") -> list[str]:
    """Places where an unknown key would be taken in silence."""
    if isinstance(schema, list):
        return [each for part in schema for each in open_objects(part, path)]
    if not isinstance(schema, dict):
        return []
    found = [path] if "properties" in schema and schema.get("additionalProperties", True) is True else []
    for key, part in schema.items():
        found += open_objects(part, f"{path}.{key}")
    return found


def tables(values: dict, path: tuple = ()) -> list[tuple]:
    """The places of values.yaml that hold keys."""
    inner = [(*path, key) for key, value in values.items() if isinstance(value, dict) and value]
    return [path, *(place for each in inner for place in tables(values[each[-1]], each))]


def at(values: dict, path: tuple) -> dict:
    for key in path:
        values = values[key]
    return values


def test_a_value_that_is_misspelt_is_refused_everywhere():
    """Beside every key of values.yaml that holds keys, one that nobody knows."""
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    validator = jsonschema.Draft7Validator(values_schema())
    taken = []
    for place in tables(values):
        changed = yaml.safe_load(yaml.safe_dump(values))
        at(changed, place)["nobodyKnowsThis"] = 1
        if validator.is_valid(changed):
            taken.append(".".join(place))
    assert taken == []
    with pytest.raises(AssertionError, match="nobodyKnowsThis"):
        template(examples()["trial"], overrides={"nobodyKnowsThis": 1})


def test_every_value_is_explained():
    """In values.yaml, and from there in the chart's README."""
    run(HELM_TOOLS / "venv/bin/python", CHECKOUT / "helm/values_readme.py", "--check")


@pytest.mark.parametrize("example", examples())
def test_an_example_is_explained(example):
    text = examples()[example].read_text()
    assert text.startswith("#"), "it starts by saying for whom it is"
    assert examples()[example].name in "".join(path.read_text() for path in CHART.glob("README.md"))


def test_every_service_of_the_suite_is_in_the_chart():
    services = set(run(CHECKOUT / "helm/images/collect.sh", "--images").split()) - {"kezhuan"}
    for example in examples():
        found = rendered(examples()[example])
        deployed = {re.search(r"kezhuan-([a-z-]+)[:@]", container["image"]) for each in of_kind(found, "Deployment")
                    for container in each["spec"]["template"]["spec"]["containers"]}
        assert services <= {match[1] for match in deployed if match}, example


def test_the_chart_and_the_suite_are_of_one_version():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    suite = re.search(r'^version = "(.+)"$', (CHECKOUT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    assert chart["appVersion"] == suite
