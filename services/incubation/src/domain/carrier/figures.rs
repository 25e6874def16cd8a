//! Figures of an application, as the operator states them.
use serde::{Deserialize, Serialize};

use super::CarrierCounts;
use crate::domain::refused::{FieldViolation, Refused};

const COUNT_MAX: i64 = 1_000_000;
const FEN_MAX: i64 = 100_000_000_000_000;
const WHOLE_BP: i64 = 10_000;

/// Which of them count depends on the grade; what a carrier does not have is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    pub stat_years: i64,
    pub staff: i64,
    pub pro_staff: i64,
    pub mentors: i64,
    pub tenants: i64,
    pub same_field: i64,
    pub financed: i64,
    pub applied_ip: i64,
    pub valid_ip: i64,
    pub own_patents: i64,
    pub college_links: i64,
    pub chain_tenants: i64,
    pub high_tech_tenants: i64,
    pub invested: i64,
    pub grown: i64,
    pub graduates: i64,
    pub fund_fen: i64,
    pub fund_cases: i64,
    pub total_income_fen: i64,
    pub rent_income_fen: i64,
    pub service_kinds: i64,
    pub seats: i64,
    pub seats_and_shared_bp: i64,
    pub teams: i64,
    pub new_companies: i64,
    pub typical_cases: i64,
    pub activities: i64,
}

impl Figures {
    /// Each with its name and the most it can be.
    fn bounds(&self) -> [(&'static str, i64, i64); 27] {
        let of_tenants = self.tenants.clamp(0, COUNT_MAX);
        [
            ("stat_years", self.stat_years, COUNT_MAX),
            ("staff", self.staff, COUNT_MAX),
            ("pro_staff", self.pro_staff, self.staff.clamp(0, COUNT_MAX)),
            ("mentors", self.mentors, COUNT_MAX),
            ("tenants", self.tenants, COUNT_MAX),
            ("same_field", self.same_field, of_tenants),
            (
                "financed",
                self.financed,
                // A maker space finances teams as well.
                of_tenants.max(self.teams.clamp(0, COUNT_MAX)),
            ),
            ("applied_ip", self.applied_ip, of_tenants),
            ("valid_ip", self.valid_ip, of_tenants),
            ("own_patents", self.own_patents, of_tenants),
            ("college_links", self.college_links, of_tenants),
            ("chain_tenants", self.chain_tenants, of_tenants),
            ("high_tech_tenants", self.high_tech_tenants, of_tenants),
            ("invested", self.invested, of_tenants),
            ("grown", self.grown, of_tenants),
            ("graduates", self.graduates, COUNT_MAX),
            ("fund_fen", self.fund_fen, FEN_MAX),
            ("fund_cases", self.fund_cases, COUNT_MAX),
            ("total_income_fen", self.total_income_fen, FEN_MAX),
            (
                "rent_income_fen",
                self.rent_income_fen,
                self.total_income_fen.clamp(0, FEN_MAX),
            ),
            ("service_kinds", self.service_kinds, COUNT_MAX),
            ("seats", self.seats, COUNT_MAX),
            ("seats_and_shared_bp", self.seats_and_shared_bp, WHOLE_BP),
            ("teams", self.teams, COUNT_MAX),
            ("new_companies", self.new_companies, COUNT_MAX),
            ("typical_cases", self.typical_cases, COUNT_MAX),
            ("activities", self.activities, COUNT_MAX),
        ]
    }

    /// Holds that every figure can be one, and that parts are no more than their whole.
    pub fn check(&self) -> Result<(), Refused> {
        let bounds = self.bounds();
        let wrong = bounds
            .iter()
            .filter(|(_, figure, most)| !(0..=*most).contains(figure));
        let wrong: Vec<FieldViolation> = wrong
            .map(|(name, _, most)| {
                FieldViolation::new(
                    format!("figures.{name}"),
                    "FIGURES_INVALID",
                    format!("应在 0 至 {most} 之间"),
                    format!("lies between 0 and {most}"),
                )
            })
            .collect();
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Refused::new(
            "FIGURES_INVALID",
            "申报数据超出范围，或分项大于总数，请按字段提示修改",
            "a figure is out of range, or a part larger than its whole: see the fields",
        )
        .with_fields(wrong))
    }

    /// Names of the figures that state more than the service counts.
    pub fn beyond(&self, counted: &CarrierCounts) -> Vec<String> {
        let pairs = [
            ("tenants", self.tenants, counted.tenants),
            ("financed", self.financed, counted.financed),
            ("chain_tenants", self.chain_tenants, counted.chain_tenants),
            (
                "high_tech_tenants",
                self.high_tech_tenants,
                counted.high_tech_tenants,
            ),
            ("graduates", self.graduates, counted.graduates),
            ("mentors", self.mentors, counted.mentors),
            ("stat_years", self.stat_years, counted.returns),
        ];
        let beyond = pairs
            .into_iter()
            .filter(|(_, stated, counted)| stated > counted);
        beyond.map(|(name, ..)| name.to_owned()).collect()
    }
}
