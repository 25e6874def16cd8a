"""Clusters of CloudNativePG: where they run, what they are called, and who measures them."""

import pytest
from chart import RELEASE, examples, invalid
from policies import environment, services
from test_templates import certified, made
from workloads import database_pods, of_kind, selects

ONE = {"cloudnativepg": {"enabled": True, "clusters": {"cases": {"superuserSecret": "x"}}}}


def test_a_cluster_runs_where_services_do_and_is_pulled_as_they_are():
    tolerations = [{"key": "dedicated", "operator": "Exists"}]
    found = made({**ONE, "nodeSelector": {"pool": "kezhuan"}, "tolerations": tolerations, "image": {"pullSecrets": ["registry"]}})
    (cluster,) = of_kind(found, "Cluster")
    assert cluster["spec"]["affinity"]["nodeSelector"] == {"pool": "kezhuan"}
    assert cluster["spec"]["affinity"]["tolerations"] == tolerations
    assert cluster["spec"]["imagePullSecrets"] == [{"name": "registry"}]
    assert invalid(cluster, "1.37.0") is None
    assert {"nodeSelector", "tolerations"}.isdisjoint(of_kind(certified(), "Cluster")[0]["spec"]["affinity"])


def test_a_name_that_the_operator_would_refuse_is_refused():
    with pytest.raises(AssertionError, match="at most 50 characters"):
        made({"fullnameOverride": "n" * 35, "cloudnativepg": {"enabled": True, "clusters": {"c" * 15: {"superuserSecret": "x"}}}})


def test_every_database_is_measured_by_what_prometheus_looks_for():
    """The labels of the values are those by which a Prometheus finds its monitors."""
    monitors = [each for each in of_kind(certified(), "PodMonitor") if each["metadata"]["name"] != RELEASE]
    (ours,) = [each for each in of_kind(certified(), "PodMonitor") if each["metadata"]["name"] == RELEASE]
    pods = database_pods(certified())
    assert pods and len(monitors) == len(pods)
    # The operator takes a monitor with a Cluster's name for its own, which nobody asked for, and deletes it.
    assert not {each["metadata"]["name"] for each in monitors} & {each["metadata"]["name"] for each in of_kind(certified(), "Cluster")}
    for pod in pods:
        (monitor,) = [each for each in monitors if selects(each["spec"]["selector"], pod.labels)]
        assert monitor["metadata"]["labels"] == ours["metadata"]["labels"]
        assert {endpoint["port"] for endpoint in monitor["spec"]["podMetricsEndpoints"]} <= set(pod.ports())


def test_the_trial_s_contract_believes_cert_manager_where_it_signs():
    (pod,) = [each for each in of_kind(made({"tls": {"certManager": {"enabled": True}}}), "Pod")]
    (suite,) = [volume["projected"]["sources"] for volume in pod["spec"]["volumes"] if volume["name"] == "suite"]
    authority = [source["secret"]["name"] for source in suite if "secret" in source
                 for item in source["secret"]["items"] if item["path"] == "keys/authority.pem"]
    assert authority == [f"{RELEASE}-rules-tls"]


@pytest.mark.parametrize(("values", "said"), [
    ({"fullnameOverride": "1a"}, "fullnameOverride"),
    ({"fullnameOverride": "a.b"}, "fullnameOverride"),
    ({"services": {"rules": {"autoscaling": {"enabled": True, "minReplicas": 8, "maxReplicas": 6}}}}, "minReplicas 8 is above maxReplicas 6"),
    ({"environment": {"KEZHUAN_RULES__SERVER__ADDRESS": "0.0.0.0:1"}}, "KEZHUAN_RULES__SERVER__ADDRESS"),
])
def test_what_the_cluster_would_refuse_halfway_is_refused_at_once(values, said):
    with pytest.raises(AssertionError, match=said):
        made(values)


@pytest.mark.parametrize("example", examples())
def test_variables_reach_every_process(example):
    found = made({"environment": {"OTEL_TRACES_SAMPLER": "always_off"}}, example=examples()[example])
    assert {environment(workload.pod["containers"][0]).get("OTEL_TRACES_SAMPLER") for workload in services(found)} == {"always_off"}
