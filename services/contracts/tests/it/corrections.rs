//! Rules with back effect: what they would have granted otherwise is listed for people, and nothing else happens.
mod altered;
mod by_person;
mod later;
mod moved;
mod payee;
mod shares;

use std::time::Duration;

use kezhuan_protocol::contracts::v1::claim::State;
use kezhuan_protocol::contracts::v1::correction_line as line;
use kezhuan_protocol::contracts::v1::*;
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_protocol::rules::v1::timeline_entry::State::Superseded;
use kezhuan_testkit::settled;
use tonic::{Code, Status};

use crate::adoption::{adopt, adopt_with, entry, settings};
use crate::claims::cast::{
    appropriate, approved_and_published, authority, create, file, get, pay, payer, programme,
};
use crate::shelf::shelf;
use crate::world::{self, Person, World, call, id, person, reason};

const HOOK: &str = "tc.incentive@1";
const SOON: Duration = Duration::from_secs(30);

/// Pengjiang's incentive with other figures.
fn version(figures: &[(&str, i64)], from: &str, to: &str) -> TimelineEntry {
    of_package("pengjiang", figures, from, to)
}

/// A shipped incentive with other figures.
fn of_package(name: &str, figures: &[(&str, i64)], from: &str, to: &str) -> TimelineEntry {
    let package = world::shipped().remove(name).unwrap();
    let mut all: serde_json::Value = serde_json::from_str(&settings(&package)).unwrap();
    for (name, figure) in figures {
        all[*name] = (*figure).into();
    }
    TimelineEntry {
        effective_from: from.to_owned(),
        effective_to: to.to_owned(),
        reason: "更正比例".to_owned(),
        ..entry(HOOK, &package, &all.to_string())
    }
}

/// A service whose county had this rule from the beginning of the year.
async fn under(rule: &TimelineEntry) -> World {
    let world = World::with_rules("2025-03-03", &shelf().await).await;
    let adopted = adopt(&world, rule.clone()).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    appropriate(&world, 10_000_000).await.unwrap();
    world
}

/// A claim on a new contract of 100,000 yuan, computed.
async fn claimed(world: &World) -> Claim {
    let contract = world.registered(world::form()).await;
    let claim = file(world, &create(world, &contract.name).await).await;
    let claim = claim.unwrap();
    assert_eq!(claim.state(), State::Computed, "{:?}", claim.reasons);
    claim
}

/// Hands a correction from March on over, as the rules service does.
async fn corrected(world: &World, old: &TimelineEntry, figures: &[(&str, i64)]) -> TimelineEntry {
    let correction = TimelineEntry {
        corrects: true,
        ..version(figures, "2025-03-01", "")
    };
    let cut = TimelineEntry {
        effective_to: "2025-02-28".to_owned(),
        ..old.clone()
    };
    let adopted = adopt_with(world, correction.clone(), vec![cut])
        .await
        .unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    correction
}

/// As an entry is told whose days a correction took.
fn superseded(entry: TimelineEntry) -> TimelineEntry {
    TimelineEntry {
        state: Superseded.into(),
        ..entry
    }
}

fn name_of(entry: &TimelineEntry) -> String {
    entry.name.replace("timelineEntries/", "corrections/")
}

async fn correction(world: &World, by: &Person, name: &str) -> Result<Correction, Status> {
    let request = GetCorrectionRequest {
        name: name.to_owned(),
    };
    call!(world, by, get_correction, request)
}

/// The lines of a correction, once there are so many.
async fn lines(world: &World, name: &str, count: usize) -> Vec<CorrectionLine> {
    lines_for(world, &authority(), name, count).await
}

/// The same as somebody sees them.
async fn lines_for(world: &World, by: &Person, name: &str, count: usize) -> Vec<CorrectionLine> {
    let of = async || {
        let request = ListCorrectionLinesRequest {
            correction: name.to_owned(),
            ..Default::default()
        };
        let answer = call!(world, by, list_correction_lines, request);
        answer.map_or_else(|_| Vec::new(), |page| page.lines)
    };
    assert_eq!(settled(SOON, count, async || of().await.len()).await, count);
    of().await
}

async fn approve(
    world: &World,
    by: &Person,
    name: &str,
    claims: &[&Claim],
) -> Result<Correction, Status> {
    let request = ApproveCorrectionRequest {
        name: name.to_owned(),
        claims: claims.iter().map(|claim| claim.name.clone()).collect(),
        request_id: id(),
        ..Default::default()
    };
    call!(world, by, approve_correction, request)
}

