//! Trials: every step's conditions, the figures, and how they end.
mod experts;
mod figures;
mod random;
mod verify;

use kezhuan_law::panel::{Declaration, Expert};

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::plot;
use crate::domain::refused::Refused;
use crate::domain::variety::{self, NewVariety, Variety};

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn operator() -> Actor {
    Actor::person("li", "jaas", "", [Role::CarrierOp])
}

pub(super) fn county() -> Actor {
    Actor::person("wu", "C783", "440783", [Role::CountyStb])
}

pub(super) fn expert(number: u8) -> Actor {
    Actor::person(
        format!("expert-{number}"),
        format!("academy-{number}"),
        "",
        [Role::Expert],
    )
}

pub(super) fn service() -> Actor {
    Actor::service("agriculture", "440783")
}

pub(super) fn nominee(number: u8) -> Nominee {
    let person = expert(number);
    Nominee {
        expert: Expert {
            id: person.subject,
            organisation: person.organisation,
        },
        declaration: Declaration::default(),
    }
}

pub(super) fn variety(id: u128, crop: &str) -> Variety {
    let breeder = Actor::person("he", "breeders", "", [Role::Applicant]);
    let new = NewVariety {
        id: Uuid::from_u128(id),
        crop: Crop::parse(crop).unwrap(),
        title: format!("品种{id}"),
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

pub(super) fn new_trial() -> NewTrial {
    NewTrial {
        id: Uuid::from_u128(9),
        base: Uuid::from_u128(8),
        division: "440783".to_owned(),
        operator: "jaas".to_owned(),
        season: Season::parse("2025-E").unwrap(),
        moisture: Moisture::Indica,
        replications: 3,
    }
}

pub(super) fn planned_as(
    new: NewTrial,
    candidate: &Variety,
    check: &Variety,
) -> Result<Trial, Refused> {
    let (terms, listed) = (Terms::default(), variety::Terms::default());
    let actor = operator();
    let at = Circumstances {
        actor: &actor,
        today: date("2025-03-01"),
        terms: &terms,
    };
    plan(new, (candidate, check), &listed, &at)
}

pub(super) fn planned() -> Trial {
    planned_as(new_trial(), &variety(1, "rice"), &variety(2, "rice")).unwrap()
}

pub(super) fn plot(label: &str, role: plot::Role, replication: u32, fresh_g: i64) -> Plot {
    Plot {
        label: label.to_owned(),
        role,
        replication,
        area_c: 10,
        fresh_g,
        moisture_bp: 1_350,
    }
}

/// Plots of the variety, each beside one of its check.
pub(super) fn plots(weights_g: &[i64]) -> Vec<Plot> {
    let weights = (1..).zip(weights_g);
    let pairs = weights.flat_map(|(replication, weight)| {
        [
            plot(
                &format!("A{replication}"),
                plot::Role::Candidate,
                replication,
                *weight,
            ),
            plot(
                &format!("B{replication}"),
                plot::Role::Check,
                replication,
                56_000,
            ),
        ]
    });
    pairs.collect()
}

pub(super) fn take(trial: &Trial, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    let terms = Terms::default();
    let at = Circumstances {
        actor,
        today: date("2025-07-20"),
        terms: &terms,
    };
    decide(trial, command, &at)
}

pub(super) fn step(trial: &Trial, actor: &Actor, command: Command) -> Trial {
    take(trial, actor, command).unwrap().trial
}

pub(super) fn harvest(plots: Vec<Plot>) -> Command {
    Command::Harvest {
        harvested_on: date("2025-07-10"),
        plots,
    }
}

pub(super) fn sown() -> Trial {
    let sown_on = date("2025-03-10");
    step(&planned(), &operator(), Command::Sow { sown_on })
}

pub(super) fn measured() -> Trial {
    let command = harvest(plots(&[59_100, 59_400, 59_600]));
    step(&sown(), &operator(), command)
}

pub(super) fn opinion(finding: Finding) -> Command {
    Command::GiveOpinion {
        finding,
        note: "实地查看".to_owned(),
    }
}

/// Measured, with these findings of as many experts.
pub(super) fn looked_at(trial: &Trial, findings: &[Finding]) -> Trial {
    let nominees = (1..).zip(findings).map(|(number, _)| nominee(number));
    let command = Command::AssignExperts {
        nominees: nominees.collect(),
    };
    let mut trial = step(trial, &county(), command);
    for (number, finding) in (1..).zip(findings) {
        trial = step(&trial, &expert(number), opinion(*finding));
    }
    trial
}

pub(super) fn confirmed() -> Trial {
    looked_at(&measured(), &[Finding::Confirmed; 3])
}

pub(super) fn reason<T: std::fmt::Debug>(refused: Result<T, Refused>) -> &'static str {
    refused.unwrap_err().reason
}

#[test]
fn a_trial_is_planned_with_two_varieties_of_a_crop() {
    let trial = planned();
    assert_eq!((trial.state, trial.version), (State::Planned, 1));
    assert!(trial.warnings.is_empty());
    let few = NewTrial {
        replications: 2,
        ..new_trial()
    };
    let rice = (variety(1, "rice"), variety(2, "rice"));
    assert_eq!(
        planned_as(few, &rice.0, &rice.1).unwrap().warnings,
        [FEW_REPLICATIONS]
    );
    for (candidate, check) in [
        (variety(1, "rice"), variety(1, "rice")),
        (variety(1, "rice"), variety(2, "maize")),
    ] {
        let refused = planned_as(new_trial(), &candidate, &check).unwrap_err();
        assert_eq!(refused.fields[0].field, "check_variety");
    }
    let none = NewTrial {
        replications: 0,
        ..new_trial()
    };
    let refused = planned_as(none, &rice.0, &rice.1).unwrap_err();
    assert_eq!(refused.fields[0].field, "replications");
    let elsewhere = NewTrial {
        operator: "other".to_owned(),
        ..new_trial()
    };
    assert_eq!(
        reason(planned_as(elsewhere, &rice.0, &rice.1)),
        "NOT_YOUR_STEP"
    );
}

#[test]
fn transgenic_material_without_its_certificate_is_not_even_tried() {
    let mut transgenic = variety(1, "rice");
    transgenic.genetically_modified = true;
    let plain = variety(2, "rice");
    for (candidate, check, path) in [
        (&transgenic, &plain, "variety"),
        (&plain, &transgenic, "check_variety"),
    ] {
        let refused = planned_as(new_trial(), candidate, check).unwrap_err();
        assert_eq!(
            (refused.reason, refused.fields[0].field.as_str()),
            ("GM_CERT", path)
        );
    }
    transgenic.biosafety_certificate = Some("农基安证字（2024）第 1 号".to_owned());
    assert!(planned_as(new_trial(), &transgenic, &plain).is_ok());
    transgenic.state = variety::State::Withdrawn;
    let refused = planned_as(new_trial(), &transgenic, &plain);
    assert_eq!(reason(refused), "VARIETY_WITHDRAWN");
}

#[test]
fn the_operator_takes_the_trial_back_until_it_is_decided() {
    for trial in [planned(), sown(), measured(), confirmed()] {
        let after = step(&trial, &operator(), Command::Withdraw);
        assert_eq!(after.state, State::Withdrawn);
        assert_eq!(
            reason(take(&after, &operator(), Command::Withdraw)),
            "STATE_FORBIDS"
        );
        assert_eq!(
            reason(take(&trial, &county(), Command::Withdraw)),
            "ROLE_MISSING"
        );
    }
}
