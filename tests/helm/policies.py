"""What every rendering of the chart has to hold. A policy takes the rendered objects and says what is wrong;
an empty list is good. test_policies.py breaks each on purpose."""

import re

from workloads import Workload, component, database_pods, of_kind, selects, workloads

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
# Everybody can read an object of the cluster's API; a password belongs into a Secret that the values name.
PASSWORD_IN_URL = re.compile(r"://[^/\s:@$({]+:[^@\s$({]+@")
# What a service has to itself beside its compilers.
OWN_MEMORY = 512 * 1024**2
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def restricted(found: list[dict]) -> list[str]:
    """Pod Security "restricted", and no capability at all."""
    wrong = []
    for workload in workloads(found):
        pod = workload.pod
        wrong += [f"{workload.name}: {flag}" for flag in ("hostNetwork", "hostPID", "hostIPC") if pod.get(flag)]
        for volume in pod.get("volumes", []):
            wrong += [f"{workload.name}: volume {volume['name']} is a {kind}" for kind in set(volume) - {"name"} - VOLUMES]
        for name, container in workload.containers():
            wrong += [f"{name}: {problem}" for problem in container_problems(pod.get("securityContext", {}), container)]
    return wrong


def container_problems(pod: dict, container: dict) -> list[str]:
    own = container.get("securityContext", {})
    wrong = []
    if own.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True:
        wrong.append("runAsNonRoot is not true")
    if own.get("runAsUser", pod.get("runAsUser", 1)) == 0 or own.get("runAsGroup", pod.get("runAsGroup", 1)) == 0:
        wrong.append("runs as user or group 0")
    if own.get("seccompProfile", pod.get("seccompProfile", {})).get("type") not in ("RuntimeDefault", "Localhost"):
        wrong.append("no seccomp profile")
    if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
        wrong.append("may gain privileges")
    capabilities = own.get("capabilities", {})
    if capabilities.get("drop") != ["ALL"] or capabilities.get("add"):
        wrong.append("keeps capabilities")
    if own.get("readOnlyRootFilesystem") is not True:
        wrong.append("may write its root file system")
    if own.get("procMount", "Default") != "Default" or any("hostPort" in port for port in container.get("ports", [])):
        wrong.append("reaches for the host")
    return wrong


def bounded(found: list[dict]) -> list[str]:
    """Requests for the scheduler, a limit on memory, and none of what is written to a node without end."""
    wrong = []
    for workload in workloads(found):
        for name, container in workload.containers():
            resources = container.get("resources", {})
            for kind, resource in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory")):
                if resource not in resources.get(kind, {}):
                    wrong.append(f"{name}: no {kind}.{resource}")
        for volume in workload.pod.get("volumes", []):
            if "emptyDir" in volume and "sizeLimit" not in (volume["emptyDir"] or {}):
                wrong.append(f"{workload.name}: emptyDir {volume['name']} has no sizeLimit")
        if workload.kind == "Job" and not {"backoffLimit", "activeDeadlineSeconds"} <= set(workload.found["spec"]):
            wrong.append(f"{workload.name}: a job ends: backoffLimit and activeDeadlineSeconds")
    return wrong


def probed(found: list[dict]) -> list[str]:
    """Ready and alive are two questions: a database that is away must not restart what waits for it."""
    wrong = []
    for workload in workloads(found):
        for name, container in workload.main_containers() if workload.serves else ():
            missing = {"readinessProbe", "livenessProbe"} - set(container)
            wrong += [f"{name}: no {probe}" for probe in sorted(missing)]
            if not missing and question(container["readinessProbe"]) == question(container["livenessProbe"]):
                wrong.append(f"{name}: ready and alive ask the same")
            slow = container.get("startupProbe") or {"periodSeconds": container.get("livenessProbe", {}).get("initialDelaySeconds", 0), "failureThreshold": 1}
            if slow.get("periodSeconds", 10) * slow.get("failureThreshold", 3) < 30:
                wrong.append(f"{name}: killed when it takes 30 s to start")
            known = {str(port.get("name")) for port in container.get("ports", [])} | {str(port["containerPort"]) for port in container.get("ports", [])}
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                for handler in ("httpGet", "grpc", "tcpSocket"):
                    port = container.get(probe, {}).get(handler, {}).get("port")
                    if port is not None and str(port) not in known:
                        wrong.append(f"{name}: {probe} asks port {port}, which it does not have")
    return wrong


