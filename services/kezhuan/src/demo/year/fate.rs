//! What becomes of a contract: mostly it is registered, sometimes life gets in the way.
use chrono::{Days, NaiveDate};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::amounts::CountyYear;
use super::calendar::DemoCalendar;
use super::{PlannedStep, Step};

/// The realistic mess of an office's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Clean,
    /// A credit code with a wrong check character, corrected after the refusal.
    WrongCreditCode,
    /// The same, and nobody came back.
    WrongCreditCodeAbandoned,
    Oral,
    /// The seller's code shows another region.
    SellerElsewhere,
    AllEquipment,
    RoutineService,
    NotInnovative,
    /// Typed in twice without the paper's number; the office sees it and the second is taken back.
    Duplicate,
    ReturnedResubmitted,
    ReturnedLapsed,
    LateSupplement,
    /// A partner's system lost the answer and sends the same request again, weeks later.
    SentAgain,
    /// Somebody files the same paper a second time, not knowing that it is registered.
    FiledAgain,
    Amended,
    Deregistered,
    Annulled,
    Expert,
}

const PER_THOUSAND: &[(u32, Fate)] = &[
    (30, Fate::WrongCreditCode),
    (5, Fate::WrongCreditCodeAbandoned),
    (10, Fate::Oral),
    (6, Fate::SellerElsewhere),
    (15, Fate::AllEquipment),
    (20, Fate::RoutineService),
    (10, Fate::NotInnovative),
    (10, Fate::Duplicate),
    (30, Fate::ReturnedResubmitted),
    (6, Fate::ReturnedLapsed),
    (30, Fate::LateSupplement),
    (8, Fate::SentAgain),
    (8, Fate::FiledAgain),
    (12, Fate::Amended),
    (5, Fate::Deregistered),
    (1, Fate::Annulled),
];

impl Fate {
    pub fn draw(random: &mut ChaCha8Rng) -> Fate {
        let mut left = random.random_range(0..1000_u32);
        for (weight, fate) in PER_THOUSAND {
            if left < *weight {
                return *fate;
            }
            left -= weight;
        }
        Fate::Clean
    }

    /// Whether its amount stands in the plan's turnover of 2025.
    pub fn counts_for_2025(self) -> bool {
        match self {
            Fate::Clean
            | Fate::WrongCreditCode
            | Fate::ReturnedResubmitted
            | Fate::LateSupplement
            | Fate::SentAgain
            | Fate::FiledAgain
            | Fate::Amended => true,
            Fate::WrongCreditCodeAbandoned
            | Fate::Oral
            | Fate::SellerElsewhere
            | Fate::AllEquipment
            | Fate::RoutineService
            | Fate::NotInnovative
            | Fate::Duplicate
            | Fate::ReturnedLapsed
            | Fate::Deregistered
            | Fate::Annulled
            | Fate::Expert => false,
        }
    }

    /// Working days it takes until the registration, at most.
    pub fn needs_days(self) -> usize {
        match self {
            Fate::LateSupplement => 40,
            Fate::ReturnedResubmitted | Fate::Amended | Fate::Deregistered | Fate::Annulled => 30,
            _ => 14,
        }
    }
}

/// Steps being written down, each some working days after the one before.
struct Diary<'a> {
    random: &'a mut ChaCha8Rng,
    calendar: &'a DemoCalendar,
    day: NaiveDate,
    steps: Vec<PlannedStep>,
}

impl Diary<'_> {
    fn now(&mut self, step: Step) {
        self.steps.push(PlannedStep {
            day: self.day,
            step,
        });
    }

    fn later(&mut self, from: u32, to: u32, step: Step) {
        let wait = self.random.random_range(from..=to);
        self.day = self.calendar.working_day_after(self.day, wait);
        self.now(step);
    }
}

