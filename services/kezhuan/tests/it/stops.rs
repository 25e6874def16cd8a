//! A rule stopped from a terminal: what new cases are answered from then on, without a restart.
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use kezhuan::suite::{Clients, Person, Session};
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1::contract::State;
use kezhuan_protocol::contracts::v1::{AcceptContractRequest, Contract};
use kezhuan_testkit::eventually;
use nix::sys::signal::Signal;
use uuid::Uuid;

use crate::import::{contracts, row, table};
use crate::life::{first_line, rules, upload};
use crate::program::{Up, run, told};

const HOOK: &str = "tc.sla@1";
/// What everyone is promised from the command's answer on.
const EFFECTIVE_MAX: Duration = Duration::from_secs(2);
const IN_FORCE_MAX: Duration = Duration::from_secs(30);

/// The county's office with applications that wait to be accepted.
struct Office {
    session: Session,
    waiting: Vec<Contract>,
}

impl Office {
    /// Imports applications small enough that no experts keep them for the statutory time.
    async fn with_applications(data: &Path, folder: &Path) -> Office {
        let file = folder.join("t.csv");
        let small = |index| row(index).replace("\"1,0", "\"1");
        table(&file, (10..100).chain(110..200).map(small));
        let file = file.to_str().expect("a path");
        let imported = run(data, &["contracts", "import", file, "--tenant", "440703"]);
        assert!(imported.status.success(), "{}", told(&imported));
        let clerk = Person::official("clerk", "440703", Role::Registrar);
        let clients = Clients::of(data).expect("a suite");
        Office {
            session: clients.session(&clerk).expect("a session"),
            waiting: contracts(data).await,
        }
    }

    async fn accept(&mut self) -> Contract {
        let request = AcceptContractRequest {
            name: self.waiting.pop().expect("an application").name,
            request_id: Uuid::now_v7().to_string(),
            ..AcceptContractRequest::default()
        };
        let mut client = self.session.contracts().expect("a client");
        let accepted = client.accept_contract(request).await;
        accepted.expect("accepted").into_inner()
    }

    /// How long it takes until a new application is answered so.
    async fn until(&mut self, deadline: Duration, holds: impl Fn(&Contract) -> bool) -> Duration {
        let since = Instant::now();
        let held = eventually(deadline, async || holds(&self.accept().await)).await;
        assert!(held, "not within {deadline:?}");
        since.elapsed()
    }
}

fn promises(days: i32) -> impl Fn(&Contract) -> bool {
    move |contract: &Contract| {
        let acceptance = contract.acceptance.as_ref();
        acceptance.is_some_and(|acceptance| acceptance.promised_working_days == days)
    }
}

/// Ten days are promised until the end of February, seven from March on.
fn two_versions_in_force(data: &Path, papers: &Path) {
    let uploaded = upload(data, papers);
    let seven = papers.join("seven.json");
    fs::write(&seven, r#"{"promise_working_days":7}"#).expect("written");
    let seven = seven.to_str().expect("a path");
    for days in [
        ["--from", "2025-01-01", "--until", "2025-02-28"],
        ["--from", "2025-03-01", "--settings", seven],
    ] {
        let activate = ["activate", first_line(&uploaded), "--hook", HOOK];
        let activate = [&activate[..], &days, &["--reason", "试用"]].concat();
        let proposed = rules(data, "approver", "440703", &activate);
        let approve = ["approve", first_line(&proposed)];
        rules(data, "second", "440703", &approve);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_and_a_stop_hold_for_new_cases_within_two_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let up = Up::start(&data, &["--clock", "2025-03-03"]);
    two_versions_in_force(&data, folder.path());
    let mut office = Office::with_applications(&data, folder.path()).await;
    office.until(IN_FORCE_MAX, promises(7)).await;
    let say = |arguments: &[&str]| {
        let why = ["--reason", "承诺有误"];
        rules(&data, "second", "440703", &[arguments, &why].concat())
    };

    say(&["stop", HOOK, "--fallback", "previous"]);
    let back_after = office.until(EFFECTIVE_MAX, promises(10)).await;
    say(&["resume", HOOK]);
    let resumed_after = office.until(EFFECTIVE_MAX, promises(7)).await;
    say(&["stop", HOOK, "--fallback", "manual"]);
    let is_manual = |contract: &Contract| contract.state() == State::Manual;
    let stopped_after = office.until(EFFECTIVE_MAX, is_manual).await;
    let times = [back_after, resumed_after, stopped_after];
    assert!(times.iter().all(|time| *time < EFFECTIVE_MAX), "{times:?}");
    // Each holds for the next cases, too.
    assert_eq!(office.accept().await.state(), State::Manual);
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}