def question(probe: dict) -> dict:
    return {kind: probe[kind] for kind in ("httpGet", "grpc", "tcpSocket", "exec") if kind in probe}


def drained(found: list[dict]) -> list[str]:
    """A pod gets the time its service takes to stop: drain_notice_ms, drain_ms_max and a margin."""
    wrong = []
    for workload in services(found):
        settings = environment(workload.pod["containers"][0])
        times = [int(value) for name, value in settings.items() if re.fullmatch(r"KEZHUAN_[A-Z_]+__SERVER__DRAIN_(NOTICE_MS|MS_MAX)", name)]
        if len(times) < 2:
            wrong.append(f"{workload.name}: drain_notice_ms and drain_ms_max are not both set")
        elif workload.pod.get("terminationGracePeriodSeconds", 30) * 1000 < sum(times) + 5000:
            wrong.append(f"{workload.name}: killed after {workload.pod.get('terminationGracePeriodSeconds', 30)} s, but stops in {sum(times) / 1000} s")
    return wrong


def services(found: list[dict]) -> list[Workload]:
    """The Deployments of Kezhuan's services: those that run an image of theirs."""
    named = re.compile(r"/?kezhuan-[a-z-]+[:@]")
    return [workload for workload in workloads(found) if workload.kind == "Deployment" and named.search(workload.pod["containers"][0]["image"])]


def environment(container: dict) -> dict[str, str]:
    return {variable["name"]: str(variable["value"]) for variable in container.get("env", []) if "value" in variable}


def without_tokens(found: list[dict]) -> list[str]:
    """Nobody holds a key to the cluster's API but who is bound to a role there; nobody shares an account."""
    accounts = {account["metadata"]["name"]: account for account in of_kind(found, "ServiceAccount")}
    bound = {subject["name"] for binding in of_kind(found, "RoleBinding", "ClusterRoleBinding") for subject in binding.get("subjects", [])}
    wrong = []
    for workload in workloads(found):
        account = workload.pod.get("serviceAccountName", "default")
        if account not in accounts:
            wrong.append(f"{workload.name}: account {account} is not one of the chart's")
        elif account not in bound and workload.pod.get("automountServiceAccountToken") is not False:
            wrong.append(f"{workload.name}: gets a token that it has no use for")
    for name, account in accounts.items():
        if name not in bound and account.get("automountServiceAccountToken") is not False:
            wrong.append(f"ServiceAccount/{name}: hands out tokens")
    for role in of_kind(found, "Role", "ClusterRole"):
        wrong += [f"{role['kind']}/{role['metadata']['name']}: {rule}" for rule in role.get("rules", [])
                  if "*" in rule.get("verbs", []) + rule.get("resources", []) + rule.get("apiGroups", []) or "secrets" in rule.get("resources", [])]
    return wrong


def compiling(found: list[dict]) -> list[str]:
    """The compiler of rule packages meets its own limit first: at the container's end everything in it is killed."""
    wrong = []
    for workload in services(found):
        container = workload.pod["containers"][0]
        told = {name.split("__", 1)[1]: value for name, value in environment(container).items() if "__RULE_HOST__" in name}
        if not told:
            continue
        if not {"RULE_HOST__COMPILERS_MAX", "RULE_HOST__COMPILE_MEMORY_BYTES_MAX"} <= set(told):
            wrong.append(f"{workload.name}: nothing says how many compilers there are, and how large")
        elif size(container.get("resources", {}).get("limits", {}).get("memory", "0")) < (
                int(told["RULE_HOST__COMPILERS_MAX"]) * int(told["RULE_HOST__COMPILE_MEMORY_BYTES_MAX"]) + OWN_MEMORY):
            wrong.append(f"{workload.name}: its compilers may take more than limits.memory leaves")
    return wrong


