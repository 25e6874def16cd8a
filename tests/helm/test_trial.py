"""What a trial brings along: its NATS takes its configuration, and every Secret that it reads is made."""

import base64
import json
import os
import signal
import urllib.parse
import urllib.request

import pytest
from chart import NAMESPACE, RELEASE, examples, objects, rendered
from servers import free_port, listens, postgres, started
from tools import CHECKOUT, HELM_TOOLS, TOOLS, run
from workloads import component, of_kind, workloads


@pytest.fixture(scope="module")
def found() -> list[dict]:
    return rendered(examples()["trial"])


def nats(found: list[dict]):
    return next(workload for workload in workloads(found) if component(workload) == "nats")


def test_nats_syncs_each_write_and_answers_its_probes(found, tmp_path):
    """The server itself, by the configuration and arguments of its pod, but for ports and folder."""
    container = nats(found).pod["containers"][0]
    (configuration,) = [each["data"]["nats.conf"] for each in of_kind(found, "ConfigMap") if each["metadata"]["name"] == f"{RELEASE}-nats"]
    ports = {"nats": free_port(), "monitor": free_port()}
    (tmp_path / "nats.conf").write_text(configuration.replace("/data", str(tmp_path / "data"))
                                        .replace("4222", str(ports["nats"])).replace("8222", str(ports["monitor"])))
    arguments = [part.replace("/etc/nats", str(tmp_path)) for part in container["args"]]
    command = [TOOLS / "venv/bin/nats-server", *arguments]
    with started(command, lambda: listens(ports["monitor"]), tmp_path / "log", signal.SIGTERM, env={**os.environ, "NATS_PASSWORD": "trial"}):
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container[probe]["httpGet"]
            with urllib.request.urlopen(f"http://127.0.0.1:{ports[asked['port']]}{asked['path']}", timeout=5) as answer:
                assert json.load(answer)["status"] == "ok", probe
        with urllib.request.urlopen(f"http://127.0.0.1:{ports['monitor']}/jsz?config=1", timeout=5) as answer:
            assert json.load(answer)["config"]["sync_always"] is True


def read_by(found: list[dict]) -> dict[str, set[str]]:
    """Secrets by name, with the keys that must be in them as far as the pods say."""
    wanted: dict[str, set[str]] = {}
    for workload in workloads(found):
        mounted = {}
        for volume in workload.pod.get("volumes", []):
            sources = [volume, *volume.get("projected", {}).get("sources", [])]
            for secret in (source["secret"] for source in sources if "secret" in source):
                if not secret.get("optional"):
                    name = secret.get("secretName") or secret["name"]
                    wanted.setdefault(name, set()).update(item["key"] for item in secret.get("items", []))
                    mounted[volume["name"]] = name
        for _, container in workload.containers():
            paths = {mount["mountPath"]: mounted[mount["name"]] for mount in container.get("volumeMounts", []) if mount["name"] in mounted}
            for variable in container.get("env", []):
                reference = variable.get("valueFrom", {}).get("secretKeyRef")
                if reference and not reference.get("optional"):
                    wanted.setdefault(reference["name"], set()).add(reference["key"])
                folder, _, file = variable.get("value", "").rpartition("/")
                if folder in paths:
                    wanted[paths[folder]].add(file)
    return wanted


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, str]]:
    """The Secrets that values-trial.yaml tells people to make, by their script."""
    printed = objects(run(HELM_TOOLS / "venv/bin/python", CHECKOUT / "helm/trial_secrets.py", "--name", RELEASE, "--namespace", NAMESPACE))
    secrets = {}
    for each in of_kind(printed, "Secret"):
        assert each["metadata"]["namespace"] == NAMESPACE
        plain = {key: base64.b64decode(value).decode() for key, value in each.get("data", {}).items()}
        secrets[each["metadata"]["name"]] = plain | each.get("stringData", {})
    return secrets


