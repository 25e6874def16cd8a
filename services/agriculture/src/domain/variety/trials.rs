//! What tests and trials before approval add to a variety.
use super::decide::{Circumstances, Event};
use super::papers::Report;
use super::{Missing, Variety};
use crate::domain::capacity;
use crate::domain::form::Form;
use crate::domain::refused::Refused;

/// Holds that its crop is one of the five that need approval.
pub(super) fn major(variety: &Variety) -> Result<(), Refused> {
    if variety.crop.is_major() {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_A_MAJOR_CROP",
        "该作物不实行品种审定，列入目录的应办理品种登记",
        "varieties of this crop are not approved; those of listed crops are registered",
    ))
}

fn reported(
    variety: &Variety,
    report: &Report,
    in_season: bool,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    capacity::owner_or_official(at.actor, &variety.owner)?;
    major(variety)?;
    let mut form = Form::default();
    report.look(&mut form, in_season, at.today);
    form.check()
}

pub(super) fn record_dus(
    variety: &mut Variety,
    report: Report,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    reported(variety, &report, false, at)?;
    variety.dus = Some(report);
    Ok(Event::VarietyDusRecorded)
}

pub(super) fn record_regional(
    variety: &mut Variety,
    report: Report,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    reported(variety, &report, true, at)?;
    new_cycle(&variety.regional, &report)?;
    variety.regional.push(report);
    let cycles = variety.regional.len();
    Ok(Event::VarietyRegionalTrialRecorded { cycles })
}

pub(super) fn record_production(
    variety: &mut Variety,
    report: Report,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    reported(variety, &report, true, at)?;
    if variety.missing_for_approval().contains(&Missing::Regional) {
        return Err(Refused::new(
            "REGIONAL_LT_2",
            "区域试验不足两个周期，不能进入生产试验",
            "production trials follow two cycles of regional trials",
        ));
    }
    new_cycle(&variety.production, &report)?;
    variety.production.push(report);
    let cycles = variety.production.len();
    Ok(Event::VarietyProductionTrialRecorded { cycles })
}

/// A cycle counts once.
fn new_cycle(reported: &[Report], report: &Report) -> Result<(), Refused> {
    if reported.iter().all(|before| before.season != report.season) {
        return Ok(());
    }
    Err(Refused::new(
        "CYCLE_REPORTED",
        "该季的试验已经登记",
        "the trial of this season is recorded already",
    ))
}
