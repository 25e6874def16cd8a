"""Policies hold for every example; and each finds what breaks it, tried on broken copies of the chart's own objects."""

import copy

import policies
import pytest
from chart import examples, rendered
from workloads import of_kind, selects


@pytest.fixture(scope="module", params=examples())
def found(request):
    return rendered(examples()[request.param])


@pytest.mark.parametrize("policy", policies.ALL, ids=lambda policy: policy.__name__)
def test_a_policy_holds(found, policy):
    assert policy(found) == []


@pytest.mark.parametrize("example", examples())
def test_they_hold_at_an_upgrade(example):
    found = rendered(examples()[example], upgrade=True)
    assert [problem for policy in policies.ALL for problem in policy(found)] == []


def service(found: list[dict]):
    return policies.services(found)[0]


def container(found: list[dict]) -> dict:
    return service(found).pod["containers"][0]


def security(found: list[dict]) -> dict:
    return container(found)["securityContext"]


def root_user(found):
    service(found).pod.setdefault("securityContext", {})["runAsUser"] = 0
    security(found).pop("runAsUser", None)


def not_said_to_be_no_root(found):
    service(found).pod.get("securityContext", {}).pop("runAsNonRoot", None)
    security(found).pop("runAsNonRoot", None)


def no_seccomp(found):
    service(found).pod.get("securityContext", {}).pop("seccompProfile", None)
    security(found).pop("seccompProfile", None)


def init_container_with_privileges(found):
    service(found).pod.setdefault("initContainers", []).append({"name": "setup", "image": "x/y:1", "securityContext": {"privileged": True}})


def same_question(found):
    container(found)["livenessProbe"] = copy.deepcopy(container(found)["readinessProbe"])


def quick_start(found):
    container(found).pop("startupProbe", None)
    container(found)["livenessProbe"]["initialDelaySeconds"] = 5


def unknown_port(found):
    probe = container(found)["readinessProbe"]
    next(probe[kind] for kind in ("httpGet", "grpc", "tcpSocket") if kind in probe)["port"] = 9


def no_drain(found):
    container(found)["env"] = [variable for variable in container(found)["env"] if "DRAIN" not in variable["name"]]


def host(found: list[dict]) -> dict:
    """The container of a service that hosts rule packages."""
    return next(each for each in (workload.pod["containers"][0] for workload in policies.services(found))
                if any("__RULE_HOST__" in variable["name"] for variable in each["env"]))


def small_for_a_compiler(found):
    host(found)["resources"]["limits"]["memory"] = "1Gi"


def as_many_compilers_as_it_likes(found):
    host(found)["env"] = [variable for variable in host(found)["env"] if "COMPILERS_MAX" not in variable["name"]]


def role_with_secrets(found):
    found.append({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "wide"},
                  "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]})


def another_account(found):
    service(found).pod["serviceAccountName"] = "somebody"


def token_in_the_pod(found):
    service(found).pod["automountServiceAccountToken"] = True
    service(found).pod["serviceAccountName"] = of_kind(found, "ServiceAccount")[0]["metadata"]["name"]
    found[:] = [each for each in found if each["kind"] not in ("RoleBinding", "ClusterRoleBinding")]


def several(found):
    """Whatever the example, a service with two pods."""
    deployment = service(found).found
    name = deployment["metadata"]["name"]
    found[:] = [each for each in found if each["kind"] != "HorizontalPodAutoscaler" or each["spec"]["scaleTargetRef"]["name"] != name]
    deployment["spec"]["replicas"] = 2


def no_budget(found):
    several(found)
    found[:] = [each for each in found if each["kind"] != "PodDisruptionBudget"]


def no_spread(found):
    several(found)
    service(found).pod["topologySpreadConstraints"] = []


def takes_a_pod_away(found):
    service(found).found["spec"]["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}


def undrainable_node(found):
    found.append({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "never"},
                  "spec": {"maxUnavailable": 0, "selector": {"matchLabels": service(found).labels}}})


def replicas_beside_the_autoscaler(found):
    deployment = service(found).found
    deployment["spec"]["replicas"] = 3
    found.append({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "more"},
                  "spec": {"scaleTargetRef": {"kind": "Deployment", "name": deployment["metadata"]["name"]}, "minReplicas": 1, "maxReplicas": 2}})


def password_in_a_url(found):
    container(found)["env"].append({"name": "KEZHUAN_RULES__DATABASE__URL", "value": "postgres://app:hunter2@db/kezhuan_rules"})


def password_in_a_map(found):
    of_kind(found, "ConfigMap")[0].setdefault("data", {})["url"] = "postgres://app:hunter2@db/kezhuan_rules"


