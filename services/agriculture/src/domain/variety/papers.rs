//! The documents a variety's steps stand on. Numbers are text: each authority numbers its own way.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::gate::{is_region, province_of};
use crate::domain::form::{Form, NAME_MAX, NUMBER_MAX};
use crate::domain::refused::FieldViolation;
use crate::domain::season::Season;

/// A test, or one cycle of trials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub number: String,
    /// Who tested.
    pub body: String,
    pub reported_on: NaiveDate,
    /// Of a cycle of trials.
    pub season: Option<Season>,
}

/// 品种审定 of one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// `CN` or a province.
    pub region: String,
    pub number: String,
    pub approved_on: NaiveDate,
}

/// 引种备案: another province's approval counts here from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    pub region: String,
    /// The province whose approval it stands on.
    pub approved_in: String,
    pub number: String,
    pub filed_on: NaiveDate,
}

/// 品种登记 of a non-major crop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub number: String,
    pub registered_on: NaiveDate,
}

impl Report {
    /// Looks at a report; `in_season`: it is of a cycle, which belongs to a season.
    pub(super) fn look(&self, form: &mut Form, in_season: bool, today: NaiveDate) {
        form.needed("report.number", &self.number, NUMBER_MAX);
        form.needed("report.body", &self.body, NAME_MAX);
        form.happened("report.reported_on", self.reported_on, today);
        if in_season && self.season.is_none() {
            form.wrong(FieldViolation::new(
                "report.season",
                "FIELD_MISSING",
                "请填写试验季别",
                "the season of the cycle has to be given",
            ));
        }
    }
}

impl Approval {
    pub(super) fn look(&self, form: &mut Form, today: NaiveDate) {
        look_region(
            form,
            "approval.region",
            &self.region,
            is_region(&self.region),
        );
        form.needed("approval.number", &self.number, NUMBER_MAX);
        form.happened("approval.approved_on", self.approved_on, today);
    }
}

impl Introduction {
    pub(super) fn look(&self, form: &mut Form, today: NaiveDate) {
        let provinces = [
            ("introduction.region", &self.region),
            ("introduction.approved_in", &self.approved_in),
        ];
        for (path, region) in provinces {
            look_region(form, path, region, is_province(region));
        }
        form.needed("introduction.number", &self.number, NUMBER_MAX);
        form.happened("introduction.filed_on", self.filed_on, today);
    }
}

impl Registration {
    pub(super) fn look(&self, form: &mut Form, today: NaiveDate) {
        form.needed("registration.number", &self.number, NUMBER_MAX);
        form.happened("registration.registered_on", self.registered_on, today);
    }
}

fn is_province(region: &str) -> bool {
    province_of(region).is_some_and(|province| province == region)
}

fn look_region(form: &mut Form, path: &'static str, region: &str, is_one: bool) {
    if !is_one {
        form.wrong(FieldViolation::new(
            path,
            "REGION_INVALID",
            format!("“{region}”不是省级行政区划代码（如 440000）；国家审定写 CN"),
            format!("{region:?} is no province's code (440000); a national approval is CN"),
        ));
    }
}
