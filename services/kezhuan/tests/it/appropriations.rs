//! Money set in the rules service, and what is left of it in contracts, from a terminal.
use std::path::Path;

use kezhuan::suite::{Clients, SuiteFile};
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::{FactKey, ReserveFactRequest};
use nix::sys::signal::Signal;
use tonic::Request;
use uuid::Uuid;

use crate::program::{Up, run, told};

/// Keeps a fact for a claim, as the contracts service does.
fn reserve(data: &Path) {
    let suite = SuiteFile::read(data).expect("a running suite");
    let token = suite.keys.join("contracts.token");
    let token = std::fs::read_to_string(token).expect("a token");
    let mut request = Request::new(ReserveFactRequest {
        key: Some(FactKey {
            tenant: "440703".to_owned(),
            fact: "contracts/1".to_owned(),
            family: "tc.incentive".to_owned(),
            year: 2025,
            case: "claims/1".to_owned(),
        }),
        hold_seconds: 600,
        request_id: Uuid::now_v7().to_string(),
    });
    let bearer = format!("Bearer {}", token.trim());
    let bearer = bearer.parse().expect("a header");
    request.metadata_mut().insert("authorization", bearer);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let reserved = runtime.block_on(async {
        let channel = Clients::to(&suite).expect("clients").channel("rules");
        let mut rules = RulesServiceClient::new(channel.expect("a channel"));
        rules.reserve_fact(request).await
    });
    reserved.expect("it is free");
}

#[test]
fn what_is_set_for_a_programme_is_known_where_its_books_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let up = Up::start(data, &["--clock", "2025-03-03"]);
    let say = |arguments: &[&str]| {
        let output = run(data, &[arguments, &["--tenant", "440703"]].concat());
        (output.status.success(), told(&output))
    };
    let set = |more: &[&str]| {
        let rest = ["--amount", "5000000", "--when-exhausted", "queue"];
        say(&[
            &["rules", "appropriation", "set", "--year", "2025"][..],
            &rest,
            more,
        ]
        .concat())
    };
    let source = ["--legal-source", "蓬江财预〔2025〕1号"];
    let (done, printed) = set(&source);
    assert!(done && printed.contains("5,000,000.00"), "{printed}");
    let (_, printed) = say(&["rules", "appropriation", "list"]);
    for text in ["tc.incentive", "QUEUE", "蓬江财预〔2025〕1号"] {
        assert!(printed.contains(text), "{printed}");
    }
    let (_, printed) = say(&["contracts", "programmes", "--year", "2025"]);
    for text in ["5,000,000.00", "QUEUE", "lasts the year"] {
        assert!(printed.contains(text), "{printed}");
    }
    reserve(data);
    let (_, printed) = say(&["rules", "facts", "--fact", "contracts/1"]);
    for text in ["contracts/1", "RESERVED", "COUNTY", "claims/1"] {
        assert!(printed.contains(text), "{printed}");
    }
    let (_, printed) = say(&["rules", "facts", "--state", "paid"]);
    assert!(printed.contains("no such fact"), "{printed}");
    // Nobody waits, and this year's claims are queued: there is nothing to share.
    let close = ["contracts", "close-programme", "--year", "2025"];
    let (done, printed) = say(&close);
    assert!(!done && printed.contains("NOT_PRORATED"), "{printed}");
    let (done, printed) = say(&[&close[..], &["--reason", "年度结算"]].concat());
    assert!(!done && printed.contains("--shares"), "{printed}");
    let nobodys = [&source[..], &["--family", "tc.incentve"]].concat();
    let (done, printed) = set(&nobodys);
    assert!(!done && printed.contains("FAMILY_UNKNOWN"), "{printed}");
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}
