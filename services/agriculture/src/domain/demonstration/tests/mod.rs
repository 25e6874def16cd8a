//! Demonstrations: every step's conditions.
mod measure;
mod random;

use kezhuan_law::panel::{Declaration, Expert};

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::plot::{self, Plot};
use crate::domain::refused::Refused;
use crate::domain::site;
use crate::domain::variety::{self, NewVariety, Variety};

/// About 18 mu near Kaiping.
const SITE: &str = r#"{"type":"Polygon","coordinates":
    [[[112.68,22.37],[112.681,22.37],[112.681,22.371],[112.68,22.371],[112.68,22.37]]]}"#;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn operator() -> Actor {
    Actor::person("li", "jaas", "", [Role::CarrierOp])
}

fn county() -> Actor {
    Actor::person("wu", "C783", "440783", [Role::CountyStb])
}

fn variety_of(crop: &str) -> Variety {
    let breeder = Actor::person("he", "breeders", "", [Role::Applicant]);
    let new = NewVariety {
        id: Uuid::from_u128(1),
        crop: Crop::parse(crop).unwrap(),
        title: "台山香1号".to_owned(),
        breeder: "省农科院".to_owned(),
        genetically_modified: false,
        biosafety_certificate: String::new(),
    };
    let at = variety::Circumstances {
        actor: &breeder,
        today: date("2025-01-05"),
    };
    variety::enter(new, &at).unwrap()
}

fn approved() -> Variety {
    let at = variety::Circumstances {
        actor: &county(),
        today: date("2025-02-01"),
    };
    let approval = variety::Approval {
        region: "440000".to_owned(),
        number: "粤审稻20250012".to_owned(),
        approved_on: date("2025-01-20"),
    };
    let command = variety::Command::RecordApproval { approval };
    variety::decide(&variety_of("rice"), command, &at)
        .unwrap()
        .variety
}

fn new_one() -> NewDemonstration {
    NewDemonstration {
        id: Uuid::from_u128(9),
        base: Uuid::from_u128(8),
        division: "440783".to_owned(),
        operator: "jaas".to_owned(),
        season: Season::parse("2025-E").unwrap(),
        moisture: Moisture::Indica,
        site: SITE.to_owned(),
        stated_area_c: 1_710,
        starts_on: date("2025-03-01"),
        ends_on: date("2025-07-31"),
        inputs: vec![input("种子")],
    }
}

fn input(item: &str) -> Input {
    Input {
        item: item.to_owned(),
        quantity: "2 kg/亩".to_owned(),
        used_on: None,
    }
}

fn with_terms<T>(actor: &Actor, today: &str, run: impl FnOnce(&Circumstances<'_>) -> T) -> T {
    run(&Circumstances {
        actor,
        today: date(today),
        terms: &Terms::default(),
        site: &site::Terms::default(),
        listed: &variety::Terms::default(),
    })
}

fn planned_as(new: NewDemonstration, variety: &Variety) -> Result<Demonstration, Refused> {
    with_terms(&operator(), "2025-02-20", |at| plan(new, variety, at))
}

fn planned() -> Demonstration {
    planned_as(new_one(), &variety_of("rice")).unwrap()
}

fn take(one: &Demonstration, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    with_terms(actor, "2025-07-20", |at| decide(one, command, at))
}

fn step(one: &Demonstration, actor: &Actor, command: Command) -> Demonstration {
    take(one, actor, command).unwrap().demonstration
}

fn started() -> Demonstration {
    let command = Command::Start {
        started_on: date("2025-03-03"),
        inputs: Vec::new(),
    };
    step(&planned(), &operator(), command)
}

fn plot(label: &str, role: plot::Role, fresh_g: i64) -> Plot {
    Plot {
        label: label.to_owned(),
        role,
        replication: 0,
        area_c: 100,
        fresh_g,
        moisture_bp: 1_350,
    }
}

fn measurer(number: u8, plots: &[&str]) -> Measurer {
    Measurer {
        expert: Expert {
            id: format!("expert-{number}"),
            organisation: format!("academy-{number}"),
        },
        declaration: Declaration::default(),
        plots: plots.iter().map(|label| (*label).to_owned()).collect(),
    }
}

fn what_was_measured() -> Measured {
    Measured {
        measured_on: date("2025-07-10"),
        plots: vec![
            plot("一", plot::Role::Candidate, 590_000),
            plot("二", plot::Role::Candidate, 600_000),
            plot("对照", plot::Role::Check, 560_000),
        ],
        experts: vec![
            measurer(1, &["一", "对照"]),
            measurer(2, &["二"]),
            measurer(3, &["一", "二"]),
        ],
        photos: vec![Photo {
            sha256: "0f".repeat(32),
            caption: "测产现场".to_owned(),
        }],
    }
}

fn measured() -> Demonstration {
    step(
        &started(),
        &operator(),
        Command::Measure(what_was_measured()),
    )
}

fn accept() -> Command {
    Command::Accept {
        note: String::new(),
    }
}

fn extend(variety: Variety) -> Command {
    Command::Extend {
        variety: Box::new(variety),
    }
}

fn reason<T: std::fmt::Debug>(refused: Result<T, Refused>) -> &'static str {
    refused.unwrap_err().reason
}

