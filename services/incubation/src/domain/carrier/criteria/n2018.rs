//! National incubators by 国科发区〔2018〕300号, card `inc.n2018`. Of professional ones the 75 % of one field are certain, the other
//! figures likely.
use super::{Condition, Subject, failing, is_below, square_metres};

const YEARS_MIN: i64 = 3;
const STAT_YEARS_MIN: i64 = 2;
const AREA_MIN: i64 = square_metres(10_000);
const TENANT_AREA_BP: i64 = 7_500;
const FUND_MIN_FEN: i64 = 500_000_000;
const FUND_CASES_MIN: i64 = 3;
const PRO_STAFF_BP: i64 = 8_000;
const APPLIED_IP_BP: i64 = 5_000;
const VALID_IP_BP: i64 = 3_000;
const SAME_FIELD_BP: i64 = 7_500;
/// Of financed tenants, of trained staff and of mentors per tenant.
const TENTH_BP: i64 = 1_000;

/// What the measures look at; areas in 0.01 m².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct N2018 {
    pub years: i64,
    pub stat_years: i64,
    pub area_c: i64,
    pub tenant_area_c: i64,
    pub fund_fen: i64,
    pub tenants: i64,
    pub financed: i64,
    pub fund_cases: i64,
    pub staff: i64,
    pub pro_staff: i64,
    pub mentors: i64,
    pub applied_ip: i64,
    pub valid_ip: i64,
    pub graduates: i64,
    pub professional: bool,
    pub same_field: i64,
}

impl N2018 {
    pub(super) fn of(of: Subject<'_>) -> N2018 {
        let (profile, figures) = (of.profile, of.figures);
        N2018 {
            years: of.years(),
            stat_years: figures.stat_years,
            area_c: profile.area_c,
            tenant_area_c: profile.tenant_area_c,
            fund_fen: figures.fund_fen,
            tenants: figures.tenants,
            financed: figures.financed,
            fund_cases: figures.fund_cases,
            staff: figures.staff,
            pro_staff: figures.pro_staff,
            mentors: figures.mentors,
            applied_ip: figures.applied_ip,
            valid_ip: figures.valid_ip,
            graduates: figures.graduates,
            professional: profile.is_professional(),
            same_field: figures.same_field,
        }
    }

    /// The conditions that are not met, in the card's order.
    pub fn fails(&self) -> Vec<Condition> {
        let (tenants_min, per_1000_m2, graduates_min) = match self.professional {
            false => (50, 3, 20),
            true => (30, 2, 15),
        };
        let tenants = self.tenants;
        let few_applied = is_below(self.applied_ip, tenants, APPLIED_IP_BP);
        let few_valid = is_below(self.valid_ip, tenants, VALID_IP_BP);
        let per_area = i128::from(tenants) * i128::from(square_metres(1_000));
        failing([
            (self.years < YEARS_MIN, Condition::Years),
            (self.stat_years < STAT_YEARS_MIN, Condition::Stats),
            (self.area_c < AREA_MIN, Condition::Area),
            (
                is_below(self.tenant_area_c, self.area_c, TENANT_AREA_BP),
                Condition::TenantArea,
            ),
            (self.fund_fen < FUND_MIN_FEN, Condition::Fund),
            (
                is_below(self.financed, tenants, TENTH_BP),
                Condition::Financed,
            ),
            (self.fund_cases < FUND_CASES_MIN, Condition::FundCases),
            (
                is_below(self.pro_staff, self.staff, PRO_STAFF_BP),
                Condition::ProStaff,
            ),
            (
                is_below(self.pro_staff, tenants, TENTH_BP),
                Condition::StaffRatio,
            ),
            (
                is_below(self.mentors, tenants, TENTH_BP),
                Condition::MentorRatio,
            ),
            (few_applied && few_valid, Condition::Ip),
            (tenants < tenants_min, Condition::Tenants),
            // Of the whole area.
            (
                per_area < i128::from(self.area_c) * per_1000_m2,
                Condition::Density,
            ),
            (self.graduates < graduates_min, Condition::Graduates),
            (
                self.professional && is_below(self.same_field, tenants, SAME_FIELD_BP),
                Condition::SameField,
            ),
        ])
    }
}
