//! A year of seven counties, made from a seed: the same seed, the same year. Technology contracts, and beside them carriers with
//! their tenants, a rice season on three bases, events with what came of them, and one round of the city's award.
//! Pure: it plans what people will do on which legal day; `drive` does it through the API.
mod amounts;
mod award;
mod bases;
mod calendar;
mod carriers;
mod events;
mod fate;
mod form;
mod organisations;
mod rule_changes;
mod tenants;
mod wording;

use chrono::NaiveDate;
use kezhuan_protocol::contracts::v1 as proto;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub use award::{
    ASSOCIATIONS, AwardPlan, AwardStep, DIMENSIONS, Ending, Incident, LIFE_SCIENCE, MANUFACTURING,
    NominationPlan, Nominator, PLACES, prize_fen,
};
pub use bases::{BasePlan, BaseStep};
pub use carriers::{CarrierPlan, CarrierStep};
pub use events::{EventPlan, EventStep, MATCHED_MAX, Side};
pub use fate::Fate;
pub use form::with_wrong_credit_code;
pub use organisations::Organisation;
pub use rule_changes::{RuleChange, Version, rule_changes};
pub use tenants::{CHAINS, TenantPlan, TenantStep};

use calendar::DemoCalendar;

/// One contract's planned life: who, what, and each step with its legal day.
pub struct CasePlan {
    pub county: &'static str,
    pub seller: Organisation,
    pub fate: Fate,
    pub form: proto::Form,
    pub steps: Vec<PlannedStep>,
}

/// One step of a case on one legal day.
#[derive(Clone)]
pub struct PlannedStep {
    pub day: NaiveDate,
    pub step: Step,
}

/// What a person does to a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Create,
    UploadMaterials,
    /// A submission the service must refuse, naming the field; the form is corrected afterwards.
    SubmitWrong {
        correct: bool,
    },
    Submit,
    Accept,
    Return(&'static str),
    Resubmit,
    Refuse(&'static str),
    AskSupplement,
    FileSupplement,
    Classify,
    ExpertReview,
    Register,
    Reject(&'static str),
    Withdraw,
    /// The request that created the contract once more, under the same request id.
    SendAgain,
    /// A new request for the same paper.
    FileAgain,
    AskAmendment {
        percent: i64,
    },
    ReviewAmendment,
    ApproveAmendment,
    Deregister,
    Annul,
    CreateClaim,
    FileClaim,
    /// The county refuses what its rule answered with nothing, and approves the rest.
    DecideClaim,
    PublishClaim,
    PayClaim,
}

/// How large a year to make.
#[derive(Clone, Copy)]
pub struct Scale {
    pub contracts: usize,
}

impl Default for Scale {
    fn default() -> Scale {
        Scale { contracts: 12_160 }
    }
}

impl Scale {
    /// How many tenants go with so many contracts; two more always have their benefits paid.
    const fn tenants(self) -> usize {
        self.contracts * 1_300 / 12_160
    }
}

/// What goes on beside the contracts.
pub struct Beside {
    pub carriers: Vec<CarrierPlan>,
    pub tenants: Vec<TenantPlan>,
    pub bases: Vec<BasePlan>,
    pub events: Vec<EventPlan>,
    pub award: AwardPlan,
}

/// Plans carriers with their tenants, bases with their season, events that some of the contracts come of, and the award.
pub fn beside(seed: u64, scale: Scale, contracts: &[CasePlan]) -> Beside {
    let calendar = DemoCalendar::new();
    let carriers = carriers::carriers(&calendar);
    let tenants = tenants::tenants(seed, &calendar, &carriers, scale.tenants());
    Beside {
        tenants,
        carriers,
        bases: bases::bases(&calendar),
        events: events::events(&calendar, contracts),
        award: award::award(&calendar),
    }
}

/// Plans the year 2025 and the first contracts of 2026.
pub fn plan(seed: u64, scale: Scale) -> Vec<CasePlan> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let calendar = DemoCalendar::new();
    let mut plans = Vec::with_capacity(scale.contracts + 16);
    for county in amounts::COUNTIES {
        let count = scale.contracts * county.share_permille / 1000;
        let organisations = organisations::of_county(&mut random, county.division, count);
        plans.extend(county_year(
            &mut random,
            &calendar,
            county,
            &organisations,
            count,
        ));
    }
    plans.extend(new_regime(&mut random, &calendar));
    plans
}

fn county_year(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    county: &amounts::CountyYear,
    organisations: &[Organisation],
    count: usize,
) -> Vec<CasePlan> {
    let mut plans: Vec<CasePlan> = (0..count)
        .map(|index| {
            let seller = organisations[random.random_range(0..organisations.len())].clone();
            let fate = Fate::draw(random);
            let submitted = calendar.submission_day(random, fate.needs_days());
            let form = form::draw(random, calendar, county, &seller, fate, submitted, index);
            let steps = fate::steps(random, calendar, fate, county, submitted);
            CasePlan {
                county: county.division,
                seller,
                fate,
                form,
                steps,
            }
        })
        .collect();
    amounts::scale_to_year(county, &mut plans);
    plans
}

/// About ten contracts accepted from 2026-01-23 on, so that the new regime is met too.
fn new_regime(random: &mut ChaCha8Rng, calendar: &DemoCalendar) -> Vec<CasePlan> {
    let mut plans = Vec::new();
    for (index, county) in amounts::COUNTIES.iter().cycle().take(10).enumerate() {
        let seller = organisations::of_county(random, county.division, 40)[index].clone();
        let fate = if index % 5 == 1 {
            Fate::Expert
        } else {
            Fate::Clean
        };
        let submitted = calendar.working_day_after(calendar.new_regime_start, index as u32 / 2);
        let mut form = form::draw(
            random,
            calendar,
            county,
            &seller,
            fate,
            submitted,
            90_000 + index,
        );
        form.total_amount_fen = if fate == Fate::Expert {
            620_000_000
        } else {
            18_000_000 + 1_000_000 * index as i64
        };
        form.price_items.clear();
        let steps = fate::steps(random, calendar, fate, county, submitted);
        plans.push(CasePlan {
            county: county.division,
            seller,
            fate,
            form,
            steps,
        });
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_makes_one_year() {
        let scale = Scale { contracts: 700 };
        let days = |seed| -> Vec<_> {
            plan(seed, scale)
                .into_iter()
                .map(|case| {
                    (
                        case.form.project_name,
                        case.form.total_amount_fen,
                        case.steps[0].day,
                    )
                })
                .collect()
        };
        assert_eq!(days(7), days(7));
        assert_ne!(days(7), days(8));
    }

    #[test]
    fn each_county_has_its_order_of_magnitude() {
        let plans = plan(7, Scale::default());
        assert!(plans.len() >= 12_000);
        for county in amounts::COUNTIES {
            let registered: i64 = plans
                .iter()
                .filter(|case| case.county == county.division && case.fate.counts_for_2025())
                .map(|case| case.form.total_amount_fen)
                .sum();
            let wanted = county.total_fen;
            assert!(
                (registered - wanted).abs() < wanted / 50,
                "{}: {registered} for {wanted}",
                county.division
            );
        }
    }

    #[test]
    fn steps_never_go_back_in_time() {
        for case in plan(3, Scale { contracts: 2_000 }) {
            assert!(
                case.steps.windows(2).all(|pair| pair[0].day <= pair[1].day),
                "{:?}",
                case.fate
            );
        }
    }
}
