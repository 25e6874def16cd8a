"""Reading rendered objects: pods, whom a selector means, and who may speak to whom."""

import dataclasses
from collections.abc import Iterator

TEMPLATED = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"}


@dataclasses.dataclass
class Workload:
    """Whatever makes pods."""

    found: dict

    @property
    def kind(self) -> str:
        return self.found["kind"]

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.found['metadata']['name']}"

    @property
    def template(self) -> dict:
        if self.kind == "Pod":
            return self.found
        if self.kind == "CronJob":
            return self.found["spec"]["jobTemplate"]["spec"]["template"]
        return self.found["spec"]["template"]

    @property
    def pod(self) -> dict:
        return self.template["spec"]

    @property
    def labels(self) -> dict:
        return self.template["metadata"].get("labels", {})

    @property
    def serves(self) -> bool:
        return self.kind in {"Deployment", "StatefulSet", "DaemonSet"}

    def containers(self) -> Iterator[tuple[str, dict]]:
        for kind in ("initContainers", "containers", "ephemeralContainers"):
            for container in self.pod.get(kind, []):
                yield f"{self.name} {container['name']}", container

    def main_containers(self) -> Iterator[tuple[str, dict]]:
        for container in self.pod["containers"]:
            yield f"{self.name} {container['name']}", container

    def ports(self) -> dict[str, int]:
        return {port.get("name", str(port["containerPort"])): port["containerPort"]
                for _, container in self.containers() for port in container.get("ports", [])}


def workloads(found: list[dict]) -> list[Workload]:
    return [Workload(each) for each in found if each["kind"] in TEMPLATED | {"Pod", "CronJob"}]


def database_pods(found: list[dict]) -> list[Workload]:
    """A pod of each Cluster as CloudNativePG makes it, as far as policies see it."""
    ports = [{"name": "postgresql", "containerPort": 5432}, {"name": "metrics", "containerPort": 9187}, {"name": "status", "containerPort": 8000}]
    return [Workload({"kind": "Pod", "metadata": {"name": f"{name}-1", "labels": {"cnpg.io/cluster": name}},
                      "spec": {"containers": [{"name": "postgres", "ports": ports}]}})
            for name in (each["metadata"]["name"] for each in of_kind(found, "Cluster"))]


def of_kind(found: list[dict], *kinds: str) -> list[dict]:
    return [each for each in found if each["kind"] in kinds]


def selects(selector: dict | None, labels: dict) -> bool:
    """Whether a label selector means these labels; an empty one means all, a missing one none."""
    if selector is None:
        return False
    if any(labels.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    return all(expression_holds(each, labels) for each in selector.get("matchExpressions", []))


def expression_holds(expression: dict, labels: dict) -> bool:
    key, values = expression["key"], expression.get("values", [])
    match expression["operator"]:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise ValueError(f"no such operator: {expression}")


def policies_for(found: list[dict], workload: Workload, direction: str) -> list[dict]:
    return [policy for policy in of_kind(found, "NetworkPolicy")
            if selects(policy["spec"].get("podSelector"), workload.labels) and direction in policy["spec"].get("policyTypes", ["Ingress"])]


def port_opens(ports: list[dict] | None, number: int, named: dict[str, int]) -> bool:
    if not ports:
        return True
    for port in ports:
        wanted = port.get("port")
        first = named.get(wanted) if isinstance(wanted, str) else wanted
        if port.get("protocol", "TCP") == "TCP" and (first is None or first <= number <= port.get("endPort", first)):
            return True
    return False


def peer_means(peers: list[dict] | None, other: Workload) -> bool:
    """Whether a rule's peers name pods of this namespace like `other`; addresses are not pods."""
    if not peers:
        return True
    return any("podSelector" in peer and "namespaceSelector" not in peer and selects(peer["podSelector"], other.labels) for peer in peers)


def may_speak(found: list[dict], source: Workload, target: Workload, number: int) -> bool:
    """Whether the policies let `source` open a connection to a port of `target`."""
    out = policies_for(found, source, "Egress")
    into = policies_for(found, target, "Ingress")
    leaves = not out or any(peer_means(rule.get("to"), target) and port_opens(rule.get("ports"), number, target.ports())
                            for policy in out for rule in policy["spec"].get("egress", []))
    enters = not into or any(peer_means(rule.get("from"), source) and port_opens(rule.get("ports"), number, target.ports())
                             for policy in into for rule in policy["spec"].get("ingress", []))
    return leaves and enters


def component(workload: Workload) -> str:
    return workload.labels.get("app.kubernetes.io/component", "")


def arrows(found: list[dict]) -> set[tuple[str, str, int]]:
    """Who may speak to whom, by component and port."""
    known = workloads(found)
    return {(component(source), component(target), number)
            for source in known for target in known if source.found is not target.found
            for number in set(target.ports().values()) if may_speak(found, source, target, number)}
