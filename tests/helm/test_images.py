"""The images of helm/Dockerfile: built by buildah without a registry, looked into, and started."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import tarfile
import time
import urllib.error
import urllib.request

import grpc
import pytest
from containers import Container
from grpc_health.v1 import health_pb2, health_pb2_grpc
from name_server import ADDRESS, serving
from servers import free_port, nats, postgres
from tools import CHECKOUT, run

BYTES_MAX = 60_000_000
# Everything but the suite's own programs. Those of a development build are not what is shipped: of them
# only what a node would fetch is held to the limit.
AROUND_BYTES_MAX = 6_000_000
IMAGES = run(CHECKOUT / "helm/images/collect.sh", "--images").split()
SERVICES = [image for image in IMAGES if (CHECKOUT / "services" / image / "migrations").exists()]
# Those that ask rule packages have the compiler beside them.
HOSTS = [image for image in IMAGES if image == "kezhuan" or "[rule_host]" in (CHECKOUT / "services" / image / "config/default.toml").read_text()]


def members(layout) -> dict[str, tarfile.TarInfo]:
    found = {}
    for layer in layout.manifest["layers"]:
        with tarfile.open(layout.folder / "blobs" / layer["digest"].replace(":", "/")) as archive:
            found.update({member.name.strip("/"): member for member in archive})
    return found


@pytest.fixture(params=IMAGES)
def layout(request, store):
    return store.layout(request.param, "first")


@pytest.fixture
def container(request, store, tmp_path):
    """The container of an image by its name, as it stands in the pod of a service."""
    with contextlib.ExitStack() as stack:
        def made(image: str, **options) -> Container:
            config = store.layout(image, "first").config
            return Container(stack.enter_context(store.root(image, "first")), config, tmp_path, **options)
        yield made


def test_every_service_has_an_image(images):
    services = {path.parent.parent.name for path in CHECKOUT.glob("services/*/src/main.rs")}
    assert services == set(images), "collect.sh and the Dockerfile name the images"
    stages = re.findall(r"^FROM foundation AS (\S+)$", (CHECKOUT / "helm/Dockerfile").read_text(), re.MULTILINE)
    assert sorted(stages) == sorted(images)


def test_the_builder_is_pinned():
    (builder,) = re.findall(r"^ARG BUILDER=(\S+)$", (CHECKOUT / "helm/Dockerfile").read_text(), re.MULTILINE)
    assert re.search(r":\d+\.\d+\.\d+-bookworm@sha256:[0-9a-f]{64}$", builder)
    rust = re.search(r'^rust-version = "(.+)"$', (CHECKOUT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    assert f"rust:{rust}." in builder, "the builder's Rust is the workspace's"


def test_an_image_says_what_it_is(layout):
    config = layout.config["config"]
    assert config["User"] == "65532:65532"
    labels = config["Labels"]
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert re.fullmatch(r"kezhuan(-[a-z-]+)?", labels["org.opencontainers.image.title"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", labels["org.opencontainers.image.version"])
    assert re.fullmatch(r"([0-9a-f]{40}(-changed)?|unknown)", labels["org.opencontainers.image.revision"])


def test_an_image_is_small_and_holds_nothing_to_log_in_with(layout, programs):
    found = members(layout)
    own = {name for name in found if re.fullmatch(r"usr/bin/kezhuan(-[a-z-]+)?", name)}
    around = sum(member.size for name, member in found.items() if name not in own)
    assert around < AROUND_BYTES_MAX
    assert layout.pulled() < BYTES_MAX
    if programs.name == "release":
        assert sum(member.size for member in found.values()) < BYTES_MAX
    programs = {name for name, member in found.items() if member.isfile() and member.mode & 0o111}
    libraries = {name for name in programs if ".so" in pathlib.Path(name).name}
    assert programs - libraries == own, "no shell, no package manager"
    assert not [name for name, member in found.items() if member.mode & 0o6000], "nothing changes its user"
    writable = {name for name, member in found.items() if member.uid == 65532 or member.mode & 0o002}
    assert writable == {"tmp", "var/lib/kezhuan", "var/cache/kezhuan"}


@pytest.mark.parametrize("image", ["scoreboard", "rules"])
def test_the_same_programs_make_the_same_image(store, image):
    assert store.layout(image, "first").digest == store.layout(image, "second").digest


def test_another_commit_makes_another_time(store, programs):
    store.build(programs, "later", "scoreboard", SOURCE_DATE_EPOCH="1700000000")
    later = store.layout("scoreboard", "later")
    assert later.config["created"] == "2023-11-14T22:13:20Z"
    assert {member.mtime for member in members(later).values()} == {1700000000}
    assert later.digest != store.layout("scoreboard", "first").digest


@pytest.mark.parametrize("image", HOSTS)
def test_rules_can_be_compiled(container, image):
    ended, said = container(image, entrypoint=["/usr/bin/kezhuan-rule-compiler"], arguments=[]).says()
    assert (ended, said.split()[0]) == (2, "usage:")


@pytest.mark.parametrize("image", [image for image in IMAGES if image != "kezhuan"])
def test_settings_are_checked_at_the_start(container, image):
    prefix = f"KEZHUAN_{image.upper().replace('-', '_')}"
    ended, said = container(image, environment={f"{prefix}__NOBODY__KNOWS": "1"}).says()
    assert ended == 1 and "nobody.knows" in said, said


def test_the_toolbox_answers(container):
    ended, said = container("kezhuan").says()
    assert ended == 0 and "rules" in said
    ended, said = container("kezhuan", arguments=["--version"]).says()
    assert (ended, said.split()[0]) == (0, "kezhuan")
    ended, said = container("kezhuan", arguments=["health", f"http://127.0.0.1:{free_port()}"]).says()
    assert ended != 0 and "SERVING" not in said, "nobody listens there"


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    """Postgres and NATS, found by a name that only a name server knows, and the keys of an issuer."""
    if os.getuid() != 0:
        pytest.skip("the images are built and started as root")
    folder = tmp_path_factory.mktemp("stand", numbered=True)
    folder.chmod(0o711)
    (folder / "postgres").mkdir()
    (folder / "nats").mkdir()
    (folder / "resolv.conf").write_text(f"nameserver {ADDRESS}\noptions timeout:1 attempts:3\n")
    key = {"kty": "OKP", "crv": "Ed25519", "kid": "trial", "use": "sig", "alg": "EdDSA",
           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    (folder / "jwks.json").write_text(json.dumps({"keys": [key]}))
    with postgres(folder / "postgres") as database, nats(folder / "nats") as bus, serving("servers.kezhuan.example") as asked:
        yield {"folder": folder, "database": database, "bus": bus, "asked": asked}


def volumes(service: str, stand, tmp_path) -> dict[str, pathlib.Path]:
    """What the chart mounts, as the kubelet does (an emptyDir is root's and everybody may write), and the name server it tells."""
    mounted = {"/etc/resolv.conf:ro": stand["folder"] / "resolv.conf", "/etc/kezhuan/jwks.json:ro": stand["folder"] / "jwks.json"}
    for place in ("/tmp", f"/var/lib/kezhuan/{service}", "/var/cache/kezhuan"):
        source = tmp_path / place.strip("/").replace("/", "-")
        source.mkdir(exist_ok=True)
        source.chmod(0o777)
        mounted[place] = source
    return mounted


def settings(service: str, stand, prepared: str, port: int, operation: int) -> dict[str, str]:
    own = {
        "BUS__NATS_URL": f"nats://servers.kezhuan.example:{stand['bus']}",
        "AUTH__JWKS": "/etc/kezhuan/jwks.json", "AUTH__ISSUER": "trial", "AUTH__AUDIENCE": "trial",
        "SERVER__ADDRESS": f"127.0.0.1:{port}", "SERVER__OPERATION_ADDRESS": f"127.0.0.1:{operation}", "SERVER__TLS_REQUIRED": "false",
    }
    if service != "scoreboard":
        own["RULE_HOST__CACHE"] = "/var/cache/kezhuan/compiled"
    named = {f"KEZHUAN_{service.upper()}__{key}": value for key, value in own.items()}
    return named | dict(line.split("=", 1) for line in prepared.splitlines() if line.startswith("KEZHUAN_"))


def health(port: int) -> str:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=2)
        except grpc.RpcError as error:
            return error.code().name
    return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)


