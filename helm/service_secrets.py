#!/usr/bin/env python3
"""Prints the Secrets of the services for a first install, before there is a database: addresses, and keys that are new.

    helm/service_secrets.py --name kezhuan --namespace kezhuan --admin ADMIN.txt --figures FIGURES.txt --nats NATS.txt --tokens TOKENS/

Files, since arguments are seen by all: ADMIN.txt holds postgres://ADMIN:PASSWORD@HOST/postgres as the migration Jobs have it (with the chart's own
servers postgres://kezhuan_admin:PASSWORD@NAME-postgres:5432/postgres and nats://kezhuan:PASSWORD@NAME-nats:4222, PASSWORD as in NAME-postgres and NAME-nats), FIGURES.txt the same
of the scoreboard's server where it has one of its own, NATS.txt the address of NATS, TOKENS/<service>.token what the issuer made.
Once, into a store or the cluster, and kept: a second run makes other keys, and receipts and tickets are checked with the first.
Needs OpenSSL 3 beside Python. Further keys, such as mail-password: the chart's README, "Secrets".
"""

import argparse
import pathlib
import sys

from trial_secrets import SERVICES, printed, service_files


def line(path: pathlib.Path) -> str:
    return path.read_text().strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", required=True, help="the release's name, or fullnameOverride")
    parser.add_argument("--namespace", required=True)
    parser.add_argument("--admin", required=True, type=pathlib.Path)
    parser.add_argument("--figures", type=pathlib.Path, help="without it the scoreboard's database is on the server of all")
    parser.add_argument("--nats", required=True, type=pathlib.Path)
    parser.add_argument("--tokens", type=pathlib.Path, help="without it service.token is to be added")
    arguments = parser.parse_args()
    made = {"database-admin": {"url": line(arguments.admin)}}
    if arguments.figures:
        made["figures-database-admin"] = {"url": line(arguments.figures)}
    for service in SERVICES:
        admin = arguments.figures if service == "scoreboard" and arguments.figures else arguments.admin
        token = line(arguments.tokens / f"{service}.token") if arguments.tokens and service != "scoreboard" else None
        made[service] = service_files(service, line(admin), line(arguments.nats), token)
    if not arguments.tokens:
        print("service.token is in none of them: services ask rules with it", file=sys.stderr)
    print(printed(arguments.name, arguments.namespace, made))


if __name__ == "__main__":
    main()