async fn refuse(
    world: &World,
    name: &str,
    claims: &[&Claim],
    note: &str,
) -> Result<Correction, Status> {
    let request = RefuseCorrectionRequest {
        name: name.to_owned(),
        claims: claims.iter().map(|claim| claim.name.clone()).collect(),
        note: note.to_owned(),
        request_id: id(),
        ..Default::default()
    };
    call!(world, &authority(), refuse_correction, request)
}

fn line_of<'l>(lines: &'l [CorrectionLine], claim: &Claim) -> &'l CorrectionLine {
    lines.iter().find(|line| line.claim == claim.name).unwrap()
}

/// Whatever a decided claim and its budget are.
async fn standing(world: &World, claims: &[&Claim]) -> (Vec<Claim>, Programme) {
    let mut found = Vec::new();
    for claim in claims {
        found.push(get(world, &authority(), &claim.name).await);
    }
    (found, programme(world).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_lists_top_ups_and_recoveries_for_approval_and_moves_nothing() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let (paid, waiting) = (claimed(&world).await, claimed(&world).await);
    let published = approved_and_published(&world, &paid).await;
    world
        .clock
        .advance_to("2025-03-11".parse().unwrap())
        .unwrap();
    pay(&world, &published).await.unwrap();
    let before = standing(&world, &[&paid, &waiting]).await;

    // 2 % in place of 1 %: each is owed as much again.
    let more = corrected(&world, &wrong, &[("rate_development_bp", 200)]).await;
    let name = name_of(&more);
    let listed = lines(&world, &name, 2).await;
    for (claim, is_paid) in [(&paid, true), (&waiting, false)] {
        let line = line_of(&listed, claim);
        assert_eq!(
            (line.kind(), line.state(), line.paid),
            (line::Kind::TopUp, line::State::Proposed, is_paid)
        );
        assert_eq!(
            (line.old_fen, line.new_fen, line.difference_fen),
            (100_000, 200_000, 100_000)
        );
        // What it was asked and answered stands there, to be asked again anywhere.
        let (input, outcome): (serde_json::Value, serde_json::Value) = (
            serde_json::from_str(&line.input_json).unwrap(),
            serde_json::from_str(&line.outcome_json).unwrap(),
        );
        assert_eq!(input["header"]["tenant"], "440703");
        assert_eq!(outcome["amount_fen"], 200_000);
    }
    let told = correction(&world, &authority(), &name).await.unwrap();
    assert_eq!(
        (
            told.asked,
            told.lines,
            told.proposed,
            told.proposed_top_up_fen
        ),
        (2, 2, 2, 200_000)
    );
    assert_eq!(
        (told.state(), told.reason.as_str()),
        (correction::State::Proposed, "更正比例")
    );

    // Another county's people neither see nor decide it, and the payer decides nothing.
    let stranger = person("tan", "stb-440781", "440781", &["county_stb"]);
    assert_eq!(
        correction(&world, &stranger, &name)
            .await
            .unwrap_err()
            .code(),
        Code::NotFound
    );
    assert_eq!(
        approve(&world, &stranger, &name, &[])
            .await
            .unwrap_err()
            .code(),
        Code::NotFound
    );
    assert_eq!(
        approve(&world, &payer(), &name, &[])
            .await
            .unwrap_err()
            .code(),
        Code::PermissionDenied
    );

    let approved = approve(&world, &authority(), &name, &[&paid])
        .await
        .unwrap();
    assert_eq!(
        (approved.approved, approved.top_up_fen, approved.proposed),
        (1, 100_000, 1)
    );
    let twice = approve(&world, &authority(), &name, &[&paid])
        .await
        .unwrap_err();
    assert_eq!(reason(&twice), "CORRECTION_LINE_DECIDED");
    let wordless = refuse(&world, &name, &[&waiting], " ").await.unwrap_err();
    assert_eq!(reason(&wordless), "REASON_MISSING");
    let refused = refuse(&world, &name, &[&waiting], "申请人放弃")
        .await
        .unwrap();
    assert_eq!(refused.state(), correction::State::Decided);
    let none = approve(&world, &authority(), &name, &[]).await.unwrap_err();
    assert_eq!(reason(&none), "CORRECTION_LINE_DECIDED");
    assert_eq!(
        world.events_of(&name).await,
        [
            "CorrectionProposed",
            "CorrectionApproved",
            "CorrectionRefused"
        ]
    );
    // No claim, no budget moved, whatever was listed and decided.
    assert_eq!(standing(&world, &[&paid, &waiting]).await, before);

    // The next correction counts what was approved, and only that.
    let less = version(&[("rate_development_bp", 50)], "2025-03-01", "");
    adopt_with(&world, less.clone(), vec![superseded(more)])
        .await
        .unwrap();
    let listed = lines(&world, &name_of(&less), 2).await;
    for (claim, old) in [(&paid, 200_000), (&waiting, 100_000)] {
        let line = line_of(&listed, claim);
        assert_eq!(
            (line.kind(), line.old_fen, line.new_fen),
            (line::Kind::Recovery, old, 50_000)
        );
    }
    assert_eq!(standing(&world, &[&paid, &waiting]).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_of_one_enterprise_share_its_corrected_year() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let (first, second) = (claimed(&world).await, claimed(&world).await);
    // Twice as much for each contract, and 250,000 fen a year: the second gets what the first leaves.
    let figures = [("rate_development_bp", 200), ("year_cap_fen", 250_000)];
    let capped = corrected(&world, &wrong, &figures).await;
    // The first takes 200,000 and leaves 50,000 of the year.
    let listed = lines(&world, &name_of(&capped), 2).await;
    let line = line_of(&listed, &first);
    assert_eq!((line.kind(), line.new_fen), (line::Kind::TopUp, 200_000));
    let line = line_of(&listed, &second);
    assert_eq!((line.kind(), line.new_fen), (line::Kind::Recovery, 50_000));
    let asked: serde_json::Value = serde_json::from_str(&line.input_json).unwrap();
    assert_eq!(asked["history"]["paid_year_fen"], 200_000);
    // What still waits is taken over by the next list, back to what it was: no line, and nothing left to decide.
    let back = version(&[], "2025-03-01", "");
    adopt_with(&world, back, vec![superseded(capped.clone())])
        .await
        .unwrap();
    let decided = settled(SOON, 0, async || {
        let told = correction(&world, &authority(), &name_of(&capped)).await;
        told.unwrap().proposed
    });
    assert_eq!(decided.await, 0);
    let listed = lines(&world, &name_of(&capped), 2).await;
    assert!(
        listed
            .iter()
            .all(|line| line.state() == line::State::Superseded)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_on_days_that_had_no_rule_are_listed_too() {
    // Nothing covers March: claims get no local benefit.
    let early = version(&[], "2025-01-01", "2025-02-28");
    let world = under(&early).await;
    let contract = world.registered(world::form()).await;
    let claim = file(&world, &create(&world, &contract.name).await).await;
    let claim = claim.unwrap();
    assert_eq!(claim.reasons, ["NO_RULE_IN_FORCE"]);
    let late = version(&[], "2025-03-01", "");
    adopt(&world, late.clone()).await.unwrap();
    let listed = lines(&world, &name_of(&late), 1).await;
    let line = line_of(&listed, &claim);
    assert_eq!(
        (line.kind(), line.old_fen, line.new_fen),
        (line::Kind::TopUp, 0, 100_000)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_opened_before_a_correction_keeps_its_rule_unless_it_applies_to_open_cases() {
    let wrong = version(&[], "2025-03-01", "");
    let world = under(&wrong).await;
    // Registered under the old rule, and pinned to it by the estimate; not claimed yet.
    let contracts = [
        world.registered(world::form()).await,
        world.registered(world::form()).await,
    ];
    // The same days: nothing is left to the old entry.
    let second = version(&[("rate_development_bp", 200)], "2025-03-01", "");
    adopt_with(&world, second.clone(), vec![superseded(wrong)])
        .await
        .unwrap();
    let claim = file(&world, &create(&world, &contracts[0].name).await).await;
    assert_eq!(
        claim.unwrap().amount_fen,
        100_000,
        "the rule it opened under"
    );
    // A new case goes to the rule of its legal date.
    assert_eq!(claimed(&world).await.amount_fen, 200_000);

    let third = TimelineEntry {
        applies_to_open_cases: true,
        ..version(&[("rate_development_bp", 300)], "2025-03-01", "")
    };
    adopt_with(&world, third, vec![superseded(second)])
        .await
        .unwrap();
    let claim = file(&world, &create(&world, &contracts[1].name).await).await;
    assert_eq!(claim.unwrap().amount_fen, 300_000);
}
