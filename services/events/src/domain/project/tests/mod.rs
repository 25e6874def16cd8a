//! Projects: who takes which step, what each asks for, and what comes of it.
mod agenda;
mod random;
mod review;

use kezhuan_law::panel::{Declaration, Expert};
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::of_event::OfEvent;
use crate::domain::of_event::testing::running;
use crate::domain::project_call::ProjectCall;
use crate::domain::project_call::testing::call;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn applicant() -> Actor {
    Actor::person("li", "acme", "", [Role::Applicant])
}

pub fn organiser() -> Actor {
    Actor::person("an", "fair", "", [Role::Organiser])
}

pub fn county() -> Actor {
    Actor::person("wu", "stb-440703", "440703", [Role::CountyStb])
}

pub fn expert(number: usize) -> Actor {
    let (subject, organisation) = (format!("expert-{number}"), format!("academy-{number}"));
    Actor::person(subject, organisation, "", [Role::Expert])
}

pub fn form() -> ProjectForm {
    ProjectForm {
        organisation_name: "蓬江照明有限公司".to_owned(),
        credit_code: String::new(),
        title: "智能照明控制系统".to_owned(),
        summary: "面向工厂的智能照明".to_owned(),
        maturity: 6,
    }
}

/// What a step is asked in.
#[derive(Clone)]
pub struct Desk {
    pub event: OfEvent,
    pub call: ProjectCall,
    pub selected: i64,
    pub organiser_competes: bool,
    pub organiser_judged: bool,
    pub today: NaiveDate,
}

impl Desk {
    pub fn new() -> Desk {
        Desk {
            event: OfEvent {
                state: crate::domain::event::State::Open,
                ..running()
            },
            call: call(),
            selected: 0,
            organiser_competes: false,
            organiser_judged: false,
            today: day("2025-04-10"),
        }
    }

    pub fn on(mut self, today: &str) -> Desk {
        self.today = day(today);
        self
    }

    pub fn at<'a>(&'a self, actor: &'a Actor) -> Circumstances<'a> {
        Circumstances {
            actor,
            today: self.today,
            event: &self.event,
            call: &self.call,
            selected: self.selected,
            organiser_competes: self.organiser_competes,
            organiser_judged: self.organiser_judged,
        }
    }

    pub fn submit(&self, actor: &Actor, form: ProjectForm) -> Result<Project, &'static str> {
        let new = NewProject {
            id: Uuid::from_u128(3),
            number: "KZ-EVP-2025-440703-000001".to_owned(),
            form,
        };
        submit(new, &self.at(actor)).map_err(|refused| refused.reason)
    }

    pub fn ask(
        &self,
        project: &Project,
        actor: &Actor,
        command: Command,
    ) -> Result<Decided, &'static str> {
        decide(project, command, &self.at(actor)).map_err(|refused| refused.reason)
    }

    pub fn take(&self, project: &Project, actor: &Actor, command: Command) -> Project {
        self.ask(project, actor, command).unwrap().project
    }

    pub fn submitted(&self) -> Project {
        self.submit(&applicant(), form()).unwrap()
    }

    pub fn checked(&self) -> Project {
        self.take(&self.submitted(), &organiser(), Command::Pass)
    }

    /// Scored by two experts with these points for every criterion.
    pub fn scored(&self, points: [i64; 2]) -> Project {
        let assigned = [1, 2].map(|number| {
            let who = expert(number);
            Assigned {
                expert: Expert {
                    id: who.subject,
                    organisation: who.organisation,
                },
                declaration: Declaration::default(),
            }
        });
        let command = Command::AssignExperts(assigned.to_vec());
        let mut project = self.take(&self.checked(), &organiser(), command);
        for (number, points) in [(1, points[0]), (2, points[1])] {
            for criterion in ["TECHNOLOGY", "MARKET", "TEAM"] {
                project = self.take(&project, &expert(number), score(criterion, points));
            }
        }
        project
    }

    pub fn selected(&self) -> Project {
        self.take(&self.scored([80, 85]), &organiser(), select())
    }
}

pub fn score(criterion: &str, points: i64) -> Command {
    Command::Score {
        criterion: criterion.to_owned(),
        points,
        reason: String::new(),
    }
}

pub fn select() -> Command {
    Command::Select {
        note: String::new(),
    }
}

