//! What time does to the rights behind a loan: told to bank and enterprise, with what the rights carry then by the rule asked
//! anew. Nothing is decided by it.
use kezhuan_financing::domain::loan::State as LoanState;
use kezhuan_financing::domain::party::Capacity;
use kezhuan_protocol::financing::v1::*;
use kezhuan_rule_testkit::{Adopted, adopt};
use kezhuan_testkit::settled;

use super::valued;
use crate::secured::*;
use crate::step;
use crate::world::*;

/// 90, 60, 30 and 7 days before it.
const LAST_DAY: &str = "2025-06-16";
const WARNED_ON: [(&str, i32); 4] = [
    ("2025-03-18", 90),
    ("2025-04-17", 60),
    ("2025-05-17", 30),
    ("2025-06-09", 7),
];

/// A right that is worth 200,000 yuan, pledged until `debt_end` for a loan of half of that.
struct Security {
    right: Asset,
    pledge: Pledge,
    loan: String,
}

async fn secured(world: &World, right: RegisterAssetRequest, debt_end: &str) -> Security {
    let right = entered(world, right).await;
    shown(world, &right, "valuer-1", Capacity::Valuer.as_str()).await;
    valued(world, &right, 20_000_000).await;
    let application = offered(world, "bank-1", &[&right]).await;
    let request = PreparePledgeRequest {
        debt_end: debt_end.to_owned(),
        ..terms(&application, &[&right])
    };
    let prepared = call!(world, &banker(), prepare_pledge, request).unwrap();
    let agreed = filed_by_owner(world, &prepared).await.unwrap();
    let filed = filed_by_bank(world, &banker(), &agreed).await.unwrap();
    let pledge = step!(
        world,
        registry_clerk(),
        filed,
        register_pledge,
        RegisterPledgeRequest {
            certificate: "Y2025980000001".to_owned(),
        }
    )
    .unwrap();
    let loan = lent(world, &pledge, LoanState::Active).await;
    Security {
        right,
        pledge,
        loan,
    }
}

impl Security {
    async fn told(&self, world: &World, person: &Person, kind: &str) -> Vec<Alert> {
        let request = ListAlertsRequest {
            filter: format!("kind=\"{kind}\" AND asset=\"{}\"", self.right.name),
            ..ListAlertsRequest::default()
        };
        let answer = call!(world, person, list_alerts, request);
        answer.unwrap().alerts
    }

    /// The newest of so many alerts, as the bank and the enterprise were told it.
    async fn newest(&self, world: &World, kind: &str, count: usize) -> Alert {
        let raised = settled(SOON, count, async || {
            self.told(world, &banker(), kind).await.len()
        });
        assert_eq!(raised.await, count, "{kind}");
        let to_bank = self.told(world, &banker(), kind).await;
        assert_eq!(self.told(world, &applicant(), kind).await, to_bank);
        assert_eq!(to_bank[0].bank, "bank-1");
        to_bank[0].clone()
    }

    /// Each of the four warnings once, on its day, with the loan and what its rights carry.
    async fn expect_warnings(&self, world: &World, kind: &str, carries: (i64, bool)) {
        for (count, (day, days_before)) in (1..).zip(WARNED_ON) {
            world.advance_to(day);
            let warning = self.newest(world, kind, count).await;
            assert_eq!(
                (warning.days_before, warning.about.as_str()),
                (days_before, LAST_DAY)
            );
            assert_eq!(self.carries(&warning), carries, "{day}");
        }
    }

    /// What an alert says that the loan's rights carry, and whether the bank's own rule said so.
    fn carries(&self, alert: &Alert) -> (i64, bool) {
        let [affected] = &alert.loans[..] else {
            panic!("one loan: {alert:?}");
        };
        assert_eq!(affected.loan, self.loan);
        assert_eq!(affected.outstanding_fen, 10_000_000);
        (affected.collateral_fen, !affected.decision.is_empty())
    }

