//! Matchmaking events, one in spring and one in autumn in every county: who comes, what is shown, who talks with whom, and which of
//! the year's contracts came of it.
use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use kezhuan_law::calendar::add_months;

use super::calendar::DemoCalendar;
use super::{CasePlan, Fate, Step, amounts, wording};

/// People who want to come to one event; more than it has places.
const GUESTS_MAX: usize = 8;
/// Talks of one event; the last of three stays an intent.
const TALKS_MAX: usize = 3;
const CONTRACTS_MAX: usize = 2;
/// Talks of one event whose seekers have submitted a need, so that a matching run finds who answers it.
pub const MATCHED_MAX: usize = 2;
/// Months after an event in which the sides report within the year. Without a word for 180 days a negotiation would end.
const FOLLOW_UP_MONTHS: [i32; 2] = [1, 3];
const YEAR: i32 = 2025;

/// One event's planned life.
pub struct EventPlan {
    pub division: &'static str,
    /// Who runs it.
    pub organiser: String,
    pub title: String,
    pub held_on: NaiveDate,
    /// The last day on which people register, and on which projects are submitted.
    pub registration_until: NaiveDate,
    pub submissions_until: NaiveDate,
    pub places: i64,
    /// Enterprises that send somebody; the first two show a project.
    pub guests: Vec<Guest>,
    pub talks: Vec<TalkPlan>,
    pub steps: Vec<(NaiveDate, EventStep)>,
}

/// An enterprise that sends somebody.
pub struct Guest {
    pub organisation: String,
    pub display_name: String,
}

/// Two who talk, and what the intent says. Before the event each provider submits an achievement, and the first seekers a need.
pub struct TalkPlan {
    pub provider: Side,
    pub seeker: Side,
    pub topic: String,
    /// Code of the key chain; empty where there is none.
    pub chain: &'static str,
    pub amount_fen: i64,
    /// Which case of the year is the contract between them.
    pub case: usize,
}

/// One of the two.
pub struct Side {
    pub organisation: String,
    pub display_name: String,
    pub credit_code: String,
}

/// What people do for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStep {
    /// Drafted, approved and opened, with a call for projects.
    Announce,
    /// People register; projects, needs and achievements are submitted.
    Apply,
    /// Projects are chosen and have their slots; registration is over, and a matching run begins.
    Close,
    /// People come, projects are shown, those who match negotiate, intents are signed.
    Hold,
    /// Those who have signed no contract yet report, so many months after the event.
    FollowUp(i32),
    /// The contract of the talk with this number is named.
    NameContract(usize),
}

impl EventPlan {
    /// How many needs and achievements are submitted to it.
    pub fn submissions(&self) -> (usize, usize) {
        (self.talks.len().min(MATCHED_MAX), self.talks.len())
    }
}

/// Every county's two.
pub fn events(calendar: &DemoCalendar, cases: &[CasePlan]) -> Vec<EventPlan> {
    let mut plans = Vec::new();
    let mut taken = BTreeSet::new();
    for (offset, county) in (0..).zip(amounts::COUNTIES) {
        for (season, month, day) in [("春季", 4, 14), ("秋季", 9, 8)] {
            let from = NaiveDate::from_ymd_opt(YEAR, month, day).unwrap_or_default();
            let held_on = calendar.working_day_after(from, offset);
            plans.push(event(
                calendar,
                (county.division, season),
                held_on,
                cases,
                &mut taken,
            ));
        }
    }
    plans
}

fn event(
    calendar: &DemoCalendar,
    (division, season): (&'static str, &str),
    held_on: NaiveDate,
    cases: &[CasePlan],
    taken: &mut BTreeSet<usize>,
) -> EventPlan {
    let before = |days| held_on.checked_sub_days(Days::new(days)).unwrap_or(held_on);
    let at_work = |day| calendar.working_day_after(day, 0);
    let mut steps = vec![
        (at_work(before(35)), EventStep::Announce),
        (at_work(before(28)), EventStep::Apply),
        (at_work(before(7)), EventStep::Close),
        (held_on, EventStep::Hold),
    ];
    let due = FOLLOW_UP_MONTHS.map(|months| (add_months(held_on, months), months));
    let due = due
        .into_iter()
        .filter_map(|(day, months)| Some((at_work(day?), months)));
    let within = due.filter(|(day, _)| day.year() == YEAR);
    steps.extend(within.map(|(day, months)| (day, EventStep::FollowUp(months))));
    let mut talks = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        if talks.len() == TALKS_MAX {
            break;
        }
        let registered_on = registered_on(case);
        let came_of_it = registered_on.filter(|day| follows(*day, held_on));
        let Some(registered_on) = came_of_it.filter(|_| case.county == division) else {
            continue;
        };
        let Some(talk) = talk(index, case).filter(|_| taken.insert(index)) else {
            continue;
        };
        if talks.len() < CONTRACTS_MAX {
            let named_on = calendar.working_day_after(registered_on, 1);
            steps.push((named_on, EventStep::NameContract(talks.len())));
        }
        talks.push(talk);
    }
    steps.sort_by_key(|(day, _)| *day);
    let county = kezhuan_law::regions::division(division)
        .map_or("江门".into(), |found| found.name.zh.clone());
    EventPlan {
        division,
        organiser: format!("chamber-{division}"),
        title: format!("{county}{season}科技成果对接会"),
        held_on,
        registration_until: before(1),
        submissions_until: before(14),
        places: 6,
        guests: guests(division, cases),
        talks,
        steps,
    }
}

