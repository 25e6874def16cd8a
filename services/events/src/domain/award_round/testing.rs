//! A round for the tests of what hangs on one.
use super::*;

/// A round with three dimensions and one expert group.
pub fn round() -> AwardRound {
    let dimension = |name: &str, weight: i64| Criterion {
        name: name.to_owned(),
        weight,
    };
    AwardRound {
        id: Uuid::from_u128(9),
        code: "JM_AWARD_2026".to_owned(),
        title: "无限创新江门科学技术奖（2026）".to_owned(),
        opens_on: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(),
        closes_on: NaiveDate::from_ymd_opt(2026, 10, 15).unwrap(),
        city_closes_on: NaiveDate::from_ymd_opt(2026, 9, 30).unwrap(),
        dimensions: vec![
            dimension("INNOVATION", 40),
            dimension("QUALITY", 30),
            dimension("CONTRIBUTION", 30),
        ],
        groups: vec!["MATERIALS".to_owned()],
        experts: Vec::new(),
        associations: vec![Association {
            organisation: "batteries".to_owned(),
            title: "江门市电池行业协会".to_owned(),
            grade: 3,
        }],
        places: Places {
            first: 1,
            ..Places::default()
        },
        opened_by: "ou".to_owned(),
        state: State::Open,
        version: 1,
    }
}
