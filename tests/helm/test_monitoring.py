"""Alerts that fire on figures which exist, each with a runbook; dashboards that show such figures."""

import functools
import json
import pathlib
import re

import pytest
import yaml
from chart import examples, rendered
from tools import CHECKOUT, HELM_TOOLS, absent, run
from workloads import of_kind, selects, workloads

RUNBOOKS = CHECKOUT / "helm/runbooks"
ALERT_TESTS = pathlib.Path(__file__).parent / "alerts.yaml"
METRIC = re.compile(r"\b(?:kezhuan|rpc)_[a-z0-9_]+\b")
# What a Prometheus puts behind the name of an instrument, by its kind and unit.
ENDING = re.compile(r"(_(seconds|bytes|milliseconds|ratio|percent))?(_(total|bucket|sum|count))?")


@functools.cache
def instruments() -> set[str]:
    """The names of the figures that the services keep, as they stand in the code."""
    found = set()
    for source in (CHECKOUT / "services").rglob("src/**/*.rs"):
        found |= set(re.findall(r'"((?:kezhuan|rpc)\.[a-z_.]+)"', source.read_text()))
    return {name.replace(".", "_") for name in found}


def unknown(expression: str) -> list[str]:
    without_texts = re.sub(r'"[^"]*"', '""', expression)
    return [name for name in METRIC.findall(without_texts)
            if not any(name.startswith(known) and ENDING.fullmatch(name[len(known):]) for known in instruments())]


@functools.cache
def found(example: str) -> list[dict]:
    return rendered(examples()[example])


def rules(example: str) -> list[dict]:
    return [rule for each in of_kind(found(example), "PrometheusRule") for group in each["spec"]["groups"] for rule in group["rules"]]


def alerts(example: str) -> dict[str, dict]:
    return {rule["alert"]: rule for rule in rules(example) if "alert" in rule}


def test_figures_are_found_in_the_code():
    assert {"kezhuan_outbox_age", "rpc_server_duration"} <= instruments()
    assert unknown("max(kezhuan_outbox_age_seconds) > 60 and rate(rpc_server_duration_seconds_bucket[5m])") == []
    assert unknown('kezhuan_nothing_total{service="kezhuan_x"}') == ["kezhuan_nothing_total"]


def test_production_is_watched():
    assert alerts("production")
    assert of_kind(found("production"), "ServiceMonitor", "PodMonitor")


@pytest.mark.parametrize("example", examples())
def test_an_alert_says_what_to_do(example):
    for name, alert in alerts(example).items():
        assert alert["labels"]["severity"] in ("critical", "warning", "info"), name
        assert alert["annotations"]["summary"] and alert["annotations"]["description"], name
        assert alert["annotations"]["runbook_url"].endswith(f"/runbooks/{name}.md"), name
        assert "for" in alert, f"{name} fires at the first look"


