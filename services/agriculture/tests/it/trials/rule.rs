//! What the authority's rule says of a trial, and who decides where it fails.
use kezhuan_protocol::agriculture::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use kezhuan_testkit::settled;

use super::cast::*;
use crate::bases::cast::drafted;
use crate::step;
use crate::world::*;

const HOOK: &str = "agr.trial.accept@1";

fn of<'a>(tenant: &'a str, settings: &'a [(&'a str, i64)]) -> Adopted<'a> {
    Adopted {
        tenant,
        hook: HOOK,
        package: "jiangmen-agriculture",
        settings,
        in_force: "[2024-01-01,)",
        applies_to_open_cases: true,
    }
}

/// A trial with little variation that three experts confirmed.
async fn looked_at(world: &World) -> (Base, Trial) {
    let base = drafted(world, base::Level::City).await;
    let pair = pair(world).await;
    let sown = sown(world, &planned(world, &base, &pair).await).await;
    let measured = harvested(world, &sown, &[59_100, 59_400, 59_600]).await;
    let confirmed = confirmed(world, &base, &measured).await;
    (base, confirmed)
}

/// A rule whose package is not here fails.
async fn broken(world: &mut World) {
    adopt(world, of("440783", &[])).await;
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("UPDATE rule_entry SET package_digest = sha256('nothing')")
        .execute(&mut admin)
        .await
        .unwrap();
    world.restarted(async |_| {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_city_s_rule_is_asked_where_the_county_has_none() {
    let mut world = World::on(World::CALM).await;
    // Stricter than the host, which bears 15 in a hundred.
    adopt(&world, of("440700", &[("cv_max_bp", 10)])).await;
    world.restarted(async |_| {}).await;
    let (base, trial) = looked_at(&world).await;
    let void = step!(
        world,
        decider(&base),
        trial,
        verify_trial,
        VerifyTrialRequest {}
    )
    .unwrap();
    assert_eq!(void.state(), trial::State::Void);
    let verdict = void.verdict.unwrap();
    assert_eq!(verdict.reasons, ["VARIATION"]);
    let asked = ListDecisionsRequest {
        case: void.name,
        ..ListDecisionsRequest::default()
    };
    let decisions = call!(world, &decider(&base), list_decisions, asked)
        .unwrap()
        .decisions;
    let outcomes: Vec<&str> = decisions.iter().map(|one| one.outcome.as_str()).collect();
    assert_eq!(outcomes, ["NO_RULE_IN_FORCE", "ANSWERED"]);
    assert_eq!(decisions[1].name, verdict.decision);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_fails_leaves_it_to_a_person() {
    let mut world = World::on(World::CALM).await;
    broken(&mut world).await;
    let (base, trial) = looked_at(&world).await;
    let official = decider(&base);
    let manual = step!(world, official, trial, verify_trial, VerifyTrialRequest {}).unwrap();
    assert_eq!(manual.state(), trial::State::Manual);
    assert!(!manual.manual_failure.is_empty());
    let again = step!(
        world,
        official,
        manual,
        ask_trial_again,
        AskTrialAgainRequest {}
    )
    .unwrap();
    assert_eq!(again.state(), trial::State::Manual);
    let silent = step!(
        world,
        official,
        again,
        resolve_manual_trial,
        ResolveManualTrialRequest { accept: true }
    );
    assert_eq!(reason(&silent.unwrap_err()), "REASON_MISSING");
    let verified = step!(
        world,
        official,
        again,
        resolve_manual_trial,
        ResolveManualTrialRequest {
            accept: true,
            reason: "规则故障，逐条核对".to_owned()
        }
    )
    .unwrap();
    assert_eq!(verified.state(), trial::State::Verified);
    assert_eq!(verified.verdict.unwrap().reasons, ["BY_HAND"]);
    let events = world.events_of(&verified.name).await;
    assert_eq!(
        events[7..],
        [
            "TrialSentToManual",
            "TrialAskedAgain",
            "TrialSentToManual",
            "TrialVerified"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_rule_answers_what_an_earlier_one_failed_on() {
    let mut world = World::on(World::CALM).await;
    broken(&mut world).await;
    let (base, trial) = looked_at(&world).await;
    let official = decider(&base);
    let manual = step!(world, official, trial, verify_trial, VerifyTrialRequest {}).unwrap();
    assert_eq!(manual.state(), trial::State::Manual);
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query("DELETE FROM rule_entry")
        .execute(&mut admin)
        .await
        .unwrap();
    adopt(&world, of("440783", &[])).await;
    let get = || GetTrialRequest {
        name: manual.name.clone(),
    };
    let state = settled(SOON, trial::State::Verified, async || {
        call!(world, &official, get_trial, get()).unwrap().state()
    });
    assert_eq!(state.await, trial::State::Verified);
    let done = call!(world, &official, get_trial, get()).unwrap();
    // The service went on for whoever had it verified.
    assert_eq!(done.verdict.unwrap().by, "wu");
}
