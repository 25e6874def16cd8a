"""The images built by the real Dockerfile, and started as Kubernetes starts them: a numeric user without
capabilities, no new privileges, a read-only root, and only the volumes it is given."""

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import uuid

from tools import CHECKOUT, run


@dataclasses.dataclass
class Store:
    """Where buildah keeps the images of this run, away from those of the machine."""

    folder: pathlib.Path

    def __post_init__(self):
        configuration = self.folder / "storage.conf"
        configuration.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{self.folder}/images"\nrunroot = "{self.folder}/run"\n')
        (self.folder / "tmp").mkdir()
        self.environment = {**os.environ, "CONTAINERS_STORAGE_CONF": str(configuration), "TMPDIR": str(self.folder / "tmp")}

    def build(self, programs: pathlib.Path, tag: str, *images: str, **more: str) -> None:
        run(CHECKOUT / "helm/images/build.sh", "--engine", "buildah", "--programs", programs, "--tag", tag, *images,
            env={**self.environment, **more})

    def layout(self, image: str, tag: str) -> "Layout":
        name = named(image)
        folder = self.folder / "layouts" / f"{name}-{tag}"
        folder.parent.mkdir(exist_ok=True)
        if not folder.exists():
            run("buildah", "push", "--quiet", f"{name}:{tag}", f"oci:{folder}:{tag}", env=self.environment)
        return Layout(folder)

    @contextlib.contextmanager
    def root(self, image: str, tag: str):
        """The image's files as a folder."""
        container = run("buildah", "from", "--pull-never", f"localhost/{named(image)}:{tag}", env=self.environment).strip()
        try:
            yield pathlib.Path(run("buildah", "mount", container, env=self.environment).strip())
        finally:
            run("buildah", "rm", container, env=self.environment)


def named(image: str) -> str:
    return image if image == "kezhuan" else f"kezhuan-{image}"


class Layout:
    """An image as a registry would hold it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.digest = json.loads((folder / "index.json").read_text())["manifests"][0]["digest"]
        self.manifest = json.loads(self.blob(self.digest))
        self.config = json.loads(self.blob(self.manifest["config"]["digest"]))

    def blob(self, digest: str) -> bytes:
        return (self.folder / "blobs" / digest.replace(":", "/")).read_bytes()

    def pulled(self) -> int:
        return sum(layer["size"] for layer in self.manifest["layers"])


@dataclasses.dataclass
class Container:
    """One start of an image by runc, on the machine's own network."""

    root: pathlib.Path
    config: dict
    folder: pathlib.Path
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    arguments: list[str] | None = None
    # Folders of the machine by where they are seen; a trailing ":ro" makes one read-only.
    volumes: dict[str, pathlib.Path] = dataclasses.field(default_factory=dict)
    entrypoint: list[str] | None = None

    def start(self, **options) -> subprocess.Popen:
        bundle = self.folder / f"bundle-{uuid.uuid4().hex[:8]}"
        bundle.mkdir(parents=True)
        run("runc", "spec", cwd=bundle)
        specification = json.loads((bundle / "config.json").read_text())
        self.restrict(specification)
        (bundle / "config.json").write_text(json.dumps(specification))
        self.name = f"kezhuan-{uuid.uuid4().hex[:12]}"
        return subprocess.Popen(["runc", "--root", str(self.folder / "runc"), "run", self.name], cwd=bundle,
                                text=True, **options)

    def kill(self, signal: str) -> None:
        run("runc", "--root", self.folder / "runc", "kill", self.name, signal)

    def says(self) -> tuple[int, str]:
        """How it ended and what it printed."""
        process = self.start(stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def restrict(self, specification: dict) -> None:
        image = self.config["config"]
        user, group = image["User"].split(":")
        given = [f"{name}={value}" for name, value in self.environment.items()]
        specification["root"] = {"path": str(self.root), "readonly": True}
        specification["hostname"] = "kezhuan"
        process = specification["process"]
        process.update(
            terminal=False, cwd="/", noNewPrivileges=True, user={"uid": int(user), "gid": int(group)},
            args=(self.entrypoint or image["Entrypoint"]) + (image.get("Cmd", []) if self.arguments is None else self.arguments),
            env=image.get("Env", []) + given,
        )
        process["capabilities"] = {kind: [] for kind in process["capabilities"]}
        process.pop("rlimits", None)
        linux = specification["linux"]
        linux["namespaces"] = [space for space in linux["namespaces"] if space["type"] != "network"]
        for place, source in self.volumes.items():
            path, _, mode = place.partition(":")
            specification["mounts"].append({"destination": path, "type": "bind", "source": str(source),
                                            "options": ["rbind", mode or "rw"]})
