//! National university parks by 国科发区〔2019〕117号; its figures are likely.
use super::{Condition, Subject, failing, is_below, square_metres};

const AREA_MIN: i64 = square_metres(15_000);
const TENANT_AREA_BP: i64 = 6_000;
const TENANTS_MIN: i64 = 50;
const PATENTS_BP: i64 = 3_000;
const COLLEGE_LINKS_BP: i64 = 5_000;

/// What the measures look at; areas in 0.01 m².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Park {
    pub area_c: i64,
    pub tenant_area_c: i64,
    pub tenants: i64,
    /// Tenants with invention patents of their own.
    pub own_patents: i64,
    /// Tenants with real links to the college.
    pub college_links: i64,
    pub mentors: i64,
}

impl Park {
    pub(super) fn of(of: Subject<'_>) -> Park {
        let (profile, figures) = (of.profile, of.figures);
        Park {
            area_c: profile.area_c,
            tenant_area_c: profile.tenant_area_c,
            tenants: figures.tenants,
            own_patents: figures.own_patents,
            college_links: figures.college_links,
            mentors: figures.mentors,
        }
    }

    /// The conditions that are not met, in the measures' order.
    pub fn fails(&self) -> Vec<Condition> {
        let tenants = self.tenants;
        failing([
            (self.area_c < AREA_MIN, Condition::Area),
            (
                is_below(self.tenant_area_c, self.area_c, TENANT_AREA_BP),
                Condition::TenantArea,
            ),
            (tenants < TENANTS_MIN, Condition::Tenants),
            (
                is_below(self.own_patents, tenants, PATENTS_BP),
                Condition::Patents,
            ),
            (
                is_below(self.college_links, tenants, COLLEGE_LINKS_BP),
                Condition::CollegeLinks,
            ),
            (self.mentors < 1, Condition::Mentors),
        ])
    }
}
