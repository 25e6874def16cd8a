//! What the rules of county and city say of carriers, and who decides where they fail.
use kezhuan_rule_testkit::{Adopted, adopt};

use super::*;

async fn with_rules(hooks: &[&str]) -> World {
    let mut world = World::on(World::CALM).await;
    for hook in hooks {
        let adopted = Adopted {
            tenant: "440700",
            hook,
            package: "jiangmen-incubation",
            settings: &[],
            in_force: "[2024-01-01,)",
            applies_to_open_cases: false,
        };
        adopt(&world, adopted).await;
    }
    world.restarted(async |_| {}).await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_city_s_rule_speaks_of_a_county_s_carrier_where_the_county_has_none() {
    let world = with_rules(&["inc.accredit@1"]).await;
    let met = applied(&world, Grade::County).await;
    let finding = met.application.unwrap().finding.unwrap();
    assert!(finding.met && finding.by() == finding::By::Rule);
    assert!(finding.decision.starts_with("decisions/"));
    assert_eq!(met.rule_pins.len(), 1);
    let carrier = entered(&world).await;
    let few = Figures {
        mentors: 2,
        service_kinds: 1,
        ..figures()
    };
    let short = applied_with(&world, &carrier, (Grade::City, few)).await;
    let finding = short.unwrap().application.unwrap().finding.unwrap();
    assert_eq!(finding.fails, ["MENTORS", "SERVICES"]);
}

/// So old that no rule can be asked about it.
async fn failed(world: &World) -> Carrier {
    let ancient = Profile {
        opened_on: "1700-01-01".to_owned(),
        ..profile()
    };
    let carrier = call!(world, &operator(), create_carrier, entering(ancient)).unwrap();
    let applied = applied_with(world, &carrier, (Grade::City, figures())).await;
    let waiting = applied.unwrap();
    assert_eq!(waiting.state(), State::Manual);
    assert_eq!(waiting.came_from(), State::Applied);
    assert_ne!(waiting.failure, "");
    waiting
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_finds_in_place_of_a_rule_that_failed() {
    let world = with_rules(&["inc.accredit@1"]).await;
    let waiting = failed(&world).await;
    let again = step!(
        world,
        city_stb(),
        waiting,
        ask_carrier_again,
        AskCarrierAgainRequest {}
    );
    let again = again.unwrap();
    assert_eq!(again.state(), State::Manual);
    let resolve = |by: Person, reason: &str| {
        let request = ResolveManualCarrierRequest {
            name: again.name.clone(),
            etag: again.etag.clone(),
            request_id: id(),
            met: true,
            reason: reason.to_owned(),
            ..Default::default()
        };
        (by, request)
    };
    let (by, request) = resolve(city_stb(), " ");
    let unreasoned = call!(world, &by, resolve_manual_carrier, request).unwrap_err();
    assert_eq!(reason(&unreasoned), "REASON_MISSING");
    let (by, request) = resolve(county_stb(), "已核");
    let not_theirs = call!(world, &by, resolve_manual_carrier, request).unwrap_err();
    assert_eq!(not_theirs.code(), Code::PermissionDenied);
    let (by, request) = resolve(city_stb(), "现场核对");
    let found = call!(world, &by, resolve_manual_carrier, request).unwrap();
    assert_eq!(found.state(), State::Applied);
    let finding = found.application.unwrap().finding.unwrap();
    assert!(finding.met && finding.by() == finding::By::Person);
    let events = world.events_of(&again.name).await;
    let expected = [
        "CarrierCreated",
        "CarrierApplied",
        "CarrierSentToManual",
        "CarrierAskedAgain",
        "CarrierSentToManual",
        "CarrierFound",
    ];
    assert_eq!(events, expected);
}
