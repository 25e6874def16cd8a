//! How a trial is planned: what grows beside what, where and when. Material the law forbids to grow is not even tried.
use kezhuan_law::panel::Panel;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::decide::Circumstances;
use super::{FEW_REPLICATIONS, State, Terms, Trial};
use crate::domain::capacity;
use crate::domain::form::Form;
use crate::domain::plot::Moisture;
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::season::Season;
use crate::domain::variety::{self, Action, Variety};

/// What the operator writes down, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTrial {
    pub id: Uuid,
    pub base: Uuid,
    /// Division the base lies in.
    pub division: String,
    /// Organisation that runs the base.
    pub operator: String,
    pub season: Season,
    pub moisture: Moisture,
    pub replications: u32,
}

/// Plans a trial of `candidate` beside `check`.
pub fn plan(
    new: NewTrial,
    (candidate, check): (&Variety, &Variety),
    listed: &variety::Terms,
    at: &Circumstances<'_>,
) -> Result<Trial, Refused> {
    capacity::owner(at.actor, &new.operator)?;
    let mut form = Form::default();
    new.moisture.look(&mut form, &candidate.crop);
    let most = i64::from(at.terms.replications_max);
    form.between("replications", i64::from(new.replications), (1, most));
    if check.crop != candidate.crop || check.id == candidate.id {
        form.wrong(FieldViolation::new(
            "check_variety",
            "CHECK_INVALID",
            "对照应为同一作物的另一品种",
            "the check is another variety of the same crop",
        ));
    }
    form.check()?;
    for (path, variety) in [("variety", candidate), ("check_variety", check)] {
        variety.permits(path, Action::Trial, listed)?;
    }
    Ok(Trial {
        id: new.id,
        base: new.base,
        division: new.division,
        operator: new.operator,
        variety: candidate.id,
        variety_owner: candidate.owner.clone(),
        check: check.id,
        crop: candidate.crop.clone(),
        season: new.season,
        moisture: new.moisture,
        replications: new.replications,
        state: State::Planned,
        version: 1,
        planned_by: at.actor.subject.clone(),
        planned_on: at.today,
        sown_on: None,
        harvested_by: None,
        harvested_on: None,
        plots: Vec::new(),
        figures: None,
        warnings: warnings(new.replications, at.terms),
        panel: Panel::new(Vec::new()),
        opinions: Vec::new(),
        waiting: None,
        verdict: None,
        pins: RulePins::default(),
    })
}

pub(super) fn warnings(replications: u32, terms: &Terms) -> Vec<String> {
    let few = replications < terms.replications_recommended;
    few.then(|| FEW_REPLICATIONS.to_owned())
        .into_iter()
        .collect()
}
