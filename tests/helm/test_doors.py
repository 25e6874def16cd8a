"""The ways in and out: routes, load balancers, who is let in, and what is sent to whom."""

import re

import pytest
from chart import RELEASE, invalid
from policies import services
from test_templates import certified, component_of, made, service, settings
from workloads import component, of_kind

ANY = {"ipBlock": {"cidr": "203.0.113.0/24"}}


def test_doors_from_outside_are_shut_unless_asked_for():
    shut = made()
    assert of_kind(shut, "Ingress", "GRPCRoute", "HTTPRoute", "BackendTLSPolicy") == []
    opened = made({"ingress": {"enabled": True, "domain": "example.org", "services": ["contracts"]}})
    (ingress,) = of_kind(opened, "Ingress")
    assert [rule["host"] for rule in ingress["spec"]["rules"]] == ["contracts.example.org"]
    routed = made({"gateway": {"enabled": True, "domain": "example.org", "parentRefs": [{"name": "g"}], "services": ["rules", "events"]}})
    assert {host for each in of_kind(routed, "GRPCRoute") for host in each["spec"]["hostnames"]} == {"rules.example.org", "events.example.org"}


def test_mail_and_text_messages_are_sent_where_they_are_set_up():
    """Passwords and secrets by reference; without a server or gateway nothing asks for them."""
    assert not [key for key in settings(made(), "events") if "NOTIFICATIONS" in key]
    found = made({
        "notifications": {"mail": {"host": "mail.example.org", "user": "kezhuan", "from": "a <a@example.org>", "port": 465, "security": "tls", "caSecret": "mail-ca"},
                          "sms": {"url": "https://sms.example.org/send", "allowedRanges": "10.0.0.0/8", "caSecret": "sms-ca"}},
        "networkPolicy": {"mail": {"peers": [ANY]}, "sms": {"peers": [ANY]}}})
    told = {key.split("NOTIFICATIONS__")[1]: value for key, value in settings(found, "events").items() if "NOTIFICATIONS" in key}
    assert told == {
        "MAIL__HOST": "mail.example.org", "MAIL__PORT": "465", "MAIL__SECURITY": "tls", "MAIL__USER": "kezhuan", "MAIL__FROM": "a <a@example.org>",
        "MAIL__PASSWORD_FILE": "/etc/kezhuan/secrets/mail-password", "MAIL__TLS_CA_FILE": "/etc/kezhuan/mail-authority/ca.crt",
        "SMS__URL": "https://sms.example.org/send", "SMS__SECRET_FILE": "/etc/kezhuan/secrets/sms-secret", "SMS__ALLOWED_RANGES": "10.0.0.0/8",
        "SMS__TLS_CA_FILE": "/etc/kezhuan/sms-authority/ca.crt"}
    assert {"mail-ca", "sms-ca"} <= secrets(found, "events")
    assert not {"mail-ca", "sms-ca"} & secrets(found, "contracts")
    (policy,) = [each for each in of_kind(found, "NetworkPolicy") if each["metadata"]["name"] == f"{RELEASE}-events"]
    assert [rule["ports"] for rule in policy["spec"]["egress"] if rule["to"] == [ANY]] == [[{"port": 465}], [{"port": 443}]]


def secrets(found: list[dict], wanted: str) -> set[str]:
    return {volume["secret"]["secretName"] for volume in service(found, wanted).pod["volumes"] if "secret" in volume}


@pytest.mark.parametrize(("values", "said"), [
    ({"notifications": {"mail": {"host": "mail.example.org", "from": "a@example.org"}}}, "networkPolicy.mail.peers"),
    ({"notifications": {"sms": {"url": "https://sms.example.org"}}}, "networkPolicy.sms.peers"),
    ({"telemetry": {"otlpEndpoint": "http://collector:4317"}}, "networkPolicy.telemetry.peers"),
    ({"auth": {"jwksAddress": "https://id.example.org/keys"}}, "networkPolicy.issuer.peers"),
    ({"nats": {"enabled": False}}, "networkPolicy.bus.peers"),
    ({"postgres": {"enabled": False}}, "networkPolicy.database.peers"),
    ({"cloudnativepg": {"enabled": True, "clusters": {"a": {"superuserSecret": "x"}}}, "defaults": {"databaseCluster": "b"}}, "none of cloudnativepg.clusters"),
])
def test_what_nobody_could_reach_is_refused(values, said):
    """Pods that wait for ever, or a message that is dropped after days, would be the other way to learn of it."""
    with pytest.raises(AssertionError, match=re.escape(said)):
        made(values)
    made({**values, "networkPolicy": {"enabled": False}})


def test_banks_reach_financing_with_their_certificates():
    """By its own load balancer, or by a gateway that opens nothing; under authorities of their own where there are such."""
    (balancer,) = [each for each in of_kind(certified(), "Service") if each["spec"]["type"] == "LoadBalancer"]
    assert balancer["spec"]["externalTrafficPolicy"] == "Local", "organisations are held to their networks"
    (certificate,) = [each for each in of_kind(certified(), "Certificate") if each["metadata"]["name"] == f"{RELEASE}-financing"]
    assert "financing.kezhuan.jiangmen.example.org" in certificate["spec"]["dnsNames"]
    banks = {"ipBlock": {"cidr": "203.0.113.0/24"}}
    admit = {component_of(policy) for policy in of_kind(certified(), "NetworkPolicy") for rule in policy["spec"].get("ingress") or [] if banks in rule["from"]}
    assert admit == {"financing"}

    found = made({"gateway": {"enabled": True, "parentRefs": [{"name": "g"}], "services": ["rules"], "passthrough": ["financing"],
                              "passthroughParentRefs": [{"name": "unopened"}]},
                  "services": {"financing": {"hostnames": ["banks.example.org"]}}, "tls": {"authoritiesSecret": "authorities"}})
    (route,) = of_kind(found, "TLSRoute")
    assert (route["spec"]["hostnames"], route["spec"]["parentRefs"], invalid(route, "1.37.0")) == (["banks.example.org"], [{"name": "unopened"}], None)
    told = settings(found, "financing")
    assert told["KEZHUAN_FINANCING__SERVER__TLS_CLIENT_CA_FILE"] == "/etc/kezhuan/authorities/clients.crt"
    assert told["KEZHUAN_FINANCING__CLIENT__TLS_CA_FILE"] == "/etc/kezhuan/authorities/ca.crt"
    assert all("authorities" in secrets(found, component(workload)) for workload in services(found))
    with pytest.raises(AssertionError, match="both name rules"):
        made({"gateway": {"enabled": True, "parentRefs": [{"name": "g"}], "services": ["rules"], "passthrough": ["rules"]}})


def test_who_may_call_from_outside_is_named():
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}
    shut, opened = made(), made({"networkPolicy": {"clients": [peer]}})
    admits = {component_of(policy) for policy in of_kind(opened, "NetworkPolicy") for rule in policy["spec"].get("ingress") or [] if peer in rule.get("from", [])}
    assert admits == {component(workload) for workload in services(opened)} - {"rule-controller"}
    assert not [policy for policy in of_kind(shut, "NetworkPolicy") for rule in policy["spec"].get("ingress") or [] if peer in rule.get("from", [])]