/// When a case of which nothing is in doubt is registered.
fn registered_on(case: &CasePlan) -> Option<NaiveDate> {
    let is_plain = case.fate == Fate::Clean && case.seller.college.is_empty();
    let mut steps = case.steps.iter().filter(|_| is_plain);
    let registered = steps.find(|planned| planned.step == Step::Register)?;
    Some(registered.day)
}

/// After the event, and early enough that it is named within the year.
fn follows(registered_on: NaiveDate, held_on: NaiveDate) -> bool {
    registered_on > held_on
        && registered_on.year() == YEAR
        && (registered_on.month() < 12 || registered_on.day() < 20)
}

fn talk(index: usize, case: &CasePlan) -> Option<TalkPlan> {
    let buyer = case.form.buyer.as_ref()?;
    Some(TalkPlan {
        provider: Side {
            organisation: case.seller.id.clone(),
            display_name: case.seller.display_name.clone(),
            credit_code: case.seller.credit_code.clone(),
        },
        seeker: Side {
            organisation: buyer.credit_code.clone(),
            display_name: buyer.display_name.clone(),
            credit_code: buyer.credit_code.clone(),
        },
        topic: case.form.project_name.clone(),
        chain: wording::chain_of(&case.form.project_name),
        amount_fen: case.form.total_amount_fen,
        case: index,
    })
}

/// The first sellers of the county, each once.
fn guests(division: &str, cases: &[CasePlan]) -> Vec<Guest> {
    let mut known = BTreeSet::new();
    let of_county = cases
        .iter()
        .filter(|case| case.county == division && case.seller.college.is_empty());
    of_county
        .filter(|case| known.insert(case.seller.id.as_str()))
        .take(GUESTS_MAX)
        .map(|case| Guest {
            organisation: case.seller.id.clone(),
            display_name: case.seller.display_name.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::year::{Scale, plan};

    fn year(seed: u64) -> (Vec<CasePlan>, Vec<EventPlan>) {
        let cases = plan(seed, Scale { contracts: 2_000 });
        let events = events(&DemoCalendar::new(), &cases);
        (cases, events)
    }

    #[test]
    fn every_county_has_two_with_guests_talks_and_contracts() {
        let (_, events) = year(7);
        assert_eq!(events.len(), 14);
        for event in &events {
            assert_eq!(event.guests.len(), GUESTS_MAX, "{}", event.title);
            assert_eq!(event.talks.len(), TALKS_MAX, "{}", event.title);
            assert_eq!(event.submissions(), (MATCHED_MAX, TALKS_MAX));
            let days: Vec<_> = event.steps.iter().map(|(day, _)| *day).collect();
            assert!(days.is_sorted(), "{}", event.title);
            assert!(event.steps[2].0 <= event.registration_until);
            assert!(event.steps[1].0 <= event.submissions_until);
        }
    }

    #[test]
    fn a_contract_is_named_after_its_registration_and_by_one_talk_only() {
        let (cases, events) = year(7);
        let mut named = BTreeSet::new();
        for event in &events {
            for (day, step) in &event.steps {
                let EventStep::NameContract(nth) = step else {
                    continue;
                };
                let case = event.talks[*nth].case;
                assert!(named.insert(case), "{}", event.title);
                let registered = registered_on(&cases[case]).unwrap();
                assert!(event.held_on < registered && registered < *day);
                assert_eq!(day.year(), YEAR);
            }
        }
        assert_eq!(named.len(), 14 * CONTRACTS_MAX);
    }

    #[test]
    fn one_seed_makes_the_same_talks() {
        let talks = |seed| -> Vec<_> {
            let (_, events) = year(seed);
            let talks = events.into_iter().flat_map(|event| event.talks);
            talks
                .map(|talk| (talk.case, talk.topic, talk.amount_fen))
                .collect()
        };
        assert_eq!(talks(7), talks(7));
        assert_ne!(talks(7), talks(8));
    }
}
