//! How a demonstration is planned: which variety, on what ground, how much of it, when.
use chrono::NaiveDate;
use uuid::Uuid;

use super::decide::Circumstances;
use super::{Demonstration, Input, State, Terms};
use crate::domain::capacity;
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::plot::Moisture;
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::season::Season;
use crate::domain::site::{self, Site};
use crate::domain::variety::{Action, Variety};

/// What the operator writes down, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDemonstration {
    pub id: Uuid,
    pub base: Uuid,
    /// Division the base lies in.
    pub division: String,
    /// Organisation that runs the base.
    pub operator: String,
    pub season: Season,
    pub moisture: Moisture,
    /// GeoJSON.
    pub site: String,
    /// Hundredths of a mu.
    pub stated_area_c: i64,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub inputs: Vec<Input>,
}

/// Plans a demonstration of a variety.
pub fn plan(
    new: NewDemonstration,
    variety: &Variety,
    at: &Circumstances<'_>,
) -> Result<Demonstration, Refused> {
    capacity::owner(at.actor, &new.operator)?;
    let mut form = Form::default();
    new.moisture.look(&mut form, &variety.crop);
    form.between("stated_area_c", new.stated_area_c, (1, at.terms.area_max_c));
    form.not_before("ends_on", new.ends_on, new.starts_on);
    look_inputs(&mut form, &new.inputs, at.terms);
    form.check()?;
    variety.permits("variety", Action::Trial, at.listed)?;
    let site = surveyed(&new, at)?;
    Ok(Demonstration {
        id: new.id,
        base: new.base,
        division: new.division,
        operator: new.operator,
        variety: variety.id,
        variety_owner: variety.owner.clone(),
        crop: variety.crop.clone(),
        season: new.season,
        moisture: new.moisture,
        site,
        stated_area_c: new.stated_area_c,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        inputs: new.inputs,
        state: State::Planned,
        version: 1,
        planned_by: at.actor.subject.clone(),
        started_on: None,
        measurement: None,
        photos: Vec::new(),
        acceptance: None,
        extended_on: None,
    })
}

/// Holds that no ground is counted twice in a season: `others` stand on the same base in the same one.
pub fn stands_apart(
    planned: &Demonstration,
    others: &[Demonstration],
    terms: &site::Terms,
) -> Result<(), Refused> {
    for other in others {
        if site::share_ground(&planned.site, &other.site, terms)? {
            let refused = Refused::new(
                "SITE_DEMONSTRATED",
                "地块与本基地同一季的另一示范重叠，请更正边界，或先撤回该示范",
                "the site shares ground with another demonstration of the base in this season: mend the boundary, or withdraw the other",
            );
            return Err(refused
                .at("site_geojson")
                .with("demonstration", format!("demonstrations/{}", other.id)));
        }
    }
    Ok(())
}

fn surveyed(new: &NewDemonstration, at: &Circumstances<'_>) -> Result<Site, Refused> {
    let site = site::survey(&new.site, at.site)?;
    site::compare(&site, new.stated_area_c, at.site)?;
    Ok(site)
}

pub(super) fn look_inputs(form: &mut Form, inputs: &[Input], terms: &Terms) {
    if inputs.len() > terms.inputs_max {
        form.wrong(FieldViolation::new(
            "inputs",
            "TOO_MANY",
            format!("最多 {} 项投入品", terms.inputs_max),
            format!("at most {} inputs", terms.inputs_max),
        ));
        return;
    }
    for (index, input) in inputs.iter().enumerate() {
        form.needed(format!("inputs[{index}].item"), &input.item, NAME_MAX);
        form.needed(
            format!("inputs[{index}].quantity"),
            &input.quantity,
            NAME_MAX,
        );
    }
}
