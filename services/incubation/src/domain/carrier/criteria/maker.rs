//! Maker spaces by 国家众创空间备案暂行规定, card `inc.maker`.
use super::{Condition, Subject, failing, square_metres};

const MONTHS_MIN: i64 = 18;
const AREA_MIN: i64 = square_metres(500);
const SEATS_MIN: i64 = 30;
const SHARED_BP: i64 = 7_500;
const TEAMS_MIN: i64 = 20;
const NEW_COMPANIES_MIN: i64 = 10;
const FINANCED_MIN: i64 = 5;
const CASES_MIN: i64 = 3;
const STAFF_MIN: i64 = 3;
const MENTORS_MIN: i64 = 3;
const ACTIVITIES_MIN: i64 = 10;

/// What the filing rules look at; areas in 0.01 m².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maker {
    pub months: i64,
    pub area_c: i64,
    pub seats: i64,
    /// Seats and shared space, of the whole area.
    pub shared_bp: i64,
    pub teams: i64,
    pub new_companies: i64,
    pub financed: i64,
    pub cases: i64,
    pub staff: i64,
    pub mentors: i64,
    pub activities: i64,
}

impl Maker {
    pub(super) fn of(of: Subject<'_>) -> Maker {
        let figures = of.figures;
        Maker {
            months: of.months(),
            area_c: of.profile.area_c,
            seats: figures.seats,
            shared_bp: figures.seats_and_shared_bp,
            teams: figures.teams,
            new_companies: figures.new_companies,
            financed: figures.financed,
            cases: figures.typical_cases,
            staff: figures.staff,
            mentors: figures.mentors,
            activities: figures.activities,
        }
    }

    /// The conditions that are not met, in the card's order.
    pub fn fails(&self) -> Vec<Condition> {
        let little_space = self.area_c < AREA_MIN && self.seats < SEATS_MIN;
        let little_output = self.new_companies < NEW_COMPANIES_MIN && self.financed < FINANCED_MIN;
        failing([
            (self.months < MONTHS_MIN, Condition::Months),
            (little_space, Condition::Space),
            (self.shared_bp < SHARED_BP, Condition::Shared),
            (self.teams < TEAMS_MIN, Condition::Teams),
            (little_output, Condition::Output),
            (self.cases < CASES_MIN, Condition::Cases),
            (self.staff < STAFF_MIN, Condition::Staff),
            (self.mentors < MENTORS_MIN, Condition::Mentors),
            (self.activities < ACTIVITIES_MIN, Condition::Events),
        ])
    }
}
