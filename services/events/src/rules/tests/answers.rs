//! Registrations and matches: an answer in the domain's words, or no rule.
use uuid::Uuid;

use super::{COLLEGE, PENGJIANG, asking, date, in_force, kind_of};
use crate::domain::event::{Event, Form, Kind, PersonRole, Quota, State};
use crate::domain::match_score::Score;
use crate::domain::registration::{Admission, Answer};
use crate::rules::Verdict;
use crate::rules::evt_match::{CANDIDATES_MAX, Candidate, Wanted, Weighed};
use crate::rules::evt_registration::{self, Applying};

fn event(kind: Kind) -> Event {
    let quota = |role| Quota { role, places: 99 };
    let roles = [
        PersonRole::Enterprise,
        PersonRole::Expert,
        PersonRole::Media,
    ];
    Event {
        id: Uuid::from_u128(1),
        number: String::new(),
        division: PENGJIANG.to_owned(),
        organiser: "hall".to_owned(),
        form: Form {
            kind,
            title: "对接活动".to_owned(),
            description: String::new(),
            venue: "会堂".to_owned(),
            starts_on: date("2026-03-20"),
            ends_on: date("2026-03-20"),
            registration_until: date("2026-03-15"),
            submissions_until: None,
            expected_people: 200,
            sessions: Vec::new(),
            quotas: roles.map(quota).to_vec(),
            college: None,
        },
        permit_number: String::new(),
        state: State::Open,
        version: 1,
        drafted_by: vec!["li".to_owned()],
        approval: None,
        cancellation: None,
    }
}

fn applying(role: PersonRole) -> Applying {
    Applying {
        role,
        organisation: "maker".to_owned(),
        division: Some("440103".to_owned()),
        is_local: false,
        no_shows: 0,
        colleagues: 0,
    }
}

#[tokio::test]
async fn places_for_people_from_elsewhere_are_a_share_that_the_host_counts() {
    let rules = in_force(&[("pengjiang-events", PENGJIANG)]).await;
    let event = event(Kind::Matchmaking);
    let ask = async |applying| {
        let asked = rules.registration(&event, applying, asking(PENGJIANG));
        asked.await.unwrap()
    };
    let asked = ask(applying(PersonRole::Enterprise)).await;
    // 40 % of 99 places, whoever asks.
    let outside_max = Some(39);
    assert_eq!(asked.answer(), Some(&Admission::Accept { outside_max }));
    let answer = evt_registration::answer(&asked, false);
    let admission = Admission::Accept { outside_max };
    assert_eq!(
        answer,
        Answer::Admitted {
            admission,
            is_local: false,
        }
    );

    let absent = Applying {
        no_shows: 3,
        ..applying(PersonRole::Enterprise)
    };
    let asked = ask(absent).await;
    assert_eq!(asked.answer(), Some(&Admission::Wait { outside_max }));

    let sixth = Applying {
        colleagues: 5,
        ..applying(PersonRole::Enterprise)
    };
    let asked = ask(sixth).await;
    let refused = Admission::Refuse(vec!["COLLEAGUES".to_owned()]);
    assert_eq!(asked.answer(), Some(&refused));

    let asked = ask(applying(PersonRole::Expert)).await;
    let invited = Admission::Accept { outside_max: None };
    assert_eq!(asked.answer(), Some(&invited));
    assert_eq!(kind_of(asked), "ANSWERED");
}

#[tokio::test]
async fn without_a_rule_the_host_s_quotas_are_all() {
    let rules = in_force(&[("wuyi-university-events", COLLEGE)]).await;
    let event = event(Kind::CollegeSmallMatch);
    let asked = rules.registration(&event, applying(PersonRole::Media), asking(PENGJIANG));
    let asked = asked.await.unwrap();
    assert!(matches!(asked.verdict, Verdict::NoRule));
    let admission = Admission::Accept { outside_max: None };
    assert_eq!(
        evt_registration::answer(&asked, false),
        Answer::Admitted {
            admission,
            is_local: false,
        }
    );
    assert_eq!(kind_of(asked), "NO_RULE_IN_FORCE");

    let asked = rules.registration(&event, applying(PersonRole::Media), asking(COLLEGE));
    let refused = Admission::Refuse(vec!["NOT_OPEN".to_owned()]);
    assert_eq!(asked.await.unwrap().answer(), Some(&refused));
}

fn need() -> Wanted {
    Wanted {
        case_division: PENGJIANG.to_owned(),
        division: Some(PENGJIANG.to_owned()),
        chain: Some("BATTERY".to_owned()),
        cluster: Some("NEW_ENERGY".to_owned()),
        keywords: vec!["cathode".to_owned()],
        min_level: 6,
        budget_fen: Some(200_000_000),
    }
}

fn candidate(division: &str) -> Candidate {
    Candidate {
        division: Some(division.to_owned()),
        is_college: false,
        chain: Some("BATTERY".to_owned()),
        cluster: Some("NEW_ENERGY".to_owned()),
        level: 6,
        price_fen: Some(180_000_000),
        shared: 1,
        baseline: Score {
            chain: 40,
            keywords: 15,
            stage: 20,
            budget: 10,
        },
    }
}

#[tokio::test]
async fn the_best_of_a_need_are_weighed_again_in_one_question() {
    let rules = in_force(&[("pengjiang-events", PENGJIANG)]).await;
    let weigh = |candidates| rules.weighing(need(), candidates, asking(PENGJIANG));
    let both = vec![candidate("440105"), candidate(PENGJIANG)];
    let asked = weigh(both).await.unwrap();
    let points = asked.answer().cloned().flatten().unwrap();
    let total = |one: &Weighed| one.chain + one.keywords + one.stage + one.budget + one.extra;
    let totals: Vec<i64> = points.iter().map(total).collect();
    assert_eq!(totals, [35 + 17 + 15 + 5, 35 + 17 + 15 + 5 + 10]);

    let all = vec![candidate(PENGJIANG); CANDIDATES_MAX];
    let asked = weigh(all).await.unwrap();
    let points = asked.answer().cloned().flatten().unwrap();
    assert_eq!(points.len(), CANDIDATES_MAX);

    let beyond = vec![candidate(PENGJIANG); CANDIDATES_MAX + 1];
    let asked = weigh(beyond).await.unwrap();
    assert!(matches!(asked.verdict, Verdict::Failed(_)));
    assert_eq!(kind_of(asked), "FAILED");

    let asked = rules.weighing(need(), vec![candidate(PENGJIANG)], asking("440705"));
    assert!(matches!(asked.await.unwrap().verdict, Verdict::NoRule));
}
