//! One round of the city's award: who nominates what, what stands in the way, and what comes of it. Names and figures are made up.
mod nominations;

use chrono::NaiveDate;
use kezhuan_protocol::events::v1::award::Band;

use super::calendar::DemoCalendar;

const YEAR: i32 = 2025;
/// Expert groups.
pub const MANUFACTURING: &str = "MANUFACTURING";
pub const LIFE_SCIENCE: &str = "LIFE_SCIENCE";
/// What experts score, with its weight.
pub const DIMENSIONS: [(&str, i32); 3] =
    [("INNOVATION", 40), ("QUALITY", 30), ("CONTRIBUTION", 30)];
/// Who asks to nominate beside the authorities: organisation, name, grade.
pub const ASSOCIATIONS: [(&str, &str, i32); 2] = [
    ("association-lighting", "江门市照明行业协会（演示）", 4),
    ("association-hardware", "江门市五金行业协会（演示）", 2),
];
/// Places of the first, second and third prize.
pub const PLACES: (i32, i32, i32) = (1, 2, 2);

/// The round.
pub struct AwardPlan {
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    /// Of the city's own units.
    pub city_closes_on: NaiveDate,
    pub nominations: Vec<NominationPlan>,
    pub steps: Vec<(NaiveDate, AwardStep)>,
}

/// One nomination.
#[derive(Clone, Copy)]
pub struct NominationPlan {
    pub nominator: Nominator,
    pub title: &'static str,
    pub chain: &'static str,
    /// Who carried it out: organisation, name, division.
    pub unit: (&'static str, &'static str, &'static str),
    pub sought: Band,
    /// Expert group.
    pub group: &'static str,
    /// What its experts' scores come to, in points, and the band of that.
    pub scored: (i64, Band),
    pub incident: Incident,
    pub ending: Ending,
}

/// Who puts it forward.
#[derive(Clone, Copy)]
pub enum Nominator {
    County(&'static str),
    City,
    /// An association or an enterprise.
    Organisation(&'static str),
}

/// What comes between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incident {
    Nothing,
    /// An expert of the nominator's county is asked first, and the city's rule recuses them.
    NearExpert,
    /// An expert declares a conflict once assigned, and another takes the seat.
    DeclaredConflict,
    /// Its band is full, and the committee proposes the next.
    BandFull,
    /// Somebody objects to its public notice, without success.
    Objection,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The service takes no draft of it, for this reason of card `evt.nominate`.
    NotTaken(&'static str),
    /// The formal check refuses it, with this code.
    Invalid(&'static str),
    /// The committee proposes nothing, with this code.
    Dropped(&'static str),
    Awarded(Band),
}

/// What people do for the award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwardStep {
    Open,
    /// Nominations are drafted, and each nominator's own notice begins.
    Draft,
    File,
    /// The formal check.
    Check,
    Assign,
    Score,
    Conclude,
    /// What the committee decided is recorded.
    Propose,
    Publish,
    Object,
    /// The objection is dismissed, and a new notice begins.
    Dismiss,
    /// What nobody objected to is awarded.
    Award,
    /// The rest, after its second notice, and the prizes of all.
    AwardDisputed,
}

impl AwardPlan {
    /// How many win.
    pub fn awards(&self) -> usize {
        let endings = self.nominations.iter().map(|one| one.ending);
        endings
            .filter(|ending| matches!(ending, Ending::Awarded(_)))
            .count()
    }
}

/// What the city's shipped rule grants for a band, in fen.
pub const fn prize_fen(band: Band) -> i64 {
    match band {
        Band::First => 10_000_000,
        Band::Second => 5_000_000,
        Band::Third => 2_000_000,
        Band::None | Band::Unspecified => 0,
    }
}

/// The award's year.
pub fn award(calendar: &DemoCalendar) -> AwardPlan {
    let date = |month, day| NaiveDate::from_ymd_opt(YEAR, month, day).unwrap_or_default();
    let steps = [
        (date(7, 1), AwardStep::Open),
        (date(7, 8), AwardStep::Draft),
        (date(7, 17), AwardStep::File),
        (date(7, 24), AwardStep::Check),
        (date(8, 5), AwardStep::Assign),
        (date(8, 19), AwardStep::Score),
        (date(8, 26), AwardStep::Conclude),
        (date(9, 9), AwardStep::Propose),
        (date(9, 11), AwardStep::Publish),
        (date(9, 15), AwardStep::Object),
        (date(9, 22), AwardStep::Dismiss),
        (date(9, 23), AwardStep::Award),
        (date(10, 10), AwardStep::AwardDisputed),
    ];
    let at_work = steps.map(|(day, step)| (calendar.working_day_after(day, 0), step));
    AwardPlan {
        opens_on: date(7, 1),
        closes_on: date(10, 15),
        city_closes_on: date(9, 30),
        nominations: nominations::judged()
            .into_iter()
            .chain(nominations::refused())
            .collect(),
        steps: at_work.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(plan: &AwardPlan, step: AwardStep) -> NaiveDate {
        let found = plan.steps.iter().find(|(_, planned)| *planned == step);
        found.unwrap().0
    }

    #[test]
    fn steps_follow_each_other_and_notices_are_over_before_what_follows() {
        let plan = award(&DemoCalendar::new());
        assert!(plan.steps.is_sorted_by_key(|(day, _)| *day));
        let between = |from, to| (day_of(&plan, to) - day_of(&plan, from)).num_days();
        assert!(between(AwardStep::Draft, AwardStep::File) > 7);
        assert!(between(AwardStep::Publish, AwardStep::Object) <= 7);
        assert!(between(AwardStep::Publish, AwardStep::Award) > 7);
        assert!(between(AwardStep::Dismiss, AwardStep::AwardDisputed) > 7);
        assert!(day_of(&plan, AwardStep::File) <= plan.city_closes_on);
    }

    #[test]
    fn five_of_ten_win_within_the_places_of_each_band() {
        let plan = award(&DemoCalendar::new());
        assert_eq!((plan.nominations.len(), plan.awards()), (10, 5));
        let won = |band| {
            let endings = plan.nominations.iter().map(|one| one.ending);
            let won = endings.filter(|ending| *ending == Ending::Awarded(band));
            i32::try_from(won.count()).unwrap()
        };
        let places = (won(Band::First), won(Band::Second), won(Band::Third));
        assert_eq!(places, PLACES);
    }
}
