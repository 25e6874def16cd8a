"""What the chart tells the services: every setting exists, has a value of its kind, and secrets stay files."""

import re
import tomllib

import pytest
from chart import examples, rendered
from policies import environment, services
from tools import CHECKOUT
from workloads import of_kind, policies_for

FILE = "_file"


def defaults(service: str) -> dict[str, object]:
    table = tomllib.loads((CHECKOUT / "services" / service / "config/default.toml").read_text())
    return {f"{section}.{key}": value for section, keys in table.items() for key, value in flat(keys)}


def flat(table: dict, prefix: str = "") -> list[tuple[str, object]]:
    return [leaf for key, value in table.items()
            for leaf in (flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)])]


def given(workload) -> dict[str, str | None]:
    """The settings in the environment of a service; None where they come out of a Secret."""
    prefix = prefix_of(workload)
    container = workload.pod["containers"][0]
    literal = environment(container)
    found: dict[str, str | None] = {}
    for variable in container.get("env", []):
        match = re.fullmatch(r"KEZHUAN_[A-Z_]+?__([A-Z0-9_]+?)__([A-Z0-9_]+)", variable["name"])
        if match:
            assert variable["name"].startswith(f"{prefix}__"), f"{workload.name} is told a setting of another service: {variable['name']}"
            found[f"{match[1]}.{match[2].replace('__', '.')}".lower()] = literal.get(variable["name"])
    return found


def program(workload) -> str:
    return re.search(r"kezhuan-([a-z-]+)[:@]", workload.pod["containers"][0]["image"])[1]


def prefix_of(workload) -> str:
    return f"KEZHUAN_{program(workload).upper().replace('-', '_')}"


def file_of(workload, found: list[dict]) -> dict[str, object]:
    """The settings in the service's file, which a ConfigMap holds."""
    named = environment(workload.pod["containers"][0]).get(f"{prefix_of(workload)}_CONFIG_FILE")
    if not named:
        return {}
    folder, _, name = named.rpartition("/")
    (mount,) = [each for each in workload.pod["containers"][0]["volumeMounts"] if each["mountPath"] == folder]
    (volume,) = [each for each in workload.pod["volumes"] if each["name"] == mount["name"]]
    (text,) = [each["data"][name] for each in of_kind(found, "ConfigMap") if each["metadata"]["name"] == volume["configMap"]["name"]]
    return {f"{section}.{key}": value for section, keys in tomllib.loads(text).items() for key, value in flat(keys)}


@pytest.mark.parametrize("example", examples())
def test_every_setting_exists_and_is_of_its_kind(example):
    found = rendered(examples()[example])
    wrong = []
    for workload in services(found):
        known = defaults(program(workload))
        for key, value in given(workload).items():
            target = key.removesuffix(FILE) if key not in known else key
            if target not in known:
                wrong.append(f"{workload.name}: there is no setting {key}")
            elif target == key and value is not None and not fits(value, known[key]):
                wrong.append(f"{workload.name}: {key} = {value!r} where {known[key]!r} is the default")
        for key, value in file_of(workload, found).items():
            if key not in known:
                wrong.append(f"{workload.name}: there is no setting {key}, which its file has")
            elif type(value) is not type(known[key]):
                wrong.append(f"{workload.name}: {key} = {value!r} where {known[key]!r} is the default")
    assert wrong == []


def fits(value: str, default: object) -> bool:
    if isinstance(default, bool):
        return value in ("true", "false")
    if isinstance(default, list):
        return False
    return not isinstance(default, int) or re.fullmatch(r"-?\d+", value) is not None


def cases(found: list[dict]) -> list:
    """The services that keep cases or figures; the controller has no database."""
    return [workload for workload in services(found) if (CHECKOUT / "services" / program(workload) / "migrations").exists()]


@pytest.mark.parametrize("example", examples())
def test_what_has_no_default_is_given(example):
    for workload in cases(rendered(examples()[example])):
        settings = given(workload)
        for key in ("database.url", "database.relay_url", "bus.nats_url", "auth.jwks", "auth.issuer", "auth.audience"):
            assert key in settings or key + FILE in settings, f"{workload.name}: {key}"


@pytest.mark.parametrize("example", examples())
def test_addresses_with_passwords_come_out_of_files(example):
    for workload in cases(rendered(examples()[example])):
        settings = given(workload)
        for key in ("database.url", "database.relay_url", "bus.nats_url"):
            assert key not in settings, f"{workload.name}: {key} would stand in the Deployment"


