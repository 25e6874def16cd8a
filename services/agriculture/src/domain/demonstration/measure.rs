//! Measured yield (测产): by three experts or more who have no part in it, each plot by one of them at least.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::panel::{Conflict, Declaration, Expert, Project, conflicts};
use serde::{Deserialize, Serialize};

use super::decide::{Circumstances, Event};
use super::{Demonstration, Photo};
use crate::domain::capacity;
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::plot::{self, Plot, Role, yield_c};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::yields::increase_bp;

/// A hundredfold yield is a slip of the pen.
const INCREASE_MAX_BP: i64 = 1_000_000;
const DIGEST_LENGTH: usize = 64;

/// One expert, and the plots measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurer {
    pub expert: Expert,
    pub declaration: Declaration,
    /// Labels.
    pub plots: Vec<String>,
}

/// What was measured, as it is brought forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    pub measured_on: NaiveDate,
    pub plots: Vec<Plot>,
    pub experts: Vec<Measurer>,
    pub photos: Vec<Photo>,
}

/// What it came to. Yields in hundredths of a kilogram a mu, at standard moisture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurement {
    pub measured_on: NaiveDate,
    pub recorded_by: String,
    pub plots: Vec<Plot>,
    pub experts: Vec<Measurer>,
    pub yield_c: i64,
    /// None without plots of a check.
    pub check_yield_c: Option<i64>,
    pub increase_bp: Option<i64>,
}

pub(super) fn measure(
    demonstration: &mut Demonstration,
    measured: Measured,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner_or_official(at.actor, &demonstration.operator)?;
    let mut form = Form::default();
    form.happened("measured_on", measured.measured_on, at.today);
    if let Some(started_on) = demonstration.started_on {
        form.not_before("measured_on", measured.measured_on, started_on);
    }
    let moisture = demonstration.moisture;
    plot::look(&mut form, &measured.plots, moisture, at.terms.plots_max);
    look_experts(&mut form, &measured, at);
    look_photos(&mut form, &measured.photos, at.terms.photos_max);
    form.check()?;
    for (index, measurer) in measured.experts.iter().enumerate() {
        free_of_conflicts(index, measurer, &demonstration.project())?;
    }
    let measurement = demonstration.computed(&measured, at)?;
    let event = Event::DemonstrationMeasured {
        yield_c: measurement.yield_c,
        increase_bp: measurement.increase_bp,
    };
    demonstration.photos = measured.photos;
    demonstration.measurement = Some(measurement);
    Ok(event)
}

impl Demonstration {
    /// Whom experts may have nothing to do with.
    fn project(&self) -> Project {
        let organisations = [&self.operator, &self.variety_owner];
        let named = organisations.into_iter().filter(|name| !name.is_empty());
        Project {
            organisations: named.cloned().collect(),
            people: vec![self.planned_by.clone()],
            nominator: None,
        }
    }

    fn computed(
        &self,
        measured: &Measured,
        at: &Circumstances<'_>,
    ) -> Result<Measurement, Refused> {
        let of = |role: Role| measured.plots.iter().filter(move |plot| plot.role == role);
        let yielded = yield_c(of(Role::Candidate), self.moisture).ok_or_else(implausible)?;
        let check_yield_c = match of(Role::Check).next() {
            Some(_) => Some(yield_c(of(Role::Check), self.moisture).ok_or_else(implausible)?),
            None => None,
        };
        let increase = check_yield_c.map(|check| {
            let increase = increase_bp(yielded, check);
            let increase = increase.filter(|more| *more <= INCREASE_MAX_BP);
            increase.ok_or_else(implausible)
        });
        Ok(Measurement {
            measured_on: measured.measured_on,
            recorded_by: at.actor.subject.clone(),
            plots: measured.plots.clone(),
            experts: measured.experts.clone(),
            yield_c: yielded,
            check_yield_c,
            increase_bp: increase.transpose()?,
        })
    }
}