def size(quantity: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(Ki|Mi|Gi)?", str(quantity)).groups()
    return int(number) * 1024 ** ("", "Ki", "Mi", "Gi").index(unit or "")


def pinned(found: list[dict]) -> list[str]:
    """An image stands for one build."""
    wrong = []
    for workload in workloads(found):
        for name, container in workload.containers():
            image = container["image"]
            tag = image.rsplit("/", 1)[-1].partition("@")[0].partition(":")[2]
            if "@sha256:" not in image and tag in ("", "latest"):
                wrong.append(f"{name}: {image} is any build")
    return wrong


def available(found: list[dict]) -> list[str]:
    """Where a service has several pods, a drained node or an upgrade leaves some, on different nodes."""
    scaled = {target["spec"]["scaleTargetRef"]["name"]: target["spec"] for target in of_kind(found, "HorizontalPodAutoscaler")}
    wrong = []
    for workload in services(found):
        spec = workload.found["spec"]
        own = scaled.get(workload.found["metadata"]["name"])
        if own and "replicas" in spec:
            wrong.append(f"{workload.name}: replicas would undo its autoscaler at each upgrade")
        if own and own.get("minReplicas", 1) > own["maxReplicas"]:
            wrong.append(f"{workload.name}: its autoscaler has more at least than at most")
        several = (own.get("minReplicas", 1) if own else spec.get("replicas", 1)) > 1
        budgets = [budget for budget in of_kind(found, "PodDisruptionBudget") if selects(budget["spec"]["selector"], workload.labels)]
        if several and len(budgets) != 1:
            wrong.append(f"{workload.name}: {len(budgets)} disruption budgets")
        if several and not spread(workload):
            wrong.append(f"{workload.name}: all its pods may be on one node")
        strategy = spec.get("strategy", {}).get("rollingUpdate", {})
        if spec.get("strategy", {}).get("type", "RollingUpdate") != "RollingUpdate" or strategy.get("maxUnavailable") not in (0, "0"):
            wrong.append(f"{workload.name}: an upgrade takes a pod away before its successor is ready")
    for budget in of_kind(found, "PodDisruptionBudget"):
        if budget["spec"].get("maxUnavailable") in (0, "0%") or budget["spec"].get("minAvailable") == "100%":
            wrong.append(f"PodDisruptionBudget/{budget['metadata']['name']}: no node can ever be drained")
    return wrong


def spread(workload: Workload) -> bool:
    over = {each["topologyKey"] for each in workload.pod.get("topologySpreadConstraints", []) if selects(each.get("labelSelector"), workload.labels)}
    return "kubernetes.io/hostname" in over


def secret(found: list[dict]) -> list[str]:
    """No password, key or token stands in an object that is no Secret."""
    wrong = []
    for each in found:
        if each["kind"] in ("Secret", "CustomResourceDefinition"):
            continue
        for path, text in texts(each):
            if PASSWORD_IN_URL.search(text) or PRIVATE_KEY.search(text):
                wrong.append(f"{each['kind']}/{each['metadata']['name']}: {path} holds a password or key")
    for workload in workloads(found):
        for name, container in workload.containers():
            for variable in container.get("env", []):
                if re.search(r"(PASSWORD|TOKEN|SECRET|PRIVATE_KEY)$", variable["name"]) and variable.get("value"):
                    wrong.append(f"{name}: {variable['name']} is given in the open")
    return wrong


def texts(found, path="") -> list[tuple[str, str]]:
    if isinstance(found, str):
        return [(path, found)]
    parts = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    return [text for key, part in parts for text in texts(part, f"{path}.{key}" if path else str(key))]


def connected(found: list[dict]) -> list[str]:
    """What names something of the chart names something that is there."""
    known = workloads(found)
    names = {(each["kind"], each["metadata"]["name"]) for each in found}
    wrong = []
    for service in of_kind(found, "Service"):
        selector = service["spec"].get("selector")
        behind = [workload for workload in known if selector and selects({"matchLabels": selector}, workload.labels)]
        if selector and not behind:
            wrong.append(f"Service/{service['metadata']['name']}: no pod is behind it")
        for port in service["spec"].get("ports", []):
            target = str(port.get("targetPort", port["port"]))
            if behind and not any(target in workload.ports() or target in map(str, workload.ports().values()) for workload in behind):
                wrong.append(f"Service/{service['metadata']['name']}: nobody has port {target}")
        if len({component(workload) for workload in behind}) > 1:
            wrong.append(f"Service/{service['metadata']['name']}: pods of several kinds are behind it")
    for kind, selector_of in (("PodDisruptionBudget", lambda spec: spec["selector"]), ("NetworkPolicy", lambda spec: spec["podSelector"]),
                              ("PodMonitor", lambda spec: spec["selector"])):
        for each in of_kind(found, kind):
            if not any(selects(selector_of(each["spec"]), pod.labels) for pod in [*known, *database_pods(found)]):
                wrong.append(f"{kind}/{each['metadata']['name']}: it means no pod")
    for scaler in of_kind(found, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        if (target["kind"], target["name"]) not in names:
            wrong.append(f"HorizontalPodAutoscaler/{scaler['metadata']['name']}: there is no {target['kind']} {target['name']}")
    for workload in known:
        selector = workload.found.get("spec", {}).get("selector")
        if workload.serves and not selects(selector, workload.labels):
            wrong.append(f"{workload.name}: its selector does not mean its own pods")
        for volume in workload.pod.get("volumes", []):
            named = volume.get("configMap", {}).get("name")
            if named and ("ConfigMap", named) not in names and not volume["configMap"].get("optional"):
                wrong.append(f"{workload.name}: there is no ConfigMap {named}")
        volumes = {volume["name"] for volume in workload.pod.get("volumes", [])} | {
            claim["metadata"]["name"] for claim in workload.found.get("spec", {}).get("volumeClaimTemplates", [])}
        for name, container in workload.containers():
            wrong += [f"{name}: mounts {mount['name']}, which is no volume" for mount in container.get("volumeMounts", []) if mount["name"] not in volumes]
    return wrong


def labelled(found: list[dict]) -> list[str]:
    """Everything says what it is part of, so that it can be found and removed; one name is one object."""
    wrong, seen = [], set()
    for each in found:
        identity = (each["apiVersion"].split("/")[0], each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"])
        if identity in seen:
            wrong.append(f"{each['kind']}/{each['metadata']['name']}: twice")
        seen.add(identity)
        if each["kind"] == "CustomResourceDefinition":
            continue
        missing = {"app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by"} - set(each["metadata"].get("labels", {}))
        wrong += [f"{each['kind']}/{each['metadata']['name']}: no label {label}" for label in sorted(missing)]
    return wrong


def closed(found: list[dict]) -> list[str]:
    """Every pod is under a policy that opens nothing, in and out, and others open what it needs."""
    wrong = []
    for workload in workloads(found):
        shut = set()
        for policy in of_kind(found, "NetworkPolicy"):
            spec = policy["spec"]
            if selects(spec.get("podSelector"), workload.labels):
                shut |= set(spec.get("policyTypes", ["Ingress"]))
        wrong += [f"{workload.name}: {direction} is open" for direction in sorted({"Ingress", "Egress"} - shut)]
    denying = [policy for policy in of_kind(found, "NetworkPolicy")
               if set(policy["spec"].get("policyTypes", [])) == {"Ingress", "Egress"} and not policy["spec"].get("ingress") and not policy["spec"].get("egress")]
    if not denying:
        wrong.append("no policy denies everything that the others don't open")
    for policy in of_kind(found, "NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            anywhere = not rule.get("to") or any("ipBlock" in peer and peer["ipBlock"]["cidr"] in ("0.0.0.0/0", "::/0") for peer in rule["to"])
            if anywhere and not rule.get("ports"):
                wrong.append(f"NetworkPolicy/{policy['metadata']['name']}: every port of the world")
    return wrong


ALL = (restricted, bounded, probed, drained, compiling, without_tokens, pinned, available, secret, connected, labelled, closed)
