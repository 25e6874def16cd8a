//! The aggregate as a rule book: people by name, a desk that takes commands, and one file per phase.
mod acceptance;
mod amendment;
mod chart;
mod ending;
mod facts;
mod filing;
mod manual;
mod pricing;
mod random;
mod review;

use std::collections::BTreeSet;

use kezhuan_law::{Fen, WorkingCalendar};

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::form::{Form, testing};
use crate::domain::kind::Kind;
use crate::domain::materials::Material;
use crate::domain::parameters::Parameters;
use crate::domain::refused::Refused;

const OFFICE: &str = "440703";

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Someone of the registration office.
pub fn clerk(subject: &str, role: Role) -> Actor {
    Actor::person(subject, "office-440703", OFFICE, [role])
}

pub fn applicant() -> Actor {
    Actor::person("ann", "seller", "", [Role::Applicant])
}

pub fn registrar() -> Actor {
    clerk("rui", Role::Registrar)
}

pub fn second() -> Actor {
    clerk("wen", Role::Registrar2)
}

pub fn expert(subject: &str) -> Actor {
    Actor::person(subject, "academy", OFFICE, [Role::Expert])
}

pub fn timer() -> Actor {
    Actor::service("contracts", OFFICE)
}

/// A contract and the day on which things are asked of it.
#[derive(Clone)]
pub struct Desk {
    pub contract: Contract,
    pub today: NaiveDate,
    pub materials: BTreeSet<Material>,
    pub parameters: Parameters,
    pub last: Option<Decided>,
}

impl Desk {
    /// A draft of `form` on Monday 2025-03-03.
    pub fn draft(form: Form) -> Desk {
        let new = NewContract {
            id: uuid::Uuid::from_u128(1),
            number: "KZ-TC-2025-440703-000001".to_owned(),
            paper_number: None,
            form,
        };
        Desk {
            contract: draft(new, &applicant()).unwrap(),
            today: date("2025-03-03"),
            materials: Material::ALL.iter().copied().collect(),
            parameters: Parameters::default(),
            last: None,
        }
    }

    pub fn on(mut self, day: &str) -> Desk {
        self.today = date(day);
        self
    }

    /// What `actor` would be answered.
    pub fn ask(&self, actor: &Actor, command: Command) -> Result<Decided, Refused> {
        let context = Context {
            today: self.today,
            calendar: WorkingCalendar::shipped(),
            parameters: &self.parameters,
            materials: &self.materials,
        };
        decide(&self.contract, &command, actor, &context)
    }

    /// Takes a command that is allowed.
    pub fn take(mut self, actor: &Actor, command: Command) -> Desk {
        let decided = self.ask(actor, command).unwrap();
        self.contract = decided.contract.clone();
        self.last = Some(decided);
        self
    }

    /// The reason of a command that is not.
    pub fn reason(&self, actor: &Actor, command: Command) -> &'static str {
        self.ask(actor, command).unwrap_err().reason
    }

    pub fn event(&self) -> &Event {
        &self.last.as_ref().unwrap().event
    }

    pub fn submitted(form: Form) -> Desk {
        Desk::draft(form).take(&applicant(), Command::Submit)
    }

    pub fn accepted(form: Form) -> Desk {
        Desk::submitted(form).take(&registrar(), accept())
    }

    pub fn reviewed(form: Form) -> Desk {
        Desk::accepted(form).take(&registrar(), classify())
    }

    pub fn registered(form: Form) -> Desk {
        Desk::reviewed(form).take(&second(), register())
    }

    pub fn amending(form: Form) -> Desk {
        let mut changed = form.clone();
        changed.total_amount = Fen(changed.total_amount.get() * 2);
        Desk::registered(form).take(&applicant(), ask_amendment(changed))
    }
}

pub fn form() -> Form {
    testing::form()
}

/// A form of the measures of 2026, with this price in yuan.
pub fn form_2026(yuan: i32) -> Form {
    let mut form = form();
    form.total_amount = Fen::from_yuan(yuan);
    form.term_end = "2027-02-19".into();
    form
}

pub fn accept() -> Command {
    Command::Accept {
        promised_working_days: None,
    }
}

pub fn classify() -> Command {
    Command::Classify(Review::default())
}

pub fn disputed() -> Command {
    Command::Classify(Review {
        disputed: true,
        ..Review::default()
    })
}

pub fn new_registration() -> NewRegistration {
    NewRegistration {
        certificate_number: "KZ-TCZ-2025-440703-000001".to_owned(),
        national_number: Some("25440702000137".to_owned()),
        exchange_rate_e4: None,
    }
}

pub fn register() -> Command {
    Command::Register(new_registration())
}

pub fn opinion() -> Command {
    Command::GiveOpinion {
        recognise: true,
        text: "具有创新性".to_owned(),
    }
}

pub fn ask_amendment(form: Form) -> Command {
    Command::AskAmendment {
        form: Box::new(form),
        reason: "金额调整".to_owned(),
    }
}

pub fn approve() -> Command {
    Command::ApproveAmendment {
        verified_income: Fen::ZERO,
    }
}

pub fn note() -> String {
    "见附件".to_owned()
}