fn look_experts(form: &mut Form, measured: &Measured, at: &Circumstances<'_>) {
    let (needed, most) = (at.terms.experts_needed(), at.terms.experts_max);
    if measured.experts.len() < needed || measured.experts.len() > most {
        form.wrong(FieldViolation::new(
            "experts",
            "EXPERTS_INVALID",
            format!("测产应有 {needed} 至 {most} 名专家"),
            format!("a yield is measured by {needed} to {most} experts"),
        ));
    }
    let labels: BTreeSet<&str> = measured
        .plots
        .iter()
        .map(|plot| plot.label.trim())
        .collect();
    let (mut people, mut covered) = (BTreeSet::new(), BTreeSet::new());
    for (index, measurer) in measured.experts.iter().enumerate() {
        let path = |field: &str| format!("experts[{index}].{field}");
        let expert = &measurer.expert;
        form.needed(path("expert"), &expert.id, NAME_MAX);
        form.needed(path("organisation"), &expert.organisation, NAME_MAX);
        if !people.insert(expert.id.as_str()) {
            let (zh, en) = ("专家重复", "the expert is named twice");
            form.wrong(FieldViolation::new(
                path("expert"),
                "EXPERT_REPEATED",
                zh,
                en,
            ));
        }
        let unknown = measurer
            .plots
            .iter()
            .any(|label| !labels.contains(label.trim()));
        if measurer.plots.is_empty() || unknown {
            let (zh, en) = (
                "请填写其所测小区的编号",
                "names the plots this expert measured",
            );
            form.wrong(FieldViolation::new(path("plots"), "PLOTS_UNKNOWN", zh, en));
        }
        covered.extend(measurer.plots.iter().map(|label| label.trim()));
    }
    for (index, plot) in measured.plots.iter().enumerate() {
        if !covered.contains(plot.label.trim()) {
            let (zh, en) = ("没有专家测量该小区", "no expert measured this plot");
            let path = format!("plots[{index}].label");
            form.wrong(FieldViolation::new(path, "PLOT_UNMEASURED", zh, en));
        }
    }
}

fn look_photos(form: &mut Form, photos: &[Photo], photos_max: usize) {
    if photos.is_empty() || photos.len() > photos_max {
        form.wrong(FieldViolation::new(
            "photos",
            "PHOTOS_INVALID",
            format!("应有 1 至 {photos_max} 张照片"),
            format!("there are 1 to {photos_max} photos"),
        ));
        return;
    }
    for (index, photo) in photos.iter().enumerate() {
        let is_digest = photo.sha256.len() == DIGEST_LENGTH
            && photo
                .sha256
                .bytes()
                .all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit));
        if !is_digest {
            form.wrong(FieldViolation::new(
                format!("photos[{index}].sha256"),
                "DIGEST_INVALID",
                "应为附件的 SHA-256 摘要（64位小写十六进制）",
                "is the SHA-256 of an attachment: 64 hex digits in lower case",
            ));
        }
        form.short(format!("photos[{index}].caption"), &photo.caption, NAME_MAX);
    }
}

fn free_of_conflicts(index: usize, measurer: &Measurer, project: &Project) -> Result<(), Refused> {
    let found = conflicts(&measurer.expert, &measurer.declaration, project);
    if found.is_empty() {
        return Ok(());
    }
    let zh: Vec<_> = found.iter().map(|conflict| conflict.name().zh).collect();
    let en: Vec<_> = found.iter().map(|conflict| conflict.name().en).collect();
    let codes: Vec<&str> = found.iter().copied().map(Conflict::as_str).collect();
    let (zh, en) = (
        format!("专家“{}”应当回避：{}", measurer.expert.id, zh.join("；")),
        format!(
            "{} has a conflict of interest: {}",
            measurer.expert.id,
            en.join("; ")
        ),
    );
    let field = format!("experts[{index}].expert");
    let violation = FieldViolation::new(field, "EXPERT_CONFLICT", zh.clone(), en.clone());
    Err(Refused::new("EXPERT_CONFLICT", zh, en)
        .with("reasons", codes.join(","))
        .with_fields(vec![violation]))
}

fn implausible() -> Refused {
    let (zh, en) = (
        "示范品种与对照的产量无法计算，请核对小区、重量与面积",
        "the yields can't be computed: check plots, weights and areas",
    );
    let violation = FieldViolation::new("plots", "YIELD_IMPLAUSIBLE", zh, en);
    Refused::new("YIELD_IMPLAUSIBLE", zh, en).with_fields(vec![violation])
}
