//! One round of the city's award, driven by nominators, the award office, its experts, and whoever objects.
mod decision;
mod filing;
mod review;

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_law::Localized;
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::events_service_client::EventsServiceClient;
use tonic::{Response, Status};
use tonic_types::StatusExt;

use super::asking::ask;
use super::people::People;
use super::reckoning::CITY;
use crate::demo::year::{AwardPlan, AwardStep, Ending, NominationPlan, Nominator};
use crate::refusal;
use crate::request_id::derive;
use crate::suite::Authorised;

/// Speaks to the service as somebody.
type Client = EventsServiceClient<Authorised>;

/// One nomination, and its name once it is drafted.
struct Nominated {
    plan: NominationPlan,
    name: String,
}

/// The round.
pub struct Award {
    plan: AwardPlan,
    round: String,
    nominated: Vec<Nominated>,
    /// Who was refused, and why.
    told: Vec<String>,
    today: NaiveDate,
    ended: bool,
}

/// Why the service said no.
struct Refusal {
    reason: String,
    /// Codes behind the reason, where there are several.
    reasons: String,
    text: Localized,
}

impl Award {
    /// Nobody is nominated yet.
    pub fn of(plan: AwardPlan) -> Award {
        let nominated = plan.nominations.iter().map(|plan| Nominated {
            plan: *plan,
            name: String::new(),
        });
        Award {
            nominated: nominated.collect(),
            plan,
            round: String::new(),
            told: Vec::new(),
            today: NaiveDate::default(),
            ended: false,
        }
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.plan.steps.iter().map(|(day, _)| *day).collect()
    }

    /// Who was refused, and why, a line each.
    pub fn told(&self) -> &[String] {
        &self.told
    }

    /// What is to be done on `day`; an answer nobody expected. After one the award rests.
    pub async fn on(&mut self, people: &People, day: NaiveDate) -> Option<String> {
        self.today = day;
        let steps = self.plan.steps.clone().into_iter();
        for (_, step) in steps.filter(|(planned, _)| *planned == day) {
            if self.ended {
                return None;
            }
            if let Err(failure) = Box::pin(self.step(people, step)).await {
                self.ended = true;
                return Some(format!("{} {step:?}: {failure:#}", self.round));
            }
        }
        None
    }

    async fn step(&mut self, people: &People, step: AwardStep) -> anyhow::Result<()> {
        match step {
            AwardStep::Open => self.open(people).await,
            AwardStep::Draft => self.draft(people).await,
            AwardStep::File => self.file(people).await,
            AwardStep::Check => self.check(people).await,
            AwardStep::Assign => self.assign(people).await,
            AwardStep::Score => self.score(people).await,
            AwardStep::Conclude => self.conclude(people).await,
            AwardStep::Propose => self.propose(people).await,
            AwardStep::Publish => self.publish(people).await,
            AwardStep::Object => self.object(people).await,
            AwardStep::Dismiss => self.dismiss(people).await,
            AwardStep::Award => self.award(people, false).await,
            AwardStep::AwardDisputed => {
                self.award(people, true).await?;
                self.assess(people).await?;
                self.list(people).await
            }
        }
    }

    /// Those that experts judge.
    fn judged(&self) -> impl Iterator<Item = &Nominated> {
        self.nominated
            .iter()
            .filter(|one| !matches!(one.plan.ending, Ending::NotTaken(_) | Ending::Invalid(_)))
    }

    /// Those that win.
    fn winners(&self) -> impl Iterator<Item = &Nominated> {
        self.judged()
            .filter(|one| matches!(one.plan.ending, Ending::Awarded(_)))
    }

    /// The list of excellent achievements holds every winner, to everybody.
    async fn list(&self, people: &People) -> anyhow::Result<()> {
        let request = proto::ListExcellentAchievementsRequest {
            filter: format!("round=\"{}\"", self.round),
            ..proto::ListExcellentAchievementsRequest::default()
        };
        let reader = people.applicant(filing::OBJECTOR)?;
        let listed = ask!(reader.events()?, list_excellent_achievements, request)?;
        for one in self.winners() {
            let mut listed = listed.excellent_achievements.iter();
            let entry = listed.find(|entry| entry.nomination == one.name);
            let entry = entry.with_context(|| format!("{} is not listed", one.name))?;
            anyhow::ensure!(
                Ending::Awarded(entry.band()) == one.plan.ending,
                "{} is listed as {}",
                one.name,
                entry.band().as_str_name()
            );
        }
        let (listed, winners) = (listed.excellent_achievements.len(), self.plan.awards());
        anyhow::ensure!(listed == winners, "{listed} are listed of {winners}");
        Ok(())
    }
}

impl Nominated {
    /// The request id of one part of its life.
    fn key(&self, part: &str) -> String {
        let plan = &self.plan;
        derive(&["demo", "nomination", plan.title, &by(plan.nominator), part])
    }

    /// Someone of who puts it forward.
    fn nominator(&self, people: &People) -> anyhow::Result<Client> {
        let session = match self.plan.nominator {
            Nominator::County(division) => people.official(division, Role::CountyStb, 1)?,
            Nominator::City => people.official(CITY, Role::CityStb, 1)?,
            Nominator::Organisation(organisation) => people.applicant(organisation)?,
        };
        session.events()
    }
}

/// One of the two people of the award office.
fn office(people: &People, nth: usize) -> anyhow::Result<Client> {
    people.award_office(nth)?.events()
}

/// Who nominates, in a word.
fn by(nominator: Nominator) -> String {
    match nominator {
        Nominator::County(division) => division.to_owned(),
        Nominator::City => CITY.to_owned(),
        Nominator::Organisation(organisation) => organisation.to_owned(),
    }
}

/// Holds that the service said no, and reads why.
fn refused<T>(answer: Result<Response<T>, Status>) -> anyhow::Result<Refusal> {
    let Err(status) = answer else {
        anyhow::bail!("the service did what it should have refused");
    };
    let details = status.get_details_error_info();
    let reasons = details.and_then(|info| info.metadata.get("reasons").cloned());
    Ok(Refusal {
        reason: refusal::reason(&status),
        reasons: reasons.unwrap_or_default(),
        text: refusal::text(&status),
    })
}

impl Refusal {
    /// Holds that it is the one that was planned.
    fn expect(&self, reason: &str, reasons: &str) -> anyhow::Result<()> {
        anyhow::ensure!(
            (self.reason.as_str(), self.reasons.as_str()) == (reason, reasons),
            "refused as {} ({}) in the place of {reason} ({reasons}): {}",
            self.reason,
            self.reasons,
            self.text.en
        );
        Ok(())
    }
}
