//! What incubation decides, from a terminal: a stay with its decisions and receipt, and its end when its day has come.
use std::path::Path;
use std::time::{Duration, Instant};

use kezhuan::suite::{Clients, Person, Session};
use kezhuan_auth::Role;
use kezhuan_protocol::agriculture::v1::ListCallsRequest;
use kezhuan_protocol::incubation::v1::carrier::Kind;
use kezhuan_protocol::incubation::v1::tenancy::{self, Field, State};
use kezhuan_protocol::incubation::v1::{
    AdmitTenantRequest, ApplyForTenancyRequest, CreateCarrierRequest, GetTenancyRequest,
    ListDecisionsRequest, Profile, Tenancy,
};
use nix::sys::signal::Signal;

use crate::program::{Up, run, told};

fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// A start-up that its operator admits until the end of June.
async fn admitted(operator: &Session) -> Tenancy {
    let mut client = operator.incubation().expect("a client");
    let request = CreateCarrierRequest {
        profile: Some(Profile {
            name: "蓬江科创园".to_owned(),
            kind: Kind::Incubator.into(),
            division: "440703".to_owned(),
            address: "江门市蓬江区".to_owned(),
            legal_person: true,
            opened_on: "2021-01-04".to_owned(),
            area_c: 1_000_000,
            tenant_area_c: 750_000,
            ..Profile::default()
        }),
        authority: String::new(),
        request_id: fresh(),
    };
    let carrier = client.create_carrier(request).await.expect("a carrier");
    let request = ApplyForTenancyRequest {
        carrier: carrier.into_inner().name,
        tenancy: Some(tenancy::Profile {
            kind: tenancy::Kind::Enterprise.into(),
            name: "激光科技有限公司".to_owned(),
            uscc: "91440703MA50000A8K".to_owned(),
            founded_on: "2024-06-03".to_owned(),
            entry_on: "2025-03-03".to_owned(),
            field: Field::Laser.into(),
            staff: 12,
            registered_here: true,
            office_here: true,
            tech_sme: true,
            ..tenancy::Profile::default()
        }),
        request_id: fresh(),
    };
    let applied = client.apply_for_tenancy(request).await.expect("applied");
    let request = AdmitTenantRequest {
        name: applied.into_inner().name,
        etag: String::new(),
        request_id: fresh(),
        until: "2025-06-30".to_owned(),
    };
    let admitted = client.admit_tenant(request).await.expect("admitted");
    admitted.into_inner()
}

fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stay_has_its_decisions_and_ends_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let up = Up::start(data, &["--clock", "2025-03-03"]);
    let clients = Clients::of(data).expect("a suite");
    let operator = Person::new("operator")
        .organisation("park")
        .role(Role::CarrierOp);
    let operator = clients.session(&operator).expect("a session");
    let stay = admitted(&operator).await;
    assert_eq!(stay.state(), State::Incubating);
    let listed = done(data, &["decision", &stay.name]);
    assert!(
        listed.contains("inc.admission@1") && listed.contains("NO_RULE_IN_FORCE"),
        "{listed}"
    );
    let request = ListDecisionsRequest {
        case: stay.name.clone(),
        ..ListDecisionsRequest::default()
    };
    let mut client = operator.incubation().expect("a client");
    let decisions = client.list_decisions(request).await.expect("a list");
    let first = decisions.into_inner().decisions.remove(0).name;
    let id = first.rsplit('/').next().expect("an id");
    for command in [&["decision", id][..], &["receipt", id]] {
        let file = done(data, command);
        assert!(file.contains("\"service\": \"incubation\""), "{file}");
    }

    done(data, &["clock", "advance", "2025-07-01"]);
    let since = Instant::now();
    loop {
        let request = GetTenancyRequest {
            name: stay.name.clone(),
        };
        let now = client.get_tenancy(request).await.expect("the stay");
        if now.get_ref().state() == State::Expired {
            assert_eq!(now.get_ref().left_on, "2025-07-01");
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{now:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut agriculture = operator.agriculture().expect("a client");
    let calls = agriculture.list_calls(ListCallsRequest::default()).await;
    assert!(calls.expect("a list").get_ref().calls.is_empty());
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}
