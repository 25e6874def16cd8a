"""On a real cluster, where KUBECONFIG names one: installed, asked, upgraded under load, rolled back, removed.

Beside KUBECONFIG: KEZHUAN_IMAGES, the repository the cluster pulls the images from (as given to
helm/images/build.sh --repository), and KEZHUAN_TAG, their tag. Values: values-trial.yaml, which brings its own servers.
"""

import contextlib
import json
import os

import pytest
from chart import CHART, examples, objects
from tools import CHECKOUT, HELM_TOOLS, run

NAMESPACE = f"kezhuan-proof-{os.getpid()}"
RELEASE = "trial"
pytestmark = pytest.mark.skipif("KUBECONFIG" not in os.environ, reason="KUBECONFIG names no cluster")


def kubectl(*arguments, **options) -> str:
    return run(HELM_TOOLS / "bin/kubectl", "--namespace", NAMESPACE, *arguments, **options)


def helm(*arguments) -> str:
    return run(HELM_TOOLS / "bin/helm4", "--namespace", NAMESPACE, *arguments, timeout=1800)


def values() -> list:
    images = [("--set", f"image.repository={os.environ['KEZHUAN_IMAGES']}")] if "KEZHUAN_IMAGES" in os.environ else []
    tags = [("--set", f"image.tag={os.environ['KEZHUAN_TAG']}")] if "KEZHUAN_TAG" in os.environ else []
    return ["--values", examples()["trial"], *(part for pair in images + tags for part in pair)]


@pytest.fixture(scope="module")
def installed():
    run(HELM_TOOLS / "bin/kubectl", "create", "namespace", NAMESPACE)
    run(HELM_TOOLS / "bin/kubectl", "label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted")
    made = run(HELM_TOOLS / "venv/bin/python", CHECKOUT / "helm/trial_secrets.py", "--name", RELEASE, "--namespace", NAMESPACE)
    try:
        kubectl("apply", "-f", "-", input=made)
        helm("install", RELEASE, CHART, *values(), "--wait", "--timeout", "15m")
        yield
    finally:
        with contextlib.suppress(AssertionError):
            helm("uninstall", RELEASE, "--wait", "--timeout", "10m")
        run(HELM_TOOLS / "bin/kubectl", "delete", "namespace", NAMESPACE, "--wait=false")


def not_ready() -> list[str]:
    pods = json.loads(kubectl("get", "pods", "-o", "json"))["items"]
    return [pod["metadata"]["name"] for pod in pods if pod["status"]["phase"] == "Running"
            and not any(each["type"] == "Ready" and each["status"] == "True" for each in pod["status"]["conditions"])]


def test_it_installs_under_restricted_pod_security(installed):
    assert not_ready() == []


def test_the_demo_contract_goes_through(installed):
    helm("test", RELEASE, "--logs", "--timeout", "10m")


def load() -> dict:
    """The chart's own test as a Job, again and again: each of its pods is a client inside the cluster."""
    text = helm("get", "hooks", RELEASE)
    (pod,) = [each for each in objects(text) if each["kind"] == "Pod" and "test" in each["metadata"]["annotations"]["helm.sh/hook"]]
    template = {"metadata": {"labels": pod["metadata"]["labels"]}, "spec": {**pod["spec"], "restartPolicy": "Never"}}
    # One failure fails the Job, and with it the test.
    spec = {"completions": 10_000, "parallelism": 4, "backoffLimit": 0, "activeDeadlineSeconds": 3600, "template": template}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "load"}, "spec": spec}


def test_an_upgrade_and_a_rollback_fail_no_request(installed):
    kubectl("apply", "-f", "-", input=json.dumps(load()))
    kubectl("wait", "--for=jsonpath={.status.succeeded}", "job/load", "--timeout=120s")
    helm("upgrade", RELEASE, CHART, *values(), "--set-string", "podAnnotations.proof=upgraded", "--wait", "--timeout", "15m")
    helm("rollback", RELEASE, "1", "--wait", "--timeout", "15m")
    status = json.loads(kubectl("get", "job/load", "-o", "json"))["status"]
    kubectl("delete", "job/load", "--wait=true")
    assert status.get("succeeded", 0) >= 20, "it was under load"
    assert status.get("failed", 0) == 0
    assert not_ready() == []


def test_it_leaves_nothing_behind(installed):
    helm("uninstall", RELEASE, "--wait", "--timeout", "10m")
    kinds = "deployments,statefulsets,jobs,services,configmaps,networkpolicies,poddisruptionbudgets,serviceaccounts"
    left = [each["metadata"]["name"] for each in json.loads(kubectl("get", kinds, "-l", f"app.kubernetes.io/instance={RELEASE}", "-o", "json"))["items"]]
    assert left == []
