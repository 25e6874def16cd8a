//! The people of the demo year, each with a session of their own.
use std::collections::HashMap;
use std::sync::Mutex;

use kezhuan_auth::Role;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;

use crate::suite::{Clients, Person, Session};

/// A reviewer's name and academy, by number.
pub fn expert(nth: usize) -> (String, String) {
    (format!("expert-{nth}"), format!("academy-{nth}"))
}

/// The mentor of a carrier and the house the mentor works for, by the carrier's operator.
pub fn mentor(operator: &str) -> (String, String) {
    (format!("mentor-{operator}"), format!("mentors-{operator}"))
}

/// Sessions, made when first needed.
pub struct People {
    clients: Clients,
    sessions: Mutex<HashMap<String, Session>>,
}

impl People {
    /// Nobody has come yet.
    pub fn of(clients: Clients) -> People {
        People {
            clients,
            sessions: Mutex::new(HashMap::new()),
        }
    }

    /// The suite's clients.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// An applicant of an enterprise.
    pub fn applicant(&self, organisation: &str) -> anyhow::Result<Session> {
        self.session(format!("applicant-{organisation}"), |subject| {
            Person::new(subject)
                .organisation(organisation)
                .role(Role::Applicant)
        })
    }

    /// Someone who runs a carrier or a base.
    pub fn operator(&self, organisation: &str) -> anyhow::Result<Session> {
        self.session(format!("operator-{organisation}"), |subject| {
            Person::new(subject)
                .organisation(organisation)
                .role(Role::CarrierOp)
        })
    }

    /// Someone who runs events.
    pub fn organiser(&self, organisation: &str) -> anyhow::Result<Session> {
        self.session(format!("organiser-{organisation}"), |subject| {
            Person::new(subject)
                .organisation(organisation)
                .role(Role::Organiser)
        })
    }

    /// Someone of the award office, which acts for the city and is no bureau.
    pub fn award_office(&self, nth: usize) -> anyhow::Result<Session> {
        self.session(format!("award-office-{nth}"), |subject| {
            Person::official(subject, kezhuan_law::regions::PREFECTURE, Role::CityStb)
                .organisation("award-office")
        })
    }

    /// A reviewer of an academy of their own.
    pub fn expert(&self, nth: usize) -> anyhow::Result<Session> {
        let (subject, academy) = expert(nth);
        self.session(subject, |subject| {
            Person::new(subject)
                .organisation(academy)
                .role(Role::Expert)
        })
    }

    /// The mentor of the carrier that an operator runs: somebody without a role.
    pub fn mentor(&self, operator: &str) -> anyhow::Result<Session> {
        let (subject, organisation) = mentor(operator);
        self.session(subject, |subject| {
            Person::new(subject).organisation(organisation)
        })
    }

    /// Someone of a county's office: `nth` tells people of one role apart.
    pub fn official(&self, county: &str, role: Role, nth: usize) -> anyhow::Result<Session> {
        self.session(format!("{role:?}-{county}-{nth}"), |subject| {
            Person::official(subject, county, role)
        })
    }

    /// Someone who writes rules or keeps the keys for an owner of packages: a tenant, or an organisation by its credit code.
    pub fn of_rules(&self, owner: &str, role: Role, nth: usize) -> anyhow::Result<Session> {
        if UnifiedSocialCreditCode::parse(owner).is_err() {
            return self.official(owner, role, nth);
        }
        self.session(format!("{role:?}-{owner}-{nth}"), |subject| {
            Person::new(subject).organisation(owner).role(role)
        })
    }

    fn session(
        &self,
        subject: String,
        person: impl FnOnce(&str) -> Person,
    ) -> anyhow::Result<Session> {
        let mut sessions = self
            .sessions
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(session) = sessions.get(&subject) {
            return Ok(session.clone());
        }
        let session = self.clients.session(&person(&subject))?;
        sessions.insert(subject, session.clone());
        Ok(session)
    }
}
