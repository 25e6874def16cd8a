//! The day itself: what was chosen is shown, and who has a ticket comes in.
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::check_in_request::Scan;
use kezhuan_protocol::events::v1::{event, registration};

use super::super::asking::{TRIES_MAX, ask};
use super::super::people::People;
use super::{BEGINS_AT, Held, SESSION};

const STAGE: &str = "主会场";
/// Minutes on stage.
const SLOT: i32 = 30;

impl Held {
    /// Every project is checked, chosen and given its slot; then nobody registers any more.
    pub(super) async fn close(&self, people: &People) -> anyhow::Result<()> {
        let mut starts_at = BEGINS_AT;
        for name in &self.projects {
            let request = proto::PassProjectRequest {
                name: name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("pass {name}")),
            };
            ask!(self.organiser(people)?, pass_project, request)?;
            let request = proto::SelectProjectRequest {
                name: name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("select {name}")),
                note: "符合活动主题".to_owned(),
            };
            ask!(self.organiser(people)?, select_project, request)?;
            let request = proto::ScheduleProjectRequest {
                name: name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("schedule {name}")),
                slot: Some(proto::AgendaSlot {
                    stage: STAGE.to_owned(),
                    day: self.plan.held_on.to_string(),
                    starts_at,
                    ends_at: starts_at + SLOT,
                }),
            };
            ask!(self.organiser(people)?, schedule_project, request)?;
            starts_at += SLOT;
        }
        let request = proto::CloseRegistrationRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("close"),
        };
        ask!(self.organiser(people)?, close_registration, request)?;
        Ok(())
    }

    /// The event begins, projects are shown, and everybody with a place but one comes.
    pub(super) async fn open_doors(&self, people: &People) -> anyhow::Result<()> {
        self.start(people).await?;
        for name in &self.projects {
            let request = proto::RecordPresentationRequest {
                name: name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("present {name}")),
            };
            ask!(self.organiser(people)?, record_presentation, request)?;
        }
        let mut tickets = self.tickets(people).await?;
        if tickets.len() > 1 {
            tickets.pop();
        }
        if tickets.is_empty() {
            return Ok(());
        }
        let scans = tickets.into_iter().enumerate().map(|(nth, ticket)| Scan {
            scan_id: self.key(&format!("scan {nth}")),
            ticket,
            session: SESSION.to_owned(),
            date: self.today.to_string(),
            at_minute: BEGINS_AT,
        });
        let request = proto::CheckInRequest {
            event: self.name.clone(),
            scans: scans.collect(),
            request_id: self.key("door"),
        };
        let answer = ask!(self.organiser(people)?, check_in, request)?;
        for row in &answer.rows {
            anyhow::ensure!(
                row.status() == proto::check_in_response::Status::CheckedIn,
                "{} stays outside: {}",
                row.registration,
                row.status().as_str_name()
            );
        }
        Ok(())
    }

    /// The service starts it by itself on its day, and may have been faster.
    async fn start(&self, people: &People) -> anyhow::Result<()> {
        for attempt in 0..TRIES_MAX {
            let request = proto::GetEventRequest {
                name: self.name.clone(),
            };
            let event = ask!(self.organiser(people)?, get_event, request)?;
            if event.state() == event::State::Running {
                return Ok(());
            }
            let request = proto::StartEventRequest {
                name: self.name.clone(),
                etag: String::new(),
                request_id: self.key(&format!("start {attempt}")),
            };
            if ask!(self.organiser(people)?, start_event, request).is_ok() {
                return Ok(());
            }
        }
        anyhow::bail!("the event does not begin")
    }

    /// The tickets of those who have a place, in the order of the guests.
    async fn tickets(&self, people: &People) -> anyhow::Result<Vec<String>> {
        let mut tickets = Vec::new();
        for (guest, name) in self.plan.guests.iter().zip(&self.registrations) {
            let person = people.applicant(&guest.organisation)?;
            let request = proto::GetRegistrationRequest { name: name.clone() };
            let registered = ask!(person.events()?, get_registration, request)?;
            if registered.state() != registration::State::Confirmed {
                continue;
            }
            let request = proto::GetTicketRequest {
                registration: name.clone(),
            };
            tickets.push(ask!(person.events()?, get_ticket, request)?.code);
        }
        Ok(tickets)
    }

    pub(super) async fn finish(&self, people: &People) -> anyhow::Result<()> {
        let request = proto::FinishEventRequest {
            name: self.name.clone(),
            etag: String::new(),
            request_id: self.key("finish"),
        };
        ask!(self.organiser(people)?, finish_event, request)?;
        Ok(())
    }
}
