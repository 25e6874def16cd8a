"""A partner institution registers a technology contract, knowing only the protos and its tokens."""

import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_tools import protoc

SERVICE = "kezhuan.contracts.v1.ContractsService"
SELLER = "org-440703-partner"
COUNTY = "440703"
OTHER_COUNTY = "440781"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
LOCALIZED = "type.googleapis.com/google.rpc.LocalizedMessage"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
RPC_PROTO = """
syntax = "proto3";
package google.rpc;
import "google/protobuf/any.proto";
message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }
message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
message LocalizedMessage { string locale = 1; string message = 2; }
message BadRequest {
  repeated FieldViolation field_violations = 1;
  message FieldViolation {
    string field = 1;
    string description = 2;
    string reason = 3;
    LocalizedMessage localized_message = 4;
  }
}
"""


def compile_protos(folder):
    """Makes Python modules of the published protos and of the standard error details."""
    details = Path(folder, "details")
    details.mkdir()
    details.joinpath("partner_details.proto").write_text(RPC_PROTO, encoding="utf-8")
    published = Path(os.environ["PROTOS"])
    standard = Path(protoc.__file__).parent / "_proto"
    wanted = sorted(published.glob("kezhuan/contracts/v1/*.proto"))
    arguments = ["protoc", f"-I{published}", f"-I{details}", f"-I{standard}"]
    arguments += [f"--python_out={folder}", f"--grpc_python_out={folder}"]
    arguments += [str(path.relative_to(published)) for path in wanted] + ["partner_details.proto"]
    if protoc.main(arguments) != 0:
        sys.exit("the published protos do not compile")
    sys.path.insert(0, folder)


