//! The award: what scores come to, who else must not judge, and what is paid.
use kezhuan_law::Fen;

use super::{CITY, COLLEGE, asking, in_force};
use crate::domain::award_mean::{self, Band, Mean};
use crate::rules::Verdict;
use crate::rules::evt_award_score::{Scored, Sheet};
use crate::rules::evt_coi::{Assigning, Judge};
use crate::rules::evt_prize::{Prize, Won};

fn scored(totals: &[i64]) -> Scored {
    let sheet = |total: &i64| Sheet {
        total_c: *total,
        scores_c: Vec::new(),
    };
    Scored {
        division: CITY.to_owned(),
        programme: "JM-AWARD-2026".to_owned(),
        dimensions: Vec::new(),
        sheets: totals.iter().map(sheet).collect(),
        host: award_mean::mean(totals).unwrap_or(Mean {
            mean_c: 0,
            band: Band::None,
        }),
    }
}

#[tokio::test]
async fn an_award_s_rule_gives_what_the_card_gives() {
    let rules = in_force(&[("jiangmen-events", CITY)]).await;
    for totals in [
        &[9_500, 9_200, 9_000, 8_800, 9_100, 6_000, 9_050][..],
        &[8_000, 8_000, 8_000, 8_000, 7_999],
        &[6_999, 6_999, 6_999, 6_999, 6_999],
    ] {
        let asked = rules
            .award_score(scored(totals), asking(CITY))
            .await
            .unwrap();
        assert_eq!(asked.answer(), award_mean::mean(totals).as_ref());
    }
    // Four experts are no question.
    let asked = rules.award_score(scored(&[8_000; 4]), asking(CITY));
    assert!(matches!(asked.await.unwrap().verdict, Verdict::Failed(_)));
}

fn assigning(is_own_staff: bool) -> Assigning {
    Assigning {
        case_division: CITY.to_owned(),
        expert: Judge {
            organisation: "org-9".to_owned(),
            division: Some("440704".to_owned()),
            is_own_staff,
            assigned: 8,
            own_entries: 0,
            coauthors: 0,
            relatives: 0,
        },
        organisations: vec!["org-1".to_owned()],
        divisions: vec!["440705".to_owned()],
        nominator: Some("stb".to_owned()),
        nominator_division: Some("440703".to_owned()),
        people: 4,
        host_recuses: false,
    }
}

#[tokio::test]
async fn the_city_and_the_expert_s_college_each_add_their_reasons() {
    let packages = [
        ("jiangmen-events", CITY),
        ("wuyi-university-events", COLLEGE),
    ];
    let rules = in_force(&packages).await;
    let ask = async |assigning, tenant| {
        let asked = rules.conflicts(assigning, asking(tenant)).await.unwrap();
        asked.answer().cloned().unwrap()
    };
    assert!(ask(assigning(false), CITY).await.is_empty());
    assert_eq!(ask(assigning(true), COLLEGE).await, ["TOO_MANY"]);
    assert!(ask(assigning(false), COLLEGE).await.is_empty());
    let mut neighbour = assigning(false);
    neighbour.expert.division = Some("440703".to_owned());
    assert_eq!(ask(neighbour.clone(), CITY).await, ["SAME_COUNTY"]);
    neighbour.host_recuses = true;
    assert_eq!(ask(neighbour, CITY).await, ["HOST_RECUSES", "SAME_COUNTY"]);
}

#[tokio::test]
async fn a_prize_goes_with_the_band_and_no_further_than_the_money() {
    let rules = in_force(&[("jiangmen-events", CITY)]).await;
    let won = |band, left: Option<i64>| Won {
        division: CITY.to_owned(),
        programme: "JM-AWARD-2026".to_owned(),
        band,
        rank: 1,
        of_band: 1,
        organisations: 2,
        budget_left: left.map(Fen),
    };
    for (won, amount, reason) in [
        (won(Band::First, None), 10_000_000, None),
        (won(Band::Third, None), 2_000_000, None),
        (won(Band::First, Some(300)), 300, None),
        (won(Band::First, Some(0)), 0, Some("FUND_USED_UP")),
    ] {
        let asked = rules.prize(won, asking(CITY)).await.unwrap().unwrap();
        let prize = Prize {
            amount: Fen(amount),
            reasons: reason.map(str::to_owned).into_iter().collect(),
        };
        assert_eq!(asked.answer(), Some(&prize));
    }
    let nothing = rules.prize(won(Band::None, None), asking(CITY)).await;
    assert!(nothing.unwrap().is_none());
}
