//! How an extension begins: on an accepted demonstration, of a variety that may be promoted.
use super::*;
use crate::domain::demonstration::{self, Demonstration, Measurement};
use crate::domain::plot::Moisture;
use crate::domain::site::Site;
use crate::domain::variety::{Approval, HERE, Introduction, Variety};

fn shown(state: demonstration::State) -> Demonstration {
    Demonstration {
        id: Uuid::from_u128(2),
        base: Uuid::from_u128(3),
        division: "440783".to_owned(),
        operator: "jaas".to_owned(),
        variety: Uuid::from_u128(4),
        variety_owner: "breeder".to_owned(),
        crop: Crop::parse("rice").unwrap(),
        season: Season::parse("2025-E").unwrap(),
        moisture: Moisture::Indica,
        site: Site {
            geojson: String::new(),
            area_m2: 80_000,
            area_c: 12_000,
        },
        stated_area_c: 12_000,
        starts_on: day("2025-03-10"),
        ends_on: day("2025-07-20"),
        inputs: Vec::new(),
        state,
        version: 5,
        planned_by: "li".to_owned(),
        started_on: Some(day("2025-03-10")),
        measurement: Some(Measurement {
            measured_on: day("2025-07-15"),
            recorded_by: "li".to_owned(),
            plots: Vec::new(),
            experts: Vec::new(),
            yield_c: 59_364,
            check_yield_c: Some(56_000),
            increase_bp: Some(601),
        }),
        photos: Vec::new(),
        acceptance: None,
        extended_on: None,
    }
}

fn grown(crop: &str, region: Option<&str>) -> Variety {
    let approval = region.map(|region| Approval {
        region: region.to_owned(),
        number: "审稻20250012".to_owned(),
        approved_on: day("2025-05-20"),
    });
    Variety {
        id: Uuid::from_u128(4),
        crop: Crop::parse(crop).unwrap(),
        title: "台山香1号".to_owned(),
        breeder: "江门市农业科学研究所".to_owned(),
        owner: "breeder".to_owned(),
        state: match approval {
            Some(_) => variety::State::Approved,
            None => variety::State::Bred,
        },
        version: 2,
        genetically_modified: false,
        biosafety_certificate: None,
        dus: None,
        regional: Vec::new(),
        production: Vec::new(),
        approvals: approval.into_iter().collect(),
        introductions: Vec::new(),
        registration: None,
        refusal: None,
        withdrawal: None,
    }
}

fn opened(shown: &Demonstration, grown: &Variety, season: &str) -> Result<Extension, String> {
    let listed = variety::Terms {
        listed_non_major: vec![Crop::parse("tangerine").unwrap()],
        ..variety::Terms::default()
    };
    let (actor, terms) = (operator(), Terms::default());
    let new = NewExtension {
        id: Uuid::from_u128(1),
        season: Season::parse(season).unwrap(),
    };
    let opened = open(new, (shown, grown), &at(&actor, &terms, &listed));
    opened.map_err(|refused| refused.reason.to_owned())
}

#[test]
fn it_carries_what_the_demonstration_measured() {
    let shown = shown(demonstration::State::Accepted);
    let opened = opened(&shown, &grown("rice", Some(HERE)), "2025-L").unwrap();
    assert_eq!(opened.state, State::Open);
    assert_eq!(
        (opened.yield_c, opened.check_yield_c),
        (59_364, Some(56_000))
    );
    assert_eq!(
        (opened.operator.as_str(), opened.totals),
        ("jaas", Totals::default())
    );
}

#[test]
fn only_what_was_accepted_is_extended() {
    use demonstration::State as Shown;
    let variety = grown("rice", Some("CN"));
    for state in [
        Shown::Planned,
        Shown::Running,
        Shown::Measured,
        Shown::Withdrawn,
    ] {
        let refused = opened(&shown(state), &variety, "2025-L").unwrap_err();
        assert_eq!(refused, "DEMONSTRATION_NOT_ACCEPTED");
    }
    let accepted = shown(Shown::Extended);
    assert!(opened(&accepted, &variety, "2025-E").is_ok());
    let refused = opened(&accepted, &variety, "2024-L").unwrap_err();
    assert_eq!(refused, "SEASON_TOO_EARLY");
    let mut another = accepted;
    another.operator = "other".to_owned();
    assert_eq!(
        opened(&another, &variety, "2025-L").unwrap_err(),
        "NOT_YOUR_STEP"
    );
}

#[test]
fn the_seed_law_is_held_before_anything_is_promoted() {
    let shown = shown(demonstration::State::Accepted);
    let mut modified = grown("rice", Some(HERE));
    modified.genetically_modified = true;
    let mut withdrawn = grown("rice", Some(HERE));
    withdrawn.state = variety::State::Withdrawn;
    let mut introduced = grown("rice", Some("450000"));
    introduced.introductions = vec![Introduction {
        region: HERE.to_owned(),
        approved_in: "450000".to_owned(),
        number: "粤引稻20250003".to_owned(),
        filed_on: day("2025-06-01"),
    }];
    for (variety, reason) in [
        (grown("rice", None), Some("NOT_APPROVED")),
        (grown("rice", Some("450000")), Some("NOT_APPROVED")),
        (introduced, None),
        (grown("tangerine", None), Some("NOT_REGISTERED")),
        (grown("taro", None), None),
        (modified, Some("GM_CERT")),
        (withdrawn, Some("VARIETY_WITHDRAWN")),
    ] {
        let refused = opened(&shown, &variety, "2025-L").err();
        assert_eq!(refused.as_deref(), reason, "{}", variety.crop);
    }
}
