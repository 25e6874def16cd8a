#!/usr/bin/env python3
"""Prints the Secrets that values-trial.yaml names, new ones each time: keys, certificates, tokens, addresses of databases.

    helm/trial_secrets.py --name trial --namespace kezhuan | kubectl apply -f -

Once before the install: other passwords than those a database was made with let nobody in. Needs OpenSSL 3 beside Python.
Everything is signed by a development authority and issuer whose keys stand in the Secret <name>-suite: not for real cases.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import secrets
import subprocess
import tempfile
import time

SERVICES = ["agriculture", "contracts", "events", "financing", "incubation", "rules", "scoreboard"]
ADMIN = "kezhuan_admin"
# As services/platform/database works out the passwords of a service's roles from the admin's.
ROUNDS = 20_000
DAYS = 365


def openssl(*arguments: str, given: bytes | None = None) -> bytes:
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def role_password(admin: str, role: str) -> str:
    digest = hashlib.sha256(b"kezhuan-role-password-v1" + admin.encode() + b"\0" + role.encode()).digest()
    for _ in range(ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest.hex()


def database_url(admin_url: str, service: str, role: str) -> str:
    """The address that `kezhuan database prepare` makes so, for a role of a service on the server of an admin's."""
    scheme, _, rest = admin_url.partition("://")
    rest, question, query = rest.partition("?")
    login, at, place = rest.rpartition("@")
    password = login.partition(":")[2]
    if not (scheme and at and password):
        raise SystemExit("the admin's address is not postgres://admin:password@host/postgres")
    user = f"kezhuan_{service}_{role}"
    # Passwords as they stand in the address, encoded or not.
    return f"{scheme}://{user}:{role_password(password, user)}@{place.partition('/')[0]}/kezhuan_{service}{question}{query}"


def service_files(service: str, admin_url: str, nats_url: str, token: str | None) -> dict[str, str]:
    """The Secret of a service; its keys are new."""
    files = {
        "database-url": database_url(admin_url, service, "app"), "database-relay-url": database_url(admin_url, service, "relay"), "nats-url": nats_url,
        "seal.pem": openssl("genpkey", "-algorithm", "ed25519").decode(),
    }
    if service != "scoreboard" and token:
        files["service.token"] = token
    if service == "financing":
        files["webhooks.key"] = secrets.token_hex(32)
    if service == "events":
        files["tickets.pem"] = openssl("genpkey", "-algorithm", "ed25519").decode()
    return files


def printed(name: str, namespace: str, made: dict[str, dict[str, str]]) -> str:
    """Secrets named after the release, as kubectl takes them."""
    items = [{
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls" if secret.endswith("-tls") else "Opaque",
        "metadata": {"name": f"{name}-{secret}", "namespace": namespace, "labels": {"app.kubernetes.io/part-of": "kezhuan"}},
        "stringData": files,
    } for secret, files in made.items()]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, indent=1)


class Issuer:
    """As the toolbox's development issuer: believed by the suite that has its jwks.json."""

    def __init__(self, suite: str):
        self.suite = suite
        self.key = openssl("genpkey", "-algorithm", "ed25519").decode()

    def jwks(self) -> str:
        public = openssl("pkey", "-pubout", "-outform", "DER", given=self.key.encode())[-32:]
        key = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.suite, "x": url_safe(public)}
        return json.dumps({"keys": [key]})

    def service_token(self, service: str) -> str:
        header = {"typ": "JWT", "alg": "EdDSA", "kid": self.suite}
        claims = {"sub": service, "org": service, "tenant": "", "roles": [], "kind": "service", "iss": "kezhuan-development", "aud": self.suite,
                  "exp": int(time.time()) + DAYS * 86400}
        text = ".".join(url_safe(json.dumps(part).encode()) for part in (header, claims))
        with tempfile.TemporaryDirectory() as folder:
            key, said = pathlib.Path(folder, "key.pem"), pathlib.Path(folder, "text")
            key.write_text(self.key)
            said.write_text(text)
            signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", str(key), "-in", str(said))
        return f"{text}.{url_safe(signature)}"


class Authority:
    """Signs one certificate for each program, which shows it as a server and as a client."""

    def __init__(self):
        self.key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256").decode()
        with tempfile.TemporaryDirectory() as folder:
            key = pathlib.Path(folder, "key.pem")
            key.write_text(self.key)
            self.certificate = openssl(
                "req", "-x509", "-new", "-key", str(key), "-subj", "/CN=Kezhuan development authority", "-days", "3650",
                "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext", "keyUsage=critical,keyCertSign,cRLSign").decode()

    def certify(self, service: str, hosts: list[str]) -> tuple[str, str]:
        names = ",".join([f"DNS:{host}" for host in hosts] + [f"URI:spiffe://kezhuan/service/{service}"])
        extensions = f"subjectAltName={names}\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=critical,digitalSignature\n"
        with tempfile.TemporaryDirectory() as folder:
            key, authority, certificate, more = (pathlib.Path(folder, name) for name in ("key.pem", "ca-key.pem", "ca.pem", "more"))
            key.write_bytes(openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"))
            authority.write_text(self.key)
            certificate.write_text(self.certificate)
            more.write_text(extensions)
            request = openssl("req", "-new", "-key", str(key), "-subj", f"/CN={service}")
            signed = openssl("x509", "-req", "-CA", str(certificate), "-CAkey", str(authority), "-days", str(DAYS), "-extfile", str(more),
                             given=request)
            return signed.decode(), key.read_text()


def all_secrets(name: str, namespace: str, suite: str) -> dict[str, dict[str, str]]:
    admin, bus = secrets.token_hex(24), "p" + secrets.token_hex(24)
    issuer, authority = Issuer(suite), Authority()
    admin_url, nats_url = f"postgres://{ADMIN}:{admin}@{name}-postgres:5432/postgres", f"nats://kezhuan:{bus}@{name}-nats:4222"
    made = {
        "database-admin": {"url": admin_url},
        "postgres": {"password": admin},
        "nats": {"password": bus},
        "jwks": {"jwks.json": issuer.jwks()},
        "suite": {"token-key.pem": issuer.key, "suite-id": suite, "authority.pem": authority.certificate, "authority-key.pem": authority.key},
    }
    for service in SERVICES:
        made[service] = service_files(service, admin_url, nats_url, issuer.service_token(service))
    for program in [*SERVICES, "rule-controller"]:
        certificate, key = authority.certify(program, [f"{name}-{program}.{namespace}.svc", f"{name}-{program}"])
        made[f"{program}-tls"] = {"tls.crt": certificate, "tls.key": key, "ca.crt": authority.certificate}
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="trial", help="the release's name, or fullnameOverride")
    parser.add_argument("--namespace", default="kezhuan")
    parser.add_argument("--audience", default="trial", help="auth.audience of the values")
    arguments = parser.parse_args()
    print(printed(arguments.name, arguments.namespace, all_secrets(arguments.name, arguments.namespace, arguments.audience)))


if __name__ == "__main__":
    main()