def token_in_the_open(found):
    container(found)["env"].append({"name": "API_TOKEN", "value": "abc"})


def nobody_behind(found):
    next(each for each in of_kind(found, "Service") if each["spec"].get("selector"))["spec"]["selector"] = {"app": "nobody"}


def no_such_port(found):
    next(each for each in of_kind(found, "Service") if each["spec"].get("selector"))["spec"]["ports"][0]["targetPort"] = "nowhere"


def too_many_behind(found):
    next(each for each in of_kind(found, "Service") if each["spec"].get("selector"))["spec"]["selector"] = {
        "app.kubernetes.io/instance": service(found).labels["app.kubernetes.io/instance"]}


def volume_of_nothing(found):
    container(found).setdefault("volumeMounts", []).append({"name": "nothing", "mountPath": "/x"})


def map_of_nothing(found):
    service(found).pod.setdefault("volumes", []).append({"name": "gone", "configMap": {"name": "gone"}})


def selector_of_others(found):
    service(found).found["spec"]["selector"] = {"matchLabels": {"app": "other"}}


def open_pod(found):
    labels = service(found).labels
    found[:] = [each for each in found if each["kind"] != "NetworkPolicy" or not selects(each["spec"]["podSelector"], labels)]


def without_denial(found):
    found[:] = [each for each in found if each["kind"] != "NetworkPolicy" or each["spec"].get("ingress") or each["spec"].get("egress")]


def the_whole_world(found):
    found.append({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "out"},
                  "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]}})


def unlabelled(found):
    service(found).found["metadata"]["labels"] = {}


def put(place, **values):
    """A change: `values` at what `place` finds."""
    def change(found):
        place(found).update(values)
    change.__name__ = "-".join(values)
    return change


def without(place, key):
    def change(found):
        del place(found)[key]
    change.__name__ = f"no-{key}"
    return change


def pod(found):
    return service(found).pod


BREAKS = [
    (policies.restricted, root_user), (policies.restricted, not_said_to_be_no_root), (policies.restricted, no_seccomp),
    (policies.restricted, init_container_with_privileges), (policies.restricted, put(pod, hostNetwork=True)),
    (policies.restricted, put(security, allowPrivilegeEscalation=True)), (policies.restricted, put(security, capabilities={"drop": ["ALL"], "add": ["NET_ADMIN"]})),
    (policies.restricted, put(security, capabilities={})), (policies.restricted, put(security, readOnlyRootFilesystem=False)),
    (policies.restricted, put(security, privileged=True)),
    (policies.restricted, put(pod, volumes=[{"name": "x", "hostPath": {"path": "/"}}])),
    (policies.bounded, put(container, resources={})), (policies.bounded, put(pod, volumes=[{"name": "x", "emptyDir": {}}])),
    (policies.probed, same_question), (policies.probed, quick_start), (policies.probed, unknown_port),
    (policies.probed, without(container, "readinessProbe")), (policies.probed, without(container, "livenessProbe")),
    (policies.drained, no_drain), (policies.drained, put(pod, terminationGracePeriodSeconds=10)),
    (policies.compiling, small_for_a_compiler), (policies.compiling, as_many_compilers_as_it_likes),
    (policies.without_tokens, token_in_the_pod), (policies.without_tokens, another_account), (policies.without_tokens, role_with_secrets),
    (policies.pinned, put(container, image="registry.example/kezhuan-rules:latest")), (policies.pinned, put(container, image="kezhuan-rules")),
    (policies.available, no_budget), (policies.available, no_spread), (policies.available, takes_a_pod_away),
    (policies.available, undrainable_node), (policies.available, replicas_beside_the_autoscaler),
    (policies.secret, password_in_a_url), (policies.secret, password_in_a_map), (policies.secret, token_in_the_open),
    (policies.connected, nobody_behind), (policies.connected, no_such_port), (policies.connected, too_many_behind),
    (policies.connected, volume_of_nothing), (policies.connected, map_of_nothing), (policies.connected, selector_of_others),
    (policies.closed, open_pod), (policies.closed, without_denial), (policies.closed, the_whole_world),
    (policies.labelled, unlabelled), (policies.labelled, lambda found: found.append(copy.deepcopy(found[0]))),
]


@pytest.mark.parametrize(("policy", "change"), BREAKS, ids=lambda each: each.__name__)
def test_a_policy_sees_what_breaks_it(found, policy, change):
    broken = copy.deepcopy(found)
    change(broken)
    assert set(policy(broken)) - set(policy(found))


def test_every_policy_was_broken():
    assert {policy for policy, _ in BREAKS} == set(policies.ALL)