def token(*arguments):
    """A development token, as the toolbox prints it."""
    command = [os.environ["KEZHUAN"], "token", "--data", os.environ["KEZHUAN_DATA"], *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def person(*arguments):
    """Call metadata of one person."""
    return (("authorization", f"Bearer {token(*arguments)}"),)


def traced(metadata):
    """The same, in the partner's own trace where it has one."""
    parent = os.environ.get("TRACEPARENT")
    return metadata + ((("traceparent", parent),) if parent else ())


def credit_code(body):
    """Adds the check character of GB 32100-2015 to 17 characters."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + letters[(31 - total % 31) % 31]


def new_id():
    return str(uuid.uuid4())


def check(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")


def refused(call, code, reason=None, field=None):
    """The call fails with this code, exactly one reason, and texts in both languages."""
    import partner_details_pb2 as details

    try:
        answer = call()
    except grpc.RpcError as caught:
        error = caught
    else:
        sys.exit(f"FAILED: expected {code.name}, got the answer {answer}")
    check(error.code() == code, f"expected {code.name}, got {error.code().name}: {error.details()}")
    raw = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
    check(raw is not None, f"{code.name} came without details: {error.details()}")
    status = details.Status.FromString(raw)
    check(status.code == code.value[0], f"the details speak of code {status.code}, not {code.name}")
    infos = [details.ErrorInfo.FromString(d.value) for d in status.details if d.type_url == ERROR_INFO]
    check(len(infos) == 1, f"{code.name} carries {len(infos)} reasons")
    texts = [details.LocalizedMessage.FromString(d.value) for d in status.details if d.type_url == LOCALIZED]
    texts = {text.locale: text.message for text in texts}
    check(set(texts) == {"zh-CN", "en"}, f"{infos[0].reason} speaks {sorted(texts)}")
    check(any("\u4e00" <= letter <= "\u9fff" for letter in texts["zh-CN"]), f"no Chinese: {texts}")
    check(texts["en"] and texts["en"] != texts["zh-CN"], f"no English: {texts}")
    check(infos[0].domain != "" and infos[0].reason.isupper(), f"no stable reason: {infos[0]}")
    check(reason in (None, infos[0].reason), f"expected the reason {reason}, got {infos[0].reason}")
    if field is not None:
        bad = [details.BadRequest.FromString(d.value) for d in status.details if d.type_url == BAD_REQUEST]
        fields = [violation.field for one in bad for violation in one.field_violations]
        check(field in fields, f"expected the field {field}, got {fields}")
    print(f"refused as promised: {code.name} {infos[0].reason}")


def party(pb, name, body, division, organisation=""):
    return pb.FormParty(
        display_name=name,
        credit_code=credit_code(body),
        type="ENTERPRISE_DOMESTIC",
        division=division,
        organisation=organisation,
    )


def filled_form(pb):
    """A development contract of 100,000 yuan, its price partly equipment."""
    return pb.Form(
        project_name="智能照明控制系统研发",
        kind="KF-WT",
        sign_date="2025-02-20",
        term_start="2025-02-20",
        term_end="2026-02-19",
        total_amount_fen=10_000_000,
        payment_mode="INSTALMENT",
        seller=party(pb, "蓬江照明有限公司", "91440703MA5000001", COUNTY, SELLER),
        buyer=party(pb, "广州电器有限公司", "91440106MA5000002", "440106"),
        intellectual_property_type="NONE",
        technical_field="ELECTRONICS",
        socio_economic_target="INDUSTRIAL_DEVELOPMENT",
        plan_source="NONE",
        price_items=[pb.PriceItem(type="equipment", amount_fen=2_000_000)],
        recognition=pb.RecognitionFacts(),
    )


def look_around(channel):
    """Health, without a token."""
    health = health_pb2_grpc.HealthStub(channel)
    for service in ("", SERVICE):
        answer = health.Check(health_pb2.HealthCheckRequest(service=service))
        check(answer.status == health_pb2.HealthCheckResponse.SERVING, f"health of {service!r}: {answer}")


def reflect(channel):
    """The server describes itself as its protos do, also without a token."""
    from grpc_reflection.v1alpha import reflection_pb2
    from google.protobuf import descriptor_pb2
    import kezhuan.contracts.v1.contracts_service_pb2 as service_pb

    call = channel.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE),
    ]
    listed, described = list(call(iter(asked)))
    names = [service.name for service in listed.list_services_response.service]
    check(SERVICE in names, f"reflection lists {names}")
    files = described.file_descriptor_response.file_descriptor_proto
    methods = set()
    for raw in files:
        for service in descriptor_pb2.FileDescriptorProto.FromString(raw).service:
            if service.name == "ContractsService":
                methods |= {method.name for method in service.method}
    published = set(service_pb.DESCRIPTOR.services_by_name["ContractsService"].methods_by_name)
    check(methods == published, f"reflection and protos differ: {methods ^ published}")


def upload(stub, spb, contract, material, who):
    """Sends one document in two chunks."""

    def parts():
        start = spb.UploadAttachmentRequest.Start(
            contract=contract, material=material, file_name=f"{material}.pdf", request_id=new_id()
        )
        yield spb.UploadAttachmentRequest(start=start)
        yield spb.UploadAttachmentRequest(chunk=b"%PDF-1.7\n")
        yield spb.UploadAttachmentRequest(chunk=material.encode() * 1000)

    attachment = stub.UploadAttachment(parts(), metadata=who)
    check(attachment.material == material, f"uploaded {material}, kept {attachment}")


def register(stub, pb, spb, people):
    """The whole way of a contract from the draft to the register."""
    applicant = people["applicant"]
    wanted = spb.CreateContractRequest(form=filled_form(pb), request_id=new_id())
    draft = stub.CreateContract(wanted, metadata=applicant)
    check(draft.state == pb.Contract.DRAFT and draft.tenant == COUNTY, f"drafted {draft}")
    check(stub.CreateContract(wanted, metadata=applicant) == draft, "a repeat returned another answer")
    refused(
        lambda: stub.CreateContract(
            spb.CreateContractRequest(form=pb.Form(project_name="另一份"), request_id=wanted.request_id),
            metadata=applicant,
        ),
        grpc.StatusCode.INVALID_ARGUMENT,
        "REQUEST_ID_REUSED",
    )
    check({"CONTRACT_TEXT", "PRICE_BREAKDOWN"} <= set(draft.missing_materials), f"missing {draft.missing_materials}")
    for material in draft.missing_materials:
        upload(stub, spb, draft.name, material, applicant)
    complete = stub.GetContract(spb.GetContractRequest(name=draft.name), metadata=applicant)
    check(not complete.missing_materials, f"still missing {complete.missing_materials}")

    def step(method, who, request, **fields):
        current = stub.GetContract(spb.GetContractRequest(name=draft.name), metadata=who)
        asked = request(name=draft.name, etag=current.etag, request_id=new_id(), **fields)
        moved = method(asked, metadata=who)
        check(moved.etag != current.etag, "a write leaves the etag as it was")
        check(method(asked, metadata=who) == moved, "a repeated step returned another answer")
        return moved

    submitted = step(stub.SubmitContract, applicant, spb.SubmitContractRequest)
    check(submitted.state == pb.Contract.SUBMITTED, f"submitted {submitted.state}")
    refused(
        lambda: stub.AcceptContract(
            spb.AcceptContractRequest(name=draft.name, etag=draft.etag, request_id=new_id()),
            metadata=people["registrar"],
        ),
        grpc.StatusCode.ABORTED,
        "STALE_ETAG",
    )
    accepted = step(stub.AcceptContract, people["registrar"], spb.AcceptContractRequest)
    check(accepted.acceptance.accepted_on == "2025-03-03", f"accepted {accepted.acceptance}")
    classified = step(stub.ClassifyContract, people["registrar"], spb.ClassifyContractRequest)
    amounts = classified.classification
    check((amounts.total_amount_fen, amounts.technical_amount_fen) == (10_000_000, 8_000_000), f"classified {amounts}")
    refused(
        lambda: stub.RegisterContract(
            spb.RegisterContractRequest(name=draft.name, request_id=new_id()), metadata=people["both"]
        ),
        grpc.StatusCode.PERMISSION_DENIED,
        "SAME_REVIEWER",
    )
    registered = step(stub.RegisterContract, people["registrar2"], spb.RegisterContractRequest)
    check(registered.state == pb.Contract.REGISTERED, f"registered {registered.state}")
    check(registered.registration.technical_amount_fen == 8_000_000, f"registered {registered.registration}")
    certificate = stub.GetCertificate(spb.GetCertificateRequest(name=draft.name), metadata=applicant)
    check(certificate.certificate_number == registered.registration.certificate_number, f"certified {certificate}")
    check(certificate.registered_on == "2025-03-03", f"certified {certificate}")
    print(f"registered {registered.number}")
    return registered


def refusals(stub, pb, spb, people, contract):
    """What the interface promises when something is wrong."""
    get = spb.GetContractRequest(name=contract.name)
    refused(lambda: stub.GetContract(get), grpc.StatusCode.UNAUTHENTICATED)
    forged = (("authorization", f"Bearer {people['applicant'][0][1][7:-8]}AAAAAAAA"),)
    refused(lambda: stub.GetContract(get, metadata=forged), grpc.StatusCode.UNAUTHENTICATED)
    for stranger in ("other_county", "other_enterprise"):
        refused(lambda: stub.GetContract(get, metadata=people[stranger]), grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
    absent = spb.GetContractRequest(name=f"contracts/{uuid.uuid4()}")
    refused(lambda: stub.GetContract(absent, metadata=people["applicant"]), grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
    refused(
        lambda: stub.AcceptContract(
            spb.AcceptContractRequest(name=contract.name, request_id=new_id()), metadata=people["applicant"]
        ),
        grpc.StatusCode.PERMISSION_DENIED,
    )
    unknown = filled_form(pb)
    unknown.kind = "KF-XX"

    def file_unknown():
        draft = stub.CreateContract(
            spb.CreateContractRequest(form=unknown, request_id=new_id()), metadata=people["applicant"]
        )
        return stub.SubmitContract(
            spb.SubmitContractRequest(name=draft.name, request_id=new_id()), metadata=people["applicant"]
        )

    refused(file_unknown, grpc.StatusCode.INVALID_ARGUMENT, "FORM_INVALID", field="kind")
    huge = filled_form(pb)
    huge.project_name = "长" * (10 * 1024 * 1024 // 3)
    refused(
        lambda: stub.CreateContract(
            spb.CreateContractRequest(form=huge, request_id=new_id()), metadata=people["applicant"]
        ),
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "MESSAGE_TOO_LARGE",
    )
    refused(
        lambda: stub.CreateContract(
            spb.CreateContractRequest(form=filled_form(pb), request_id="1"), metadata=people["applicant"]
        ),
        grpc.StatusCode.INVALID_ARGUMENT,
        field="request_id",
    )
    check(stub.GetContract(get, metadata=people["applicant"]).state == pb.Contract.REGISTERED, "a refusal moved the case")


def main():
    people = {
        "applicant": person("--organisation", SELLER, "--subject", "partner", "--role", "applicant"),
        "other_enterprise": person("--organisation", "org-else", "--subject", "else", "--role", "applicant"),
        "registrar": person("--tenant", COUNTY, "--subject", "first", "--role", "registrar"),
        "registrar2": traced(person("--tenant", COUNTY, "--subject", "second", "--role", "registrar2")),
        "both": person("--tenant", COUNTY, "--subject", "first", "--role", "registrar", "--role", "registrar2"),
        "other_county": person("--tenant", OTHER_COUNTY, "--subject", "afar", "--role", "registrar"),
    }
    with tempfile.TemporaryDirectory(prefix="kezhuan-partner-") as folder:
        compile_protos(folder)
        import kezhuan.contracts.v1.contracts_pb2 as pb
        import kezhuan.contracts.v1.contracts_service_pb2 as spb
        import kezhuan.contracts.v1.contracts_service_pb2_grpc as sgrpc

        options = [("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]
        with grpc.insecure_channel(os.environ["CONTRACTS"], options=options) as channel:
            grpc.channel_ready_future(channel).result(timeout=30)
            look_around(channel)
            reflect(channel)
            stub = sgrpc.ContractsServiceStub(channel)
            contract = register(stub, pb, spb, people)
            refusals(stub, pb, spb, people, contract)
    print("every promise was kept")


if __name__ == "__main__":
    main()
