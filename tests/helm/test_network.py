"""Who may speak to whom: exactly the arrows of the picture in services/README.md, worked out from the
NetworkPolicies as a cluster would."""

import copy

import pytest
from chart import CHART, examples, objects, rendered
from workloads import Workload, arrows, component, database_pods, may_speak, of_kind, policies_for, selects, workloads

PORTS = {"agriculture": 8448, "contracts": 8443, "events": 8449, "financing": 8446, "incubation": 8447, "rules": 8444, "scoreboard": 8445}
ASKERS = set(PORTS) - {"rules", "scoreboard"}
POSTGRES, NATS = 5432, 4222
# Services that ask rules fetch packages; rules tells them at once what is new, stopped or on trial.
BETWEEN_SERVICES = {(asker, "rules", PORTS["rules"]) for asker in ASKERS} | {("rules", asker, PORTS[asker]) for asker in ASKERS}
# The controller of rule packages hands what it is given to rules, and nobody calls it.
CONTROLLER = {("rule-controller", "rules", PORTS["rules"])}


def between(found: list[dict]) -> set[tuple[str, str, int]]:
    """Arrows between services, on the ports they serve RPCs on."""
    known = set(PORTS) | {"rule-controller"}
    return {arrow for arrow in arrows(found) if arrow[0] in known and arrow[1] in PORTS and arrow[2] in PORTS.values()}


@pytest.fixture(scope="module", params=examples())
def found(request):
    return rendered(examples()[request.param])


def test_services_speak_as_in_the_picture(found):
    present = {component(workload) for workload in workloads(found)}
    assert between(found) == BETWEEN_SERVICES | (CONTROLLER if "rule-controller" in present else set())


def test_no_service_reaches_one_of_its_own_kind_or_a_probe_of_another(found):
    known = set(PORTS)
    others = {arrow for arrow in arrows(found) if arrow[0] in known and arrow[1] in known} - BETWEEN_SERVICES
    assert others == set(), "metrics and probes are for the monitoring and the kubelet"


def test_the_databases_and_the_bus_are_for_the_services(found):
    """Where the chart runs them itself."""
    servers = {name: [workload for workload in workloads(found) if port in workload.ports().values()]
               for name, port in (("postgres", POSTGRES), ("nats", NATS))}
    reach = arrows(found)
    for workload in servers["postgres"]:
        callers = {source for source, target, port in reach if target == component(workload) and port == POSTGRES}
        assert set(PORTS) <= callers, "every service has its database there"
        assert "rule-controller" not in callers
        assert not [arrow for arrow in reach if arrow[0] == component(workload)], "a database calls nobody"
    for workload in servers["nats"]:
        callers = {source for source, target, port in reach if target == component(workload) and port == NATS}
        assert callers == set(PORTS), "the bus is for services alone"


def test_a_cluster_s_databases_are_for_those_that_it_keeps():
    """CloudNativePG's pods are shut as well, and open to the services whose databases they hold, to each other and to nobody else."""
    found = rendered(examples()["production"])
    clusters = {pod.labels["cnpg.io/cluster"].split("-", 1)[1]: pod for pod in database_pods(found)}
    assert set(clusters) == {"cases", "figures"}
    reach = {cluster: {component(workload) for workload in workloads(found) if may_speak(found, workload, pod, POSTGRES)} for cluster, pod in clusters.items()}
    assert reach == {"cases": set(PORTS) - {"scoreboard"} | {"migration"}, "figures": {"scoreboard", "migration"}}
    for pod in clusters.values():
        assert {direction for direction in ("Ingress", "Egress") if policies_for(found, pod, direction)} == {"Ingress", "Egress"}
        assert {port for port in (POSTGRES, 8000, 9187) if may_speak(found, pod, pod, port)} == {POSTGRES, 8000}
        assert not [workload.name for workload in workloads(found) for port in (8000, 9187) if may_speak(found, workload, pod, port)]
        assert not [workload.name for workload in workloads(found) for port in workload.ports().values() if may_speak(found, pod, workload, port)]
    assert not may_speak(found, clusters["cases"], clusters["figures"], POSTGRES)


def test_the_nats_that_is_shown_is_for_the_services():
    """The policy beside the NATS chart knows the same services as the release."""
    (policy,) = objects((CHART / "examples/nats-network.yaml").read_text())
    (rule,) = [rule for rule in policy["spec"]["ingress"] if {"port": NATS} in rule["ports"]]
    (peer,) = rule["from"]
    found = rendered(examples()["production"])
    assert {component(workload) for workload in workloads(found) if selects(peer["podSelector"], workload.labels)} == set(PORTS)
    (named,) = [peer for peers in ([each["to"] for each in egress("contracts", found)]) for peer in peers if "namespaceSelector" in peer and "nats" in str(peer)]
    assert selects(named["namespaceSelector"], {"kubernetes.io/metadata.name": policy["metadata"]["namespace"]})


def egress(name: str, found: list[dict]) -> list[dict]:
    pod = Workload({"kind": "Pod", "metadata": {"labels": labels_of(found, name)}, "spec": {"containers": []}})
    return [rule for policy in policies_for(found, pod, "Egress") for rule in policy["spec"].get("egress", []) if rule.get("to")]


def test_only_events_writes_to_people():
    """Mail and text messages leave from the one service that sends them, each by its own port."""
    found = rendered(examples()["production"])
    mail, gateway = {"ipBlock": {"cidr": "203.0.113.25/32"}}, {"ipBlock": {"cidr": "203.0.113.26/32"}}
    for name in PORTS:
        opened = [(peer, port["port"]) for rule in egress(name, found) for peer in rule["to"] if peer in (mail, gateway) for port in rule["ports"]]
        assert opened == ([(mail, 587), (gateway, 443)] if name == "events" else []), name


def test_names_can_be_resolved_by_whoever_speaks(found):
    """Without DNS every other arrow is dead; and it is asked of the cluster, not of the world."""
    policies = of_kind(found, "NetworkPolicy")
    for workload in workloads(found):
        if component(workload) not in PORTS:
            continue
        rules = [rule for policy in policies if selects(policy["spec"].get("podSelector"), workload.labels) for rule in policy["spec"].get("egress", [])]
        dns = [rule for rule in rules if {("UDP", 53), ("TCP", 53)} <= {(port.get("protocol", "TCP"), port.get("port")) for port in rule.get("ports", [])}]
        assert dns, f"{workload.name} finds no names"
        assert all(rule.get("to") and not any("ipBlock" in peer for peer in rule["to"]) for rule in dns), workload.name


@pytest.mark.parametrize("example", examples())
def test_a_missing_arrow_and_one_too_many_are_seen(example):
    good = rendered(examples()[example])
    expected = between(good)
    broken = copy.deepcopy(good)
    for policy in of_kind(broken, "NetworkPolicy"):
        if selects(policy["spec"].get("podSelector"), labels_of(broken, "rules")):
            policy["spec"]["ingress"] = []
    assert between(broken) != expected
    opened = [*good, {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "open"},
                      "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [{}], "egress": [{}]}}]
    assert between(opened) > expected


def labels_of(found: list[dict], name: str) -> dict:
    return next(workload.labels for workload in workloads(found) if component(workload) == name)
