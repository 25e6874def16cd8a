"""What single values change, and that nothing else has to be known for it."""

import functools
import json
import re
import shutil
import tomllib

import pytest
from chart import CHART, RELEASE, as_json, examples, invalid, name, rendered
from policies import environment, services
from tools import CHECKOUT
from workloads import component, of_kind, workloads

PRODUCTION = examples()["production"]
TRIAL = examples()["trial"]


def made(overrides: dict | None = None, example=TRIAL, **options) -> list[dict]:
    return rendered(example, overrides=overrides, **options)


def service(found: list[dict], wanted: str):
    return next(workload for workload in services(found) if component(workload) == wanted)


def image(found: list[dict], wanted: str) -> str:
    return service(found, wanted).pod["containers"][0]["image"]


def settings(found: list[dict], wanted: str) -> dict[str, str]:
    return environment(service(found, wanted).pod["containers"][0])


def file(found: list[dict], wanted: str) -> dict:
    (text,) = [each["data"]["service.toml"] for each in of_kind(found, "ConfigMap") if each["metadata"]["name"] == f"{RELEASE}-{wanted}"]
    return tomllib.loads(text)


def names(found: list[dict], *kinds: str) -> set[str]:
    return {each["metadata"]["name"] for each in of_kind(found, *kinds)}