@pytest.mark.parametrize("example", examples())
def test_no_example_runs_for_development(example):
    """A service that is told so runs without the checks of its database."""
    found = rendered(examples()[example])
    for workload in services(found):
        for settings in (given(workload), file_of(workload, found)):
            assert settings.get("database.development") in (None, "false", False), workload.name


def test_every_setting_of_every_program_can_be_given():
    """All of each config/default.toml through the values, and out of the file as it was."""
    known = {path.parents[1].name: tomllib.loads(path.read_text()) for path in CHECKOUT.glob("services/*/config/default.toml")}
    given_all = {name: {"settings": split(table)} for name, table in known.items()}
    found = rendered(examples()["trial"], overrides={"ruleController": given_all.pop("rule-controller"), "services": given_all})
    for workload in services(found):
        assert file_of(workload, found) == defaults(program(workload)), workload.name


def split(table: dict, prefix: str = "") -> dict[str, dict]:
    """Tables by their dotted names, as the values take them."""
    own = {key: value for key, value in table.items() if not isinstance(value, dict)}
    inner = [split(value, f"{prefix}.{key}" if prefix else key) for key, value in table.items() if isinstance(value, dict)]
    return ({prefix: own} if own else {}) | {name: keys for part in inner for name, keys in part.items()}


@pytest.mark.parametrize("example", examples())
def test_connections_fit_the_server(example):
    """Of the most pods that an autoscaler makes, and one more of each service during an upgrade."""
    found = rendered(examples()[example])
    scaled = {each["spec"]["scaleTargetRef"]["name"]: each["spec"]["maxReplicas"] for each in of_kind(found, "HorizontalPodAutoscaler")}
    asked: dict[str, int] = {}
    for workload in cases(found):
        settings = defaults(program(workload)) | file_of(workload, found)
        pods = scaled.get(workload.found["metadata"]["name"], workload.found["spec"].get("replicas", 1)) + 1
        server = server_of(workload, found)
        asked[server] = asked.get(server, 0) + pods * (settings["database.pool_max"] + settings["database.relay_pool_max"])
    room = {each["metadata"]["name"]: int(each["spec"]["postgresql"]["parameters"]["max_connections"]) for each in of_kind(found, "Cluster")}
    room |= {"": int(re.search(r"max_connections=(\d+)", str(of_kind(found, "StatefulSet"))).group(1))} if not room else {}
    # A few are kept for superusers, migrations and the operator.
    assert {server: number for server, number in asked.items() if number + 10 > room[server]} == {}


def server_of(workload, found: list[dict]) -> str:
    """The Cluster that its policy lets it reach; none where the chart runs the one server."""
    clusters = {peer["podSelector"]["matchLabels"].get("cnpg.io/cluster") for policy in policies_for(found, workload, "Egress")
                for rule in policy["spec"].get("egress", []) for peer in rule.get("to", []) if "matchLabels" in peer.get("podSelector", {})}
    return next(iter(clusters - {None}), "")


def mounted(workload, path: str) -> dict | None:
    """The volume that a file of the container lies in; None where it is the image's own."""
    container = workload.pod["containers"][0]
    over = [mount for mount in container["volumeMounts"] if path.startswith(mount["mountPath"].rstrip("/") + "/")]
    if not over:
        return None
    nearest = max(over, key=lambda mount: len(mount["mountPath"]))
    return next(volume for volume in workload.pod["volumes"] if volume["name"] == nearest["name"])


@pytest.mark.parametrize("example", examples())
def test_every_file_that_is_named_is_mounted(example):
    """Keys out of Secrets, so that two pods have the same and the next one too; what is disposable in empty folders."""
    wrong = []
    for workload in services(rendered(examples()[example])):
        for key, value in given(workload).items():
            if value is None or not value.startswith("/"):
                continue
            volume = mounted(workload, value)
            if volume is None:
                wrong.append(f"{workload.name}: {key} names {value}, which is in no volume")
            elif key == "rule_host.cache":
                assert "emptyDir" in volume
            elif not {"secret", "projected", "configMap"} & set(volume):
                wrong.append(f"{workload.name}: {key} names {value}, which is gone with the pod")
        keys = {key for key, value in defaults(program(workload)).items() if key.endswith("key_file") and value}
        wrong += [f"{workload.name}: {key} would be made anew in every pod" for key in keys - set(given(workload))]
    assert wrong == []