def test_every_secret_of_a_trial_is_made(found, made):
    missing = {name: sorted(keys - set(made.get(name, {}))) for name, keys in read_by(found).items() if name not in made or keys - set(made[name])}
    assert missing == {}


def test_a_first_install_s_secrets_are_printed_before_there_is_a_server(tmp_path):
    """All that production's services read, but what only an issuer, a mail server and a gateway have."""
    admin, figures = "postgres://postgres:a%2Fb@cases:5432/postgres?sslmode=verify-full", "postgres://postgres:c@figures/postgres"
    for name, text in {"admin": admin, "figures": figures, "nats": "nats://u:p@nats:4222"}.items():
        (tmp_path / name).write_text(text + "\n")
    said = run(HELM_TOOLS / "venv/bin/python", CHECKOUT / "helm/service_secrets.py", "--name", RELEASE, "--namespace", NAMESPACE,
               "--admin", tmp_path / "admin", "--figures", tmp_path / "figures", "--nats", tmp_path / "nats")
    printed = {each["metadata"]["name"]: each["stringData"] for each in objects(said)}
    read = {name: keys - {"service.token", "mail-password", "sms-secret"} for name, keys in read_by(rendered(examples()["production"])).items()
            if keys & {"database-url", "url"}}
    assert {name.replace("kezhuan-", f"{RELEASE}-"): keys for name, keys in read.items()} == {name: set(files) for name, files in printed.items()}
    assert printed[f"{RELEASE}-scoreboard"]["database-url"].split("@")[1] == "figures/kezhuan_scoreboard"
    assert printed[f"{RELEASE}-contracts"]["database-relay-url"].split("@")[1] == "cases:5432/kezhuan_contracts?sslmode=verify-full"


def test_a_store_of_secrets_is_shown_every_file_of_a_service():
    """The examples of External Secrets, for a release called kezhuan, against what production's pods read."""
    shown = {each["metadata"]["name"].removeprefix("kezhuan"): {item["secretKey"] for item in each["spec"]["data"]}
             for each in objects((CHECKOUT / "helm/kezhuan/examples/external-secrets.yaml").read_text())}
    read = {name.removeprefix(RELEASE): keys for name, keys in read_by(rendered(examples()["production"])).items()}
    assert {name: read[name] for name in shown} == shown


@pytest.mark.parametrize("service", ["contracts", "scoreboard"])
def test_its_addresses_are_those_that_the_migration_makes(found, made, programs, tmp_path, service):
    """The toolbox prepares a real database with the trial's admin; what the service is given then lets it in."""
    (job,) = [each for each in of_kind(found, "Job") if each["spec"]["template"]["spec"]["containers"][0]["args"][-1] == service]
    reference = job["spec"]["template"]["spec"]["containers"][0]["env"][0]["valueFrom"]["secretKeyRef"]
    admin = urllib.parse.urlsplit(made[reference["name"]][reference["key"]])
    assert admin.hostname in {each["metadata"]["name"] for each in of_kind(found, "Service")}
    with postgres(tmp_path, admin.username, admin.password) as port:
        here = admin._replace(netloc=f"{admin.username}:{admin.password}@127.0.0.1:{port}").geturl()
        said = run(programs / "kezhuan", "database", "prepare", "--server", here, service)
    printed = dict(line.split("=", 1) for line in said.splitlines() if line.startswith("KEZHUAN_"))
    for setting, key in (("URL", "database-url"), ("RELAY_URL", "database-relay-url")):
        ours = urllib.parse.urlsplit(made[f"{RELEASE}-{service}"][key])
        theirs = urllib.parse.urlsplit(printed[f"KEZHUAN_{service.upper()}__DATABASE__{setting}"])
        assert (ours.username, ours.password, ours.path) == (theirs.username, theirs.password, theirs.path)
        assert (ours.hostname, ours.port or 5432) == (admin.hostname, admin.port or 5432)