/// The steps of one case from `submitted` on.
pub fn steps(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    fate: Fate,
    county: &CountyYear,
    submitted: NaiveDate,
) -> Vec<PlannedStep> {
    let claims = claims(random, county.division);
    let mut diary = Diary {
        random,
        calendar,
        day: submitted,
        steps: Vec::with_capacity(12),
    };
    diary.now(Step::Create);
    diary.now(Step::UploadMaterials);
    match fate {
        Fate::WrongCreditCode => {
            diary.now(Step::SubmitWrong { correct: true });
            diary.later(1, 2, Step::Submit);
        }
        Fate::WrongCreditCodeAbandoned => {
            diary.now(Step::SubmitWrong { correct: false });
            return diary.steps;
        }
        _ => diary.now(Step::Submit),
    }
    if reception(&mut diary, fate) {
        review(&mut diary, fate);
        afterwards(&mut diary, fate);
        if claims && fate.counts_for_2025() {
            claim(&mut diary);
        }
    }
    diary.steps
}

/// Up to acceptance; false when the case ended there.
fn reception(diary: &mut Diary<'_>, fate: Fate) -> bool {
    match fate {
        Fate::Oral => diary.later(0, 2, Step::Refuse("ORAL")),
        Fate::SellerElsewhere => diary.later(0, 2, Step::Refuse("SELLER_REGION")),
        Fate::ReturnedLapsed => diary.later(0, 2, Step::Return("SUBJECT_UNCLEAR")),
        Fate::ReturnedResubmitted => {
            diary.later(0, 2, Step::Return("AUTHORISATION_MISSING"));
            diary.later(2, 10, Step::Resubmit);
            diary.later(0, 1, Step::Accept);
            return true;
        }
        Fate::Duplicate => {
            diary.later(0, 2, Step::Accept);
            diary.later(0, 2, Step::Withdraw);
        }
        _ => {
            diary.later(0, 2, Step::Accept);
            return true;
        }
    }
    false
}

fn review(diary: &mut Diary<'_>, fate: Fate) {
    if fate == Fate::LateSupplement {
        diary.later(0, 1, Step::AskSupplement);
        diary.later(5, 20, Step::FileSupplement);
    }
    diary.later(1, 4, Step::Classify);
    match fate {
        Fate::AllEquipment => diary.later(0, 2, Step::Reject("NO_TECH_AMOUNT")),
        Fate::RoutineService => diary.later(0, 2, Step::Reject("FW_ROUTINE")),
        Fate::NotInnovative => diary.later(0, 2, Step::Reject("KF_NO_INNOVATION")),
        Fate::Expert => {
            diary.later(0, 2, Step::ExpertReview);
            diary.later(2, 5, Step::Register);
        }
        _ => diary.later(0, 3, Step::Register),
    }
}

fn afterwards(diary: &mut Diary<'_>, fate: Fate) {
    match fate {
        Fate::Amended => {
            let percent = diary.random.random_range(101..130);
            diary.later(2, 6, Step::AskAmendment { percent });
            diary.later(0, 2, Step::ReviewAmendment);
            diary.later(0, 2, Step::ApproveAmendment);
        }
        Fate::SentAgain => diary.later(2, 10, Step::SendAgain),
        Fate::FiledAgain => diary.later(2, 10, Step::FileAgain),
        Fate::Deregistered => diary.later(3, 8, Step::Deregister),
        Fate::Annulled => diary.later(3, 8, Step::Annul),
        _ => {}
    }
}

fn claim(diary: &mut Diary<'_>) {
    diary.later(1, 15, Step::CreateClaim);
    diary.now(Step::FileClaim);
    diary.later(1, 5, Step::DecideClaim);
    diary.later(0, 2, Step::PublishClaim);
    // The notice runs five working days; payment comes after its last day.
    diary.day = diary
        .day
        .checked_add_days(Days::new(1))
        .unwrap_or(diary.day);
    diary.later(6, 12, Step::PayClaim);
}

/// Where a county has a rule, people know it; elsewhere a few ask in vain.
fn claims(random: &mut ChaCha8Rng, division: &str) -> bool {
    let percent = if matches!(division, "440703" | "440705" | "440781") {
        70
    } else {
        2
    };
    random.random_ratio(percent, 100)
}