def test_every_alert_has_a_runbook_and_every_runbook_an_alert():
    written = {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"}
    assert written == set(alerts("production"))
    for name in written:
        text = (RUNBOOKS / f"{name}.md").read_text()
        assert text.startswith(f"# {name}"), name
        assert len(re.findall(r"^## ", text, re.MULTILINE)) >= 2, f"{name}: what it means, and what to do"


@pytest.mark.parametrize("example", examples())
def test_rules_ask_for_figures_that_exist(example):
    assert {rule.get("alert") or rule["record"]: unknown(str(rule["expr"])) for rule in rules(example) if unknown(str(rule["expr"]))} == {}


@pytest.fixture(scope="module")
def promtool() -> pathlib.Path:
    if why := absent("promtool"):
        pytest.skip(why)
    return HELM_TOOLS / "bin/promtool"


@pytest.mark.parametrize("example", examples())
def test_prometheus_takes_the_rules(example, promtool, tmp_path):
    groups = [group for each in of_kind(found(example), "PrometheusRule") for group in each["spec"]["groups"]]
    if groups:
        (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
        run(promtool, "check", "rules", "--lint=all", "--lint-fatal", tmp_path / "rules.yaml")


def test_every_alert_fires_when_it_should_and_only_then(promtool, tmp_path):
    """The series of alerts.yaml: for each alert one that makes it fire and one that does not."""
    groups = [group for each in of_kind(found("production"), "PrometheusRule") for group in each["spec"]["groups"]]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
    wanted = yaml.safe_load(ALERT_TESTS.read_text())
    tried = [case for group in wanted["tests"] for case in group["alert_rule_test"]]
    fires = {case["alertname"] for case in tried if case.get("exp_alerts")}
    assert fires == {case["alertname"] for case in tried if not case.get("exp_alerts")} == set(alerts("production"))
    for group in wanted["tests"]:
        for case in group["alert_rule_test"]:
            for expected in case.get("exp_alerts", []):
                # Texts are read by people; what is tested is that and for whom it fires.
                expected["exp_annotations"] = annotations(case["alertname"], expected)
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump({"rule_files": ["rules.yaml"], **wanted}))
    run(promtool, "test", "rules", tmp_path / "tests.yaml")


def test_no_stream_is_held_to_the_time_of_a_call():
    left_out = re.compile(re.search(r'rpc_method!~"([^"]+)"', str(alerts("production")["KezhuanCallsSlow"]["expr"]))[1])
    streams = {rpc for proto in (CHECKOUT / "proto").rglob("*.proto") for rpc in re.findall(r"rpc (\w+)\([^;]*\bstream\b", proto.read_text())}
    assert len(streams) > 10
    assert {rpc for rpc in streams if not left_out.fullmatch(f"kezhuan.x.v1.XService/{rpc}")} == set()


def annotations(name: str, expected: dict) -> dict[str, str]:
    """The alert's texts with the labels put in; a text with a value is given with the case."""
    texts = dict(alerts("production")[name]["annotations"])
    labels = expected.get("exp_labels", {})
    for key, text in texts.items():
        texts[key] = re.sub(r"{{\s*\$labels\.(\w+)\s*}}", lambda match: str(labels.get(match[1], "")), text)
    return texts | expected.get("exp_annotations", {})


def dashboards(example: str) -> dict[str, dict]:
    maps = [each for each in of_kind(found(example), "ConfigMap") if "grafana_dashboard" in each["metadata"].get("labels", {})]
    return {name: json.loads(text) for each in maps for name, text in each["data"].items()}


def test_dashboards_show_figures_that_exist():
    shown = dashboards("production")
    assert shown
    for name, dashboard in shown.items():
        assert dashboard["title"] and dashboard["uid"], name
        panels = [panel for panel in dashboard["panels"] for panel in (panel, *panel.get("panels", [])) if panel["type"] not in ("row", "text")]
        assert panels, name
        for panel in panels:
            assert panel["title"] and panel["targets"], name
            for target in panel["targets"]:
                assert unknown(target["expr"]) == [], f"{name}: {panel['title']}"
    assert len({dashboard["uid"] for dashboard in shown.values()}) == len(shown)


def test_every_service_is_measured():
    """A monitor means its pods or its Service, on a port they have."""
    present = [workload for workload in workloads(found("production")) if workload.kind == "Deployment"]
    measured = set()
    for monitor in of_kind(found("production"), "PodMonitor"):
        ports = {endpoint["port"] for endpoint in monitor["spec"]["podMetricsEndpoints"]}
        measured |= {workload.name for workload in present if selects(monitor["spec"]["selector"], workload.labels) and ports & set(workload.ports())}
    for monitor in of_kind(found("production"), "ServiceMonitor"):
        ports = {endpoint["port"] for endpoint in monitor["spec"]["endpoints"]}
        for service in of_kind(found("production"), "Service"):
            if selects(monitor["spec"]["selector"], service["metadata"].get("labels", {})) and ports & {port.get("name") for port in service["spec"]["ports"]}:
                measured |= {workload.name for workload in present if selects({"matchLabels": service["spec"].get("selector")}, workload.labels)}
    assert {workload.name for workload in present} <= measured