    /// Pledge and loan stand as before, and each alert is behind one question of the rule.
    async fn expect_nothing_decided(&self, world: &World, questions: i64) {
        let pledge = pledge_seen_by(world, &banker(), &self.pledge)
            .await
            .unwrap();
        assert_eq!(pledge, self.pledge);
        assert!(world.events_of(&self.loan).await.is_empty());
        let mut admin = world.database.admin().await.unwrap();
        let asked: i64 = sqlx::query_scalar("SELECT count(*) FROM decision WHERE case_id = $1")
            .bind(uuid_of(&self.loan))
            .fetch_one(&mut admin)
            .await
            .unwrap();
        assert_eq!(asked, questions);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fee_is_warned_of_and_its_lapse_told_with_what_the_bank_s_rule_says_then() {
    let mut world = World::on(World::CALM).await;
    let own = Adopted {
        tenant: "bank-1",
        hook: "ip.ltv@1",
        package: "wuyi-bank",
        settings: &[("invention_bp", 5_000)],
        in_force: "[2025-01-01,)",
        applies_to_open_cases: true,
    };
    adopt(&world, own).await;
    // No valuation ends while this is about the fee.
    world.config.parameters.asset.valuation_months = 24;
    // Nothing is served before the rulebook is read.
    world.restarted(async |_| {}).await;
    let patent = RegisterAssetRequest {
        filed_on: "2019-06-16".to_owned(),
        ..patent(PATENTS[0])
    };
    let security = secured(&world, patent, "2027-01-05").await;
    security
        .expect_warnings(&world, "FEE_DUE", (10_000_000, true))
        .await;

    world.advance_to("2025-06-17");
    let late = security.newest(&world, "NOT_VALID", 1).await;
    // It still stands, and can still be paid.
    assert_eq!(security.carries(&late), (10_000_000, true));
    let right = seen(&world, &security.right).await;
    assert_eq!(right.legal(), asset::Legal::Grace);
    // The day after the last one of its grace period.
    world.advance_to("2025-12-17");
    let lost = security.newest(&world, "NOT_VALID", 2).await;
    assert_eq!(security.carries(&lost), (0, true));
    let right = seen(&world, &security.right).await;
    assert_eq!(
        (right.legal(), right.encumbrance()),
        (asset::Legal::Terminated, asset::Encumbrance::Pledged)
    );
    security.expect_nothing_decided(&world, 6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_term_is_warned_of_and_its_end_told_with_what_is_left() {
    let world = World::on(World::CALM).await;
    let ending = RegisterAssetRequest {
        expires_on: LAST_DAY.to_owned(),
        ..trademark("TM1")
    };
    let security = secured(&world, ending, LAST_DAY).await;
    // The default share is halved of what ends before the loan matures.
    security
        .expect_warnings(&world, "TERM_ENDS", (3_000_000, false))
        .await;
    world.advance_to("2025-06-17");
    let over = security.newest(&world, "NOT_VALID", 1).await;
    assert_eq!(security.carries(&over), (0, false));
    security.expect_nothing_decided(&world, 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalidation_is_told_when_it_is_filed_and_when_it_is_decided() {
    let world = World::on(World::CALM).await;
    let security = secured(&world, trademark("TM1"), "2027-01-05").await;
    let pledged = seen(&world, &security.right).await;
    let challenged = step!(
        world,
        registry_clerk(),
        pledged,
        file_asset_invalidation,
        FileAssetInvalidationRequest {}
    )
    .unwrap();
    let open = security.newest(&world, "NOT_VALID", 1).await;
    assert_eq!(security.carries(&open), (6_000_000, false));
    let invalid = step!(
        world,
        registry_clerk(),
        challenged,
        invalidate_asset,
        InvalidateAssetRequest {}
    )
    .unwrap();
    assert_eq!(
        (invalid.legal(), invalid.encumbrance()),
        (asset::Legal::Invalidated, asset::Encumbrance::Pledged)
    );
    let lost = security.newest(&world, "NOT_VALID", 2).await;
    assert_eq!(security.carries(&lost), (0, false));
    security.expect_nothing_decided(&world, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_valuation_is_told_before_its_right_carries_nothing() {
    let world = World::on(World::CALM).await;
    let security = secured(&world, trademark("TM1"), "2027-01-05").await;
    // Ninety days before the last one, and seven: the days between are not made up for.
    for (count, (day, days_before)) in (1..).zip([("2025-11-30", 90), ("2026-02-21", 7)]) {
        world.advance_to(day);
        let warning = security.newest(&world, "VALUATION_ENDS", count).await;
        assert_eq!(
            (warning.days_before, warning.about.as_str()),
            (days_before, "2026-02-28")
        );
        assert!(warning.zh.contains("TM1") && warning.en.contains("valued anew"));
        // 30 %, while the valuation holds.
        assert_eq!(security.carries(&warning), (6_000_000, false));
    }
    security.expect_nothing_decided(&world, 2).await;
}
