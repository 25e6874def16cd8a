//! Answers of the city's rules that stop a bank or the pool: each has its reason, and the books stay as they were.
use std::path::Path;

use kezhuan_financing::domain::product::Mode;
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_host::hooks;
use kezhuan_rule_testkit::{Adopted, adopt, adopt_package};
use tonic::Code;

use crate::claim_cast::{CITY, Lent, decisions, deposited, fund, lent};
use crate::compensation::{defaulted, filing, suit};
use crate::lending::*;
use crate::pool::{booked, claim, cover};
use crate::step;
use crate::world::*;
use crate::writing::story::{rows, told};

const CHECK: &str = "ip.claim.check@1";

fn of_city<'a>(hook: &'a str, settings: &'a [(&'a str, i64)]) -> Adopted<'a> {
    Adopted {
        tenant: CITY,
        hook,
        package: "jiangmen",
        settings,
        in_force: "[2024-01-01,)",
        applies_to_open_cases: false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_of_whose_loans_too_many_were_claimed_has_no_new_ones_covered() {
    let mut world = World::on(World::CALM).await;
    // The city's rule is stricter than the host, which bears five in a hundred.
    let strict = of_city("ip.risk_share@1", &[("suspended_above_bp", 0)]);
    adopt(&world, strict).await;
    world.restarted(async |_| {}).await;
    let eligible = submitted(&world, &drafted(&world, asked_for()).await).await;
    let examined = reviewed(&world, &eligible, &banker()).await;
    booked(&world, cover("bank-1", Mode::Loan, 10_000)).await;
    let mut admin = world.database.admin().await.unwrap();
    for (claimed, reason) in [(100, "POOL_REFUSES"), (500, "BANK_SUSPENDED")] {
        booked(&world, claim("bank-1", claimed)).await;
        let before = rows(&mut admin).await;
        let grant = granted(&examined);
        let refused = call!(world, &second_banker(), approve_application, grant).unwrap_err();
        let said = told(reason, &refused, &[Code::FailedPrecondition]);
        assert_eq!(said.reason, reason);
        if reason == "POOL_REFUSES" {
            assert_eq!(said.metadata["reasons"], "SUSPENDED");
        }
        assert_eq!(rows(&mut admin).await, before, "{reason}");
    }
}

/// The package that a new table for the hook begins with, but for one mistake: it pays all that was lost, not the pool's part.
fn generous() -> Vec<u8> {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let read = |file: &str| std::fs::read_to_string(plugins.join(file)).unwrap();
    let lawful = read("table/starters/ip-claim-check.txt");
    let rule = lawful.replace("bp(loan.loss_fen, loan.pool_bp)", "loan.loss_fen");
    assert_ne!(rule, lawful);
    let papers = |name: &str| read(&format!("starters/ip-claim-check/{name}"));
    let codes = papers("codes.toml");
    let manifest = [
        ("{{name}}", "generous"),
        ("{{owner}}", CITY),
        ("{{class}}", ""),
        ("{{sunset}}", "2027-12-31"),
        ("{{hook}}", CHECK),
        ("{{codes}}", codes.as_str()),
    ]
    .into_iter()
    .fold(read("starters/manifest.toml"), |text, (place, value)| {
        text.replace(place, value)
    });
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("manifest.toml", manifest),
        ("settings.toml", papers("settings.toml")),
        ("cases.jsonl", papers("cases.jsonl")),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let hook = hooks().iter().find(|hook| hook.id == CHECK).unwrap();
    let workbook = kezhuan_table::workbook_of(&rule).unwrap();
    let wit = hook.newest().unwrap().wit;
    let compiled = kezhuan_table::compile(&workbook, wit, CHECK, &papers("settings.toml"));
    kezhuan_pack::of_module(&compiled.unwrap().module, folder.path()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_pays_beyond_the_law_is_on_record_and_pays_nothing() {
    let mut world = World::on(World::CALM).await;
    adopt_package(&world, &generous(), of_city(CHECK, &[])).await;
    world.restarted(async |_| {}).await;
    deposited(&world, pool_fund::Kind::Compensation, 2_610_000_000).await;
    let name = lent(&world, Lent::due("2025-03-10")).await;
    defaulted(&world, &name, World::CALM, "2025-05-09").await;
    let request = filing(&name, "C1", Some(suit()));
    let filed = call!(world, &banker(), file_compensation_claim, request).unwrap();
    let verify = async |reason: &str| {
        step!(
            world,
            pool_manager(),
            filed,
            verify_compensation_claim,
            VerifyCompensationClaimRequest {
                without_rule_reason: reason.to_owned(),
            }
        )
    };
    let events = world.events_of(&filed.name).await;
    let refused = verify("").await.unwrap_err();
    let said = told("a verification", &refused, &[Code::FailedPrecondition]);
    assert_eq!(said.reason, "RULE_BEYOND_LAW");
    assert_eq!(world.events_of(&filed.name).await, events);
    let losses = pool_fund::Kind::Compensation;
    assert_eq!(fund(&world, losses).await, (2_610_000_000, 0));
    let asked = decisions(&world, &pool_manager(), &filed.name).await;
    let kept = asked.iter().map(|one| (one.outcome.as_str(), &one.reasons));
    let reasons = vec!["RULE_BEYOND_LAW".to_owned()];
    assert_eq!(kept.collect::<Vec<_>>(), [("REFUSED_BY_HOST", &reasons)]);
    // A person verifies without it, within the law.
    let verified = verify("规则超出上限，已核对材料").await.unwrap();
    assert_eq!(verified.loss.unwrap().pay_fen, 120_000_000);
}
