//! Who gets at a case at all, by the table of permissions and by row security behind it.
use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_database::{Error, Write};
use kezhuan_protocol::contracts::v1::upload_attachment_request::{Part, Start};
use kezhuan_protocol::contracts::v1::*;
use tonic::{Code, Status};

use crate::world::{Person, World, applicant, form, id, person, reason};

/// The doors as this person's requests go through them.
pub async fn changed(
    world: &World,
    caller: &Caller,
    statement: &'static str,
) -> Result<u64, Error> {
    let database = world.database.open().unwrap();
    let done = database.write_as(caller, move |write: &mut Write| {
        Box::pin(async move {
            let done = sqlx::query(statement).execute(&mut **write).await?;
            Ok::<_, Error>(done.rows_affected())
        })
    });
    done.await
}

fn caller(organisation: &str, tenant: &str, role: Role) -> Caller {
    Caller {
        kind: CallerKind::Person,
        roles: [role].into(),
        ..Caller::service(organisation, tenant)
    }
}

#[tokio::test]
async fn who_runs_the_platform_or_writes_rules_reads_no_case() {
    let world = World::on("2025-03-03").await;
    let contract = world.submitted(form()).await;
    let database = world.database.open().unwrap();
    for role in ["operator", "rule_author", "rule_approver", "tenant_admin"] {
        let reader = person("x", "office-440703", "440703", &[role]);
        let refusal = world.get(&reader, &contract.name).await.unwrap_err();
        assert_eq!(
            (refusal.code(), reason(&refusal).as_str()),
            (Code::PermissionDenied, "ROLE_MISSING"),
            "{role}"
        );
        let known = caller("office-440703", "440703", Role::parse(role).unwrap());
        let seen: i64 = database
            .read(&known, async |connection| {
                let seen = sqlx::query_scalar("SELECT count(*) FROM contract");
                Ok::<_, Error>(seen.fetch_one(connection).await?)
            })
            .await
            .unwrap();
        assert_eq!(seen, 0, "{role}");
    }
}

#[tokio::test]
async fn a_party_that_only_reads_changes_nothing_of_the_case() {
    let world = World::on("2025-03-03").await;
    world.submitted(form()).await;
    let seller = caller("seller-1", "", Role::Applicant);
    let buyer = caller("buyer-1", "", Role::Applicant);
    let touch = "UPDATE contract SET number = number";
    assert_eq!(changed(&world, &buyer, touch).await.unwrap(), 0);
    assert_eq!(changed(&world, &seller, touch).await.unwrap(), 1);
    for party in [&buyer, &seller] {
        let gone = "DELETE FROM contract";
        assert_eq!(changed(&world, party, gone).await.unwrap(), 0);
        let given = "UPDATE programme SET appropriation_fen = 0";
        assert_eq!(changed(&world, party, given).await.unwrap(), 0);
    }
}

async fn upload(
    world: &World,
    person: &Person,
    contract: &str,
    id: &str,
) -> Result<Attachment, Status> {
    let start = Start {
        contract: contract.to_owned(),
        material: "CONTRACT_TEXT".to_owned(),
        file_name: "合同.pdf".to_owned(),
        request_id: id.to_owned(),
    };
    let parts = [
        Part::Start(start),
        Part::Chunk(b"%PDF-1.7\n%%EOF\n".to_vec()),
    ];
    let parts = parts.map(|part| UploadAttachmentRequest { part: Some(part) });
    let request = world.ask(person, tokio_stream::iter(parts));
    Ok(world
        .client()
        .upload_attachment(request)
        .await?
        .into_inner())
}

#[tokio::test]
async fn a_refused_upload_stays_refused_and_a_kept_one_is_kept_once() {
    let world = World::on("2025-03-03").await;
    let draft = world.drafted(form()).await;
    let mut admin = world.database.admin().await.unwrap();
    let (kept, refused) = (id(), id());
    let first = upload(&world, &applicant(), &draft.name, &kept)
        .await
        .unwrap();
    for confidential in ["true", "false"] {
        let set = format!(
            "UPDATE contract SET body = jsonb_set(body, '{{form,confidential}}', '{confidential}')"
        );
        sqlx::query(sqlx::AssertSqlSafe(set))
            .execute(&mut admin)
            .await
            .unwrap();
        let refusal = upload(&world, &applicant(), &draft.name, &refused).await;
        assert_eq!(
            reason(&refusal.unwrap_err()),
            "CONFIDENTIAL_OFFLINE",
            "{confidential}"
        );
        let again = upload(&world, &applicant(), &draft.name, &kept)
            .await
            .unwrap();
        assert_eq!(again, first, "{confidential}");
    }
}

#[tokio::test]
async fn a_token_of_no_organisation_is_no_token() {
    let world = World::on("2025-03-03").await;
    let nobody = person("ann", "", "", &["applicant"]);
    let request = CreateContractRequest {
        form: Some(form()),
        request_id: id(),
        ..Default::default()
    };
    let refusal = world
        .client()
        .create_contract(world.ask(&nobody, request))
        .await
        .unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::Unauthenticated, "TOKEN_INVALID")
    );
}
