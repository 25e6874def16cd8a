//! Matchmaking events and what comes of them, driven by who runs them, their guests and the two sides of each talk.
mod hall;
mod matches;
mod talks;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::events_service_client::EventsServiceClient;

use super::asking::ask;
use super::case::Case;
use super::people::People;
use crate::demo::year::{EventPlan, EventStep};
use crate::request_id::derive;
use crate::suite::Authorised;

/// Speaks to the service as somebody.
type Client = EventsServiceClient<Authorised>;

const SESSION: &str = "S1";
/// Minutes of the day.
const BEGINS_AT: i32 = 540;
const ENDS_AT: i32 = 1_020;
const EXPECTED_PEOPLE: i64 = 80;
/// Guests who show a project.
const SHOWING: usize = 2;

/// One event and what is known of it so far: names of what was made for it, empty until then.
struct Held {
    plan: EventPlan,
    name: String,
    call: String,
    /// In the order of the guests.
    registrations: Vec<String>,
    projects: Vec<String>,
    /// In the order of the talks; needs of the first of them only.
    needs: Vec<String>,
    achievements: Vec<String>,
    negotiations: Vec<String>,
    /// Numbers of the talks whose contract is named.
    contracted: BTreeSet<usize>,
    matching: String,
    today: NaiveDate,
    ended: bool,
}

/// All of them.
pub struct Events {
    events: Vec<Held>,
}

impl Events {
    /// Nothing is announced yet.
    pub fn of(plans: Vec<EventPlan>) -> Events {
        let events = plans.into_iter().map(|plan| Held {
            plan,
            name: String::new(),
            call: String::new(),
            registrations: Vec::new(),
            projects: Vec::new(),
            needs: Vec::new(),
            achievements: Vec::new(),
            negotiations: Vec::new(),
            contracted: BTreeSet::new(),
            matching: String::new(),
            today: NaiveDate::default(),
            ended: false,
        });
        Events {
            events: events.collect(),
        }
    }

    /// The days on which there is something to do.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        let steps = self.events.iter().flat_map(|event| &event.plan.steps);
        steps.map(|(day, _)| *day).collect()
    }

    /// What is to be done on `day`, where the contracts of the year stand as `cases`; answers nobody expected. After one the event
    /// rests.
    pub async fn on(
        &mut self,
        people: &People,
        cases: &[Option<Case>],
        day: NaiveDate,
    ) -> Vec<String> {
        let mut problems = Vec::new();
        for event in &mut self.events {
            event.today = day;
            let steps = event.plan.steps.clone().into_iter();
            for (_, step) in steps.filter(|(planned, _)| *planned == day) {
                problems.extend(event.act(people, cases, step).await);
            }
        }
        problems
    }
}

impl Held {
    async fn act(
        &mut self,
        people: &People,
        cases: &[Option<Case>],
        step: EventStep,
    ) -> Option<String> {
        if self.ended {
            return None;
        }
        let failure = Box::pin(self.step(people, cases, step)).await.err()?;
        self.ended = true;
        let (name, title) = (&self.name, &self.plan.title);
        Some(format!("{name} {title}, {step:?}: {failure:#}"))
    }

    async fn step(
        &mut self,
        people: &People,
        cases: &[Option<Case>],
        step: EventStep,
    ) -> anyhow::Result<()> {
        match step {
            EventStep::Announce => self.announce(people).await,
            EventStep::Apply => {
                self.apply(people).await?;
                self.submit(people).await
            }
            EventStep::Close => {
                self.close(people).await?;
                self.run_matching(people).await
            }
            EventStep::Hold => {
                self.open_doors(people).await?;
                self.negotiate(people).await?;
                self.finish(people).await
            }
            EventStep::FollowUp(months) => self.follow_up(people, months).await,
            EventStep::NameContract(nth) => self.name_contract(people, cases, nth).await,
        }
    }

    /// Drafted by who runs it, approved by the county, and open for people and projects.
    async fn announce(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::CreateEventRequest {
            organiser: self.plan.organiser.clone(),
            division: self.plan.division.to_owned(),
            form: Some(self.form()),
            request_id: self.key("draft"),
        };
        self.name = ask!(self.organiser(people)?, create_event, request)?.name;
        let request = proto::ApproveEventRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("approve"),
        };
        let office = people.official(self.plan.division, Role::CountyStb, 1)?;
        ask!(office.events()?, approve_event, request)?;
        let request = proto::OpenRegistrationRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("open"),
        };
        ask!(self.organiser(people)?, open_registration, request)?;
        let request = proto::OpenProjectCallRequest {
            event: self.name.clone(),
            title: format!("{}路演项目征集", self.plan.title),
            opens_on: self.today.to_string(),
            closes_on: self.plan.submissions_until.to_string(),
            request_id: self.key("call"),
            ..proto::OpenProjectCallRequest::default()
        };
        self.call = ask!(self.organiser(people)?, open_project_call, request)?.name;
        Ok(())
    }

    fn form(&self) -> proto::event::Form {
        let held_on = self.plan.held_on.to_string();
        proto::event::Form {
            kind: proto::event::Kind::Matchmaking.into(),
            title: self.plan.title.clone(),
            description: "需求发布、项目路演、一对一洽谈".to_owned(),
            venue: "科技馆报告厅".to_owned(),
            starts_on: held_on.clone(),
            ends_on: held_on.clone(),
            registration_until: self.plan.registration_until.to_string(),
            submissions_until: self.plan.submissions_until.to_string(),
            expected_people: EXPECTED_PEOPLE,
            sessions: vec![proto::Session {
                code: SESSION.to_owned(),
                title: "对接洽谈".to_owned(),
                room: "报告厅".to_owned(),
                date: held_on,
                starts_at: BEGINS_AT,
                ends_at: ENDS_AT,
            }],
            quotas: vec![proto::Quota {
                role: proto::PersonRole::Enterprise.into(),
                places: self.plan.places,
            }],
            college: String::new(),
        }
    }

    /// Every guest registers; some wait. The first of them hand in projects.
    async fn apply(&mut self, people: &People) -> anyhow::Result<()> {
        for (nth, guest) in self.plan.guests.iter().enumerate() {
            let request = proto::RegisterRequest {
                event: self.name.clone(),
                role: proto::PersonRole::Enterprise.into(),
                person: String::new(),
                person_name: format!("{}代表", guest.display_name),
                organisation_name: guest.display_name.clone(),
                request_id: self.key(&format!("register {nth}")),
            };
            let person = people.applicant(&guest.organisation)?;
            let registered = ask!(person.events()?, register, request)?;
            self.registrations.push(registered.name);
            if nth >= SHOWING {
                continue;
            }
            let request = proto::SubmitProjectRequest {
                call: self.call.clone(),
                form: Some(proto::submit_project_request::Form {
                    organisation_name: guest.display_name.clone(),
                    credit_code: String::new(),
                    title: format!("{}新产品中试", guest.display_name),
                    summary: "已完成样机，寻求应用场景与合作方".to_owned(),
                    maturity: 6,
                }),
                request_id: self.key(&format!("project {nth}")),
            };
            let submitted = ask!(person.events()?, submit_project, request)?;
            self.projects.push(submitted.name);
        }
        Ok(())
    }

    /// The request id of one part of its life.
    fn key(&self, part: &str) -> String {
        let (organiser, held_on) = (&self.plan.organiser, self.plan.held_on.to_string());
        derive(&["demo", "event", organiser, &held_on, part])
    }

    fn organiser(&self, people: &People) -> anyhow::Result<Client> {
        people.organiser(&self.plan.organiser)?.events()
    }
}