def asked(port: int, path: str) -> tuple[int, str]:
    """As the kubelet's probes and Prometheus ask."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until_serving(port: int, process: subprocess.Popen, log: pathlib.Path) -> None:
    end = time.monotonic() + 60
    while (last := health(port)) != "SERVING":
        assert process.poll() is None and time.monotonic() < end, f"{last}:\n{log.read_text()[-3000:]}"
        time.sleep(0.05)


def until_ready(port: int) -> None:
    """It has its own look at NATS, so it may come behind health."""
    end = time.monotonic() + 30
    while (last := asked(port, "/ready"))[0] != 200:
        assert time.monotonic() < end, last
        time.sleep(0.05)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_serves_from_its_image(service, container, stand, tmp_path):
    """Database prepared from the toolbox's image, then the service's: healthy, confined, stopped by SIGTERM."""
    mounted = volumes(service, stand, tmp_path)
    url = f"postgres://admin:trial@servers.kezhuan.example:{stand['database']}/postgres"
    prepare = container("kezhuan", arguments=["database", "prepare", "--server", url, service], volumes=mounted)
    ended, prepared = prepare.says()
    assert ended == 0, prepared
    assert "servers.kezhuan.example" in stand["asked"], "names are asked of the name server"

    port, operation = free_port(), free_port()
    made = container(service, environment=settings(service, stand, prepared, port, operation), volumes=mounted)
    log = tmp_path / "log"
    with open(log, "w") as output:
        process = made.start(stdout=output, stderr=output)
        try:
            until_serving(port, process, log)
            confined(made)
            assert asked(operation, "/live")[0] == 200
            until_ready(operation)
            ended, said = container("kezhuan", arguments=["health", f"http://127.0.0.1:{port}"]).says()
            assert ended == 0 and "SERVING" in said.split(), said
            assert "kezhuan_ready{" in asked(operation, "/metrics")[1]
        finally:
            if process.poll() is None:
                made.kill("TERM")
        assert process.wait(40) == 0, log.read_text()[-4000:]
    assert (mounted[f"/var/lib/kezhuan/{service}"] / "seal.pem").stat().st_uid == 65532


def confined(made: Container) -> None:
    """Of the process itself, as the kernel has it."""
    state = json.loads(run("runc", "--root", made.folder / "runc", "state", made.name))
    process = pathlib.Path("/proc") / str(state["pid"])
    status = dict(line.split(":\t", 1) for line in (process / "status").read_text().splitlines())
    assert set(status["Uid"].split()) == {"65532"}
    assert status["NoNewPrivs"] == "1"
    assert {status[kind] for kind in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {"0" * 16}
    root = next(line.split() for line in (process / "mountinfo").read_text().splitlines() if line.split()[4] == "/")
    assert "ro" in root[5].split(",")