#[test]
fn a_demonstration_goes_from_plan_to_extension() {
    let planned = planned();
    assert!(
        (1_690..=1_730).contains(&planned.site.area_c),
        "{}",
        planned.site.area_c
    );
    assert_eq!(started().inputs, planned.inputs);
    let figures = measured().measurement.unwrap();
    assert_eq!(
        (figures.yield_c, figures.check_yield_c),
        (59_500, Some(56_000))
    );
    assert_eq!(figures.increase_bp, Some(625));
    let accepted = step(&measured(), &county(), accept());
    assert!(accepted.is_accepted());
    assert_eq!(accepted.acceptance.as_ref().unwrap().by, "wu");
    let extended = step(&accepted, &operator(), extend(approved()));
    assert_eq!((extended.state, extended.version), (State::Extended, 5));
    assert_eq!(extended.extended_on, Some(date("2025-07-20")));
}

#[test]
fn a_plan_tells_its_wrong_fields() {
    let variety = variety_of("rice");
    let refused = |new| planned_as(new, &variety).unwrap_err();
    let wrong = refused(NewDemonstration {
        stated_area_c: 0,
        ends_on: date("2025-02-28"),
        moisture: Moisture::Fresh,
        inputs: vec![input("")],
        ..new_one()
    });
    let paths: Vec<_> = wrong
        .fields
        .iter()
        .map(|field| field.field.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "moisture_standard",
            "stated_area_c",
            "ends_on",
            "inputs[0].item"
        ]
    );
    let far = refused(NewDemonstration {
        stated_area_c: 2_000,
        ..new_one()
    });
    assert_eq!(far.reason, "SITE_AREA_DIFFERS");
    let nowhere = refused(NewDemonstration {
        site: "{}".to_owned(),
        ..new_one()
    });
    assert_eq!(nowhere.reason, "SITE_UNREADABLE");
    let elsewhere = refused(NewDemonstration {
        operator: "other".to_owned(),
        ..new_one()
    });
    assert_eq!(elsewhere.reason, "NOT_YOUR_STEP");
    let mut transgenic = variety_of("rice");
    transgenic.genetically_modified = true;
    assert_eq!(reason(planned_as(new_one(), &transgenic)), "GM_CERT");
}

#[test]
fn nobody_accepts_their_own_demonstration() {
    let own = Actor::person("zhao", "jaas", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(take(&measured(), &own, accept())),
        "OWN_ORGANISATION"
    );
    let breeder = Actor::person("zhao", "breeders", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(take(&measured(), &breeder, accept())),
        "OWN_ORGANISATION"
    );
    let by_county = step(&started(), &county(), Command::Measure(what_was_measured()));
    assert_eq!(reason(take(&by_county, &county(), accept())), "SAME_PERSON");
    let expert = Actor::person("expert-2", "C783", "440783", [Role::CountyStb]);
    assert_eq!(reason(take(&measured(), &expert, accept())), "SAME_PERSON");
    assert_eq!(
        reason(take(&measured(), &operator(), accept())),
        "ROLE_MISSING"
    );
}

#[test]
fn only_what_may_be_promoted_is_extended() {
    let accepted = step(&measured(), &county(), accept());
    let refused = take(&accepted, &operator(), extend(variety_of("rice")));
    assert_eq!(reason(refused), "NOT_APPROVED");
    let mut withdrawn = approved();
    withdrawn.state = variety::State::Withdrawn;
    assert_eq!(
        reason(take(&accepted, &operator(), extend(withdrawn))),
        "VARIETY_WITHDRAWN"
    );
    let other = Actor::person("qian", "other", "", [Role::CarrierOp]);
    assert_eq!(
        reason(take(&accepted, &other, extend(approved()))),
        "NOT_YOUR_STEP"
    );
    assert!(take(&accepted, &county(), extend(approved())).is_ok());
}

#[test]
fn the_operator_takes_it_back_until_it_is_accepted() {
    for one in [planned(), started(), measured()] {
        assert_eq!(
            step(&one, &operator(), Command::Withdraw).state,
            State::Withdrawn
        );
        assert_eq!(
            reason(take(&one, &county(), Command::Withdraw)),
            "ROLE_MISSING"
        );
    }
    let accepted = step(&measured(), &county(), accept());
    assert_eq!(
        reason(take(&accepted, &operator(), Command::Withdraw)),
        "STATE_FORBIDS"
    );
}