def test_an_image_is_of_the_chart_s_version_a_tag_or_a_digest():
    version = re.search(r'^version = "(.+)"$', (CHECKOUT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    assert image(made(), "rules") == f"kezhuan-rules:{version}"
    digest = "sha256:" + "a" * 64
    found = made({"image": {"repository": "registry.example/kezhuan", "tag": "1.2.3", "digests": {"rules": digest}}})
    assert image(found, "contracts") == "registry.example/kezhuan/kezhuan-contracts:1.2.3"
    assert image(found, "rules") == f"registry.example/kezhuan/kezhuan-rules@{digest}"


def test_the_toolbox_s_image_follows_too():
    found = made({"image": {"repository": "registry.example/kezhuan", "tag": "1.2.3"}})
    used = {container["image"] for workload in workloads(found) if component(workload) in ("migration", "test")
            for container in workload.pod["containers"]}
    assert used == {"registry.example/kezhuan/kezhuan:1.2.3"}


def test_a_service_has_its_own_where_it_says_so_and_the_common_where_not():
    found = made({"defaults": {"resources": {"limits": {"memory": "900Mi"}}}, "services": {"financing": {"resources": {"limits": {"memory": "700Mi"}}}}})
    memory = {component(workload): workload.pod["containers"][0]["resources"]["limits"]["memory"] for workload in services(found)}
    assert memory.pop("financing") == "700Mi"
    memory.pop("rule-controller")
    assert set(memory.values()) == {"900Mi"}
    assert service(found, "financing").pod["containers"][0]["resources"]["requests"], "what it does not say is not lost"


def test_settings_reach_their_service_and_start_its_pods_anew():
    before, after = made(), made({"services": {"rules": {"settings": {"intake": {"uploads_max": 3}}}}})
    assert file(after, "rules")["intake"]["uploads_max"] == 3
    assert file(after, "rules")["adoption"]["addresses"], "what the chart says itself stays"
    assert service(after, "rules").template["metadata"]["annotations"] != service(before, "rules").template["metadata"]["annotations"]
    assert service(after, "contracts").template == service(before, "contracts").template


def test_an_autoscaler_takes_the_place_of_replicas():
    found = made({"services": {"contracts": {"autoscaling": {"enabled": True, "minReplicas": 2, "maxReplicas": 9}}}})
    (scaler,) = of_kind(found, "HorizontalPodAutoscaler")
    assert scaler["spec"]["scaleTargetRef"]["name"] == f"{RELEASE}-contracts"
    assert (scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]) == (2, 9)
    assert "replicas" not in service(found, "contracts").found["spec"]
    assert service(found, "rules").found["spec"]["replicas"] == 1


def test_a_budget_comes_with_the_second_pod():
    assert names(made(), "PodDisruptionBudget") == set()
    assert names(made({"services": {"rules": {"replicas": 2}}}), "PodDisruptionBudget") == {f"{RELEASE}-rules"}


def test_a_service_can_be_reached_from_outside_by_itself():
    found = made({"services": {"financing": {"serviceType": "LoadBalancer", "serviceAnnotations": {"a.example/b": "c"}}}})
    outside = [each for each in of_kind(found, "Service") if each["spec"].get("type") == "LoadBalancer"]
    assert [each["metadata"]["name"] for each in outside] == [f"{RELEASE}-financing"]
    assert outside[0]["metadata"]["annotations"] == {"a.example/b": "c"}


def test_drain_is_one_number_for_service_and_kubelet():
    found = made({"drain": {"noticeMs": 7500, "finishMs": 60000, "marginSeconds": 10}})
    for workload in services(found):
        told = {key.rsplit("__", 1)[1]: value for key, value in environment(workload.pod["containers"][0]).items() if "DRAIN" in key}
        assert told == {"DRAIN_NOTICE_MS": "7500", "DRAIN_MS_MAX": "60000"}
        assert workload.pod["terminationGracePeriodSeconds"] == 78


@functools.cache
def certified() -> list[dict]:
    return made(example=PRODUCTION)


def test_a_certificate_names_its_service_and_every_address_it_is_called_by():
    certificates = {each["spec"]["secretName"]: each["spec"] for each in of_kind(certified(), "Certificate")}
    called = set()
    for workload in services(certified()):
        called |= set(re.findall(r"https://([a-z0-9.-]+):(\d+)", json.dumps([settings(certified(), component(workload))])))
    called |= {tuple(address.removeprefix("https://").split(":")) for address in file(certified(), "rules")["adoption"]["addresses"]}
    inside = {(host, int(port)) for host, port in called if host.endswith(".svc")}
    assert len(inside) == 6, "rules, and the five that ask it"
    ports = {component(workload): workload.ports()["grpc"] for workload in services(certified())}
    for host, port in inside:
        wanted = host.split(".")[0].removeprefix(f"{RELEASE}-")
        assert ports[wanted] == port
        assert host in certificates[f"{RELEASE}-{wanted}-tls"]["dnsNames"]
    for workload in services(certified()):
        own = certificates[f"{RELEASE}-{component(workload)}-tls"]
        assert own["uris"] == [f"spiffe://kezhuan/service/{component(workload)}"]
        assert {"server auth", "client auth"} <= set(own["usages"])
        (volume,) = [each for each in workload.pod["volumes"] if each["name"] == "tls"]
        assert volume["secret"]["secretName"] == own["secretName"]


def test_without_tls_nothing_asks_for_certificates():
    found = made({"tls": {"enabled": False}})
    assert of_kind(found, "Certificate", "Issuer") == []
    for workload in services(found):
        assert not [volume for volume in workload.pod["volumes"] if volume["name"] == "tls"]
        told = environment(workload.pod["containers"][0])
        assert not [key for key in told if "TLS_CERTIFICATE" in key or "TLS_KEY" in key]
        assert [value for key, value in told.items() if key.endswith("__SERVER__TLS_REQUIRED")] in (["false"], [])
    assert all(address.startswith("http://") for address in file(found, "rules")["adoption"]["addresses"])


def test_an_issuer_that_is_there_already_is_used():
    found = made({"tls": {"certManager": {"enabled": True, "ownAuthority": False, "issuer": {"name": "city", "kind": "ClusterIssuer"}}}})
    assert of_kind(found, "Issuer", "ClusterIssuer") == []
    assert {(each["spec"]["issuerRef"]["name"], each["spec"]["issuerRef"]["kind"]) for each in of_kind(found, "Certificate")} == {("city", "ClusterIssuer")}


@pytest.mark.parametrize(("on_install", "upgrade", "hook"), [("hook", False, True), ("hook", True, True), ("job", False, False), ("job", True, True)])
def test_migrations_come_before_new_pods_where_the_server_is_there(on_install, upgrade, hook):
    found = made({"migrations": {"onInstall": on_install}}, upgrade=upgrade)
    jobs = [each for each in of_kind(found, "Job") if component_of(each) == "migration"]
    prepared = {each["spec"]["template"]["spec"]["containers"][0]["args"][-1] for each in jobs}
    assert prepared == {path.parent.name for path in CHECKOUT.glob("services/*/migrations")}
    for job in jobs:
        hooks = job["metadata"].get("annotations", {}).get("helm.sh/hook", "")
        assert ("pre-upgrade" in hooks and "pre-install" in hooks) == hook
    (account,) = [each for each in of_kind(found, "ServiceAccount") if component_of(each) == "migration"]
    if hook:
        weight = int(account["metadata"]["annotations"]["helm.sh/hook-weight"])
        assert all(weight < int(job["metadata"]["annotations"]["helm.sh/hook-weight"]) for job in jobs), "its account is there before"


def component_of(each: dict) -> str:
    return each["metadata"]["labels"].get("app.kubernetes.io/component", "")


def test_migrations_never_print_the_passwords():
    for job in of_kind(made(), "Job"):
        assert "--quiet" in job["spec"]["template"]["spec"]["containers"][0]["args"]


def test_the_controller_sees_one_namespace_where_it_is_told_so():
    assert of_kind(made(), "ClusterRole") and not of_kind(made(), "Role")
    found = made({"ruleController": {"watchedNamespace": "rules"}})
    assert not of_kind(found, "ClusterRole", "ClusterRoleBinding")
    assert {each["metadata"]["namespace"] for each in of_kind(found, "Role", "RoleBinding")} == {"rules"}


def test_every_release_can_be_tested_and_only_a_trial_s_test_signs_in_as_anybody():
    tests = {example: [each for each in of_kind(rendered(path), "Pod") if each["metadata"].get("annotations", {}).get("helm.sh/hook") == "test"]
             for example, path in examples().items()}
    assert all(tests.values())
    assert [example for example, pods in tests.items() if any(f"{RELEASE}-suite" in as_json(pod) for pod in pods)] == ["trial"]


def test_the_servers_are_the_chart_s_own_only_where_asked():
    assert names(made(), "StatefulSet") == {f"{RELEASE}-postgres", f"{RELEASE}-nats"}
    assert names(certified(), "StatefulSet") == set()
    assert of_kind(certified(), "Cluster"), "production has its databases by the operator"
    for cluster in of_kind(certified(), "Cluster"):
        assert cluster["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
        assert cluster["spec"]["instances"] >= 3 and cluster["spec"]["postgresql"]["synchronous"]["number"] >= 1


def test_a_cluster_is_made_from_another_s_backups():
    clusters = {"cases2": {"superuserSecret": "x", "backupStore": "store", "recovery": {"cluster": "trial-cases", "targetTime": "2026-11-28 10:00:00+08"}}}
    (cluster,) = of_kind(made({"cloudnativepg": {"enabled": True, "clusters": clusters}}), "Cluster")
    assert cluster["spec"]["bootstrap"] == {"recovery": {"source": "origin", "recoveryTarget": {"targetTime": "2026-11-28 10:00:00+08"}}}
    assert invalid(cluster, "1.37.0") is None
    (origin,) = cluster["spec"]["externalClusters"]
    assert origin["name"] == "origin" and origin["plugin"]["parameters"] == {"barmanObjectName": "store", "serverName": "trial-cases"}
    assert all("bootstrap" not in each["spec"] for each in of_kind(certified(), "Cluster"))


def test_migrations_reach_a_cluster_before_a_service_does():
    """A service moves to a restored Cluster: its migration there runs before that upgrade's policies."""
    clusters = {"cases": {"superuserSecret": "x"}, "cases2": {"superuserSecret": "x"}}
    found = made({"cloudnativepg": {"enabled": True, "clusters": clusters}, "defaults": {"databaseCluster": "cases"}})
    (policy,) = [each for each in of_kind(found, "NetworkPolicy") if each["metadata"]["name"] == f"{RELEASE}-migration"]
    assert [f'"cnpg.io/cluster": "{RELEASE}-{cluster}"' in as_json(policy) for cluster in clusters] == [True, True]


def test_a_cluster_that_would_share_names_with_a_service_is_refused():
    with pytest.raises(AssertionError, match="contracts-database"):
        made({"cloudnativepg": {"enabled": True, "clusters": {"contracts": {"superuserSecret": "x"}}}})


@pytest.mark.parametrize("example", examples())
def test_the_longest_name_still_names_every_job(example):
    found = made({"fullnameOverride": "n" * 53}, example=examples()[example])
    assert [name(each) for each in of_kind(found, "Job") if len(each["metadata"]["name"]) > 63] == []
    assert max(len(each["metadata"]["name"]) for each in of_kind(found, "Job")) > 55


def test_a_new_version_leaves_the_chart_s_servers_running(tmp_path):
    """An upgrade must not take the only Postgres away while every service starts."""
    chart = tmp_path / "kezhuan"
    shutil.copytree(CHART, chart)
    versions = (chart / "Chart.yaml").read_text()
    (chart / "Chart.yaml").write_text(re.sub(r"^(version|appVersion): .*$", r"\1: 9.9.9", versions, flags=re.MULTILINE))
    now, then = (of_kind(made(**which), "StatefulSet") for which in ({}, {"chart": chart}))
    assert "9.9.9" in as_json(then[0]["metadata"])
    assert [each["spec"]["template"] for each in now] == [each["spec"]["template"] for each in then]


@pytest.mark.parametrize("example", examples())
def test_stopped_nothing_of_the_suite_runs_and_no_autoscaler_starts_it(example):
    found = made({"stopped": True}, example=examples()[example])
    assert {workload.found["spec"]["replicas"] for workload in services(found)} == {0}
    assert of_kind(found, "HorizontalPodAutoscaler") == []
    assert all(each["spec"]["replicas"] for each in of_kind(found, "StatefulSet")), "servers go on"


def test_two_releases_do_not_meet():
    """Names and selectors are the release's; what has no namespace has the namespace in its name."""
    found = made({"fullnameOverride": "other"})
    assert all(each["metadata"]["name"].startswith("other") or "other" in each["metadata"]["name"] for each in found
               if each["kind"] != "CustomResourceDefinition"), sorted(map(name, found))
    for workload in workloads(found):
        assert workload.labels["app.kubernetes.io/instance"] == RELEASE