pub fn slot(day_text: &str, starts_at: i32, ends_at: i32) -> Slot {
    Slot {
        stage: "主会场".to_owned(),
        day: day(day_text),
        starts_at,
        ends_at,
    }
}

#[test]
fn a_project_is_handed_in_while_its_call_is_open() {
    let desk = Desk::new();
    let project = desk.submitted();
    assert_eq!(
        (
            project.state,
            project.version,
            project.organisation.as_str()
        ),
        (State::Submitted, 1, "acme")
    );
    let late = desk.clone().on("2025-05-01");
    assert_eq!(late.submit(&applicant(), form()), Err("CALL_NOT_OPEN"));
    let mut over = desk.clone();
    over.event.state = crate::domain::event::State::Finished;
    assert_eq!(
        over.submit(&applicant(), form()),
        Err("EVENT_STATE_FORBIDS")
    );
    assert_eq!(desk.submit(&county(), form()), Err("ROLE_MISSING"));
    let wrong = ProjectForm {
        title: " ".to_owned(),
        credit_code: "914407030000000000".to_owned(),
        maturity: 10,
        ..form()
    };
    assert_eq!(desk.submit(&applicant(), wrong), Err("FORM_INVALID"));
}

#[test]
fn the_formal_check_is_another_s_and_says_why_not() {
    let desk = Desk::new();
    let project = desk.submitted();
    let returned = Command::Return {
        reason: "请补充团队介绍".to_owned(),
    };
    let refused = Command::Refuse {
        code: "OUT_OF_SCOPE".to_owned(),
        note: "不属于征集范围".to_owned(),
    };
    for (command, to, name) in [
        (returned.clone(), State::Returned, "ProjectReturned"),
        (Command::Pass, State::Checked, "ProjectPassed"),
        (refused, State::Refused, "ProjectRefused"),
    ] {
        assert_eq!(
            desk.ask(&project, &applicant(), command.clone()),
            Err("NOT_YOUR_STEP")
        );
        let decided = desk.ask(&project, &organiser(), command).unwrap();
        assert_eq!((decided.project.state, decided.project.version), (to, 2));
        assert_eq!(
            (decided.from, decided.event.name()),
            (State::Submitted, name)
        );
    }
    for (reason, why) in [
        (" ".to_owned(), "REASON_MISSING"),
        ("长".repeat(2_001), "FORM_INVALID"),
    ] {
        let returned = Command::Return { reason };
        assert_eq!(desk.ask(&project, &organiser(), returned), Err(why));
    }
    let refused = Command::Refuse {
        code: "OUT_OF_SCOPE".to_owned(),
        note: "长".repeat(2_001),
    };
    assert_eq!(
        desk.ask(&project, &organiser(), refused),
        Err("FORM_INVALID")
    );
    // What the organiser hands in itself, the authority checks.
    let own = desk.submit(&organiser(), form()).unwrap();
    assert_eq!(
        desk.ask(&own, &organiser(), Command::Pass),
        Err("OWN_ORGANISATION")
    );
    assert!(desk.ask(&own, &county(), Command::Pass).is_ok());
    let same = Actor::person("li", "fair", "", [Role::Organiser]);
    assert_eq!(desk.ask(&project, &same, Command::Pass), Err("SAME_PERSON"));
}

#[test]
fn what_was_returned_comes_back_until_the_event_begins() {
    let desk = Desk::new();
    let returned = Command::Return {
        reason: "请补充".to_owned(),
    };
    let project = desk.take(&desk.submitted(), &organiser(), returned);
    assert_eq!(project.return_reason, "请补充");
    let better = ProjectForm {
        title: "智能照明".to_owned(),
        ..form()
    };
    let again = Command::Resubmit(Box::new(better.clone()));
    let late = desk.clone().on("2025-05-18");
    let back = late.take(&project, &applicant(), again.clone());
    assert_eq!((back.state, back.form), (State::Submitted, better));
    assert!(back.return_reason.is_empty());
    let begun = desk.clone().on("2025-05-19");
    assert_eq!(
        begun.ask(&project, &applicant(), again.clone()),
        Err("EVENT_BEGUN")
    );
    assert_eq!(
        desk.ask(&project, &organiser(), again),
        Err("NOT_YOUR_STEP")
    );
}
