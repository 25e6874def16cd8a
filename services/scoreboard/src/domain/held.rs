//! What K10 stands beside: events that were held, who came to them, and the projects that were submitted to them.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::counted::{Counts, Days};
use super::figure::Code;
use super::outcomes::rest_of_year;

/// An event that is over, once its doors have told of everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// events/{uuid}
    pub event: String,
    /// Where it took place.
    pub division: String,
    /// Its last day.
    pub ended_on: NaiveDate,
    /// Who came.
    pub people: i64,
    /// How often they came to its sessions together.
    pub person_times: i64,
}

/// The people who came to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendees(pub Held);

/// How often they came to its sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTimes(pub Held);

/// A project that was submitted to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// projects/{uuid}
    pub project: String,
    /// events/{uuid}
    pub event: String,
    /// Where the event takes place.
    pub division: String,
    pub submitted_on: NaiveDate,
    pub is_withdrawn: bool,
}

impl Counts for Held {
    const CODE: Code = Code::K10e;

    fn division(&self) -> &str {
        &self.division
    }

    fn counted_as(&self) -> &str {
        &self.event
    }

    fn days(&self) -> Option<Days> {
        Some(rest_of_year(self.ended_on))
    }
}

impl Counts for Attendees {
    const CODE: Code = Code::K10a;

    fn division(&self) -> &str {
        self.0.division()
    }

    fn counted_as(&self) -> &str {
        self.0.counted_as()
    }

    fn days(&self) -> Option<Days> {
        self.0.days()
    }

    fn weight(&self) -> i64 {
        self.0.people.max(0)
    }
}

impl Counts for PersonTimes {
    const CODE: Code = Code::K10t;

    fn division(&self) -> &str {
        self.0.division()
    }

    fn counted_as(&self) -> &str {
        self.0.counted_as()
    }

    fn days(&self) -> Option<Days> {
        self.0.days()
    }

    fn weight(&self) -> i64 {
        self.0.person_times.max(0)
    }
}

impl Counts for Submitted {
    const CODE: Code = Code::K10p;

    fn division(&self) -> &str {
        &self.division
    }

    fn counted_as(&self) -> &str {
        &self.project
    }

    fn days(&self) -> Option<Days> {
        (!self.is_withdrawn).then(|| rest_of_year(self.submitted_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_and_its_people_are_many() {
        let held = Held {
            event: "events/1".to_owned(),
            division: "440703".to_owned(),
            ended_on: "2025-05-20".parse().unwrap(),
            people: 80,
            person_times: 130,
        };
        let weights = [
            held.weight(),
            Attendees(held.clone()).weight(),
            PersonTimes(held.clone()).weight(),
        ];
        assert_eq!(weights, [1, 80, 130]);
        assert_eq!(Attendees(held.clone()).days(), held.days());
    }

    #[test]
    fn a_project_that_was_withdrawn_counts_no_more() {
        let mut project = Submitted {
            project: "projects/1".to_owned(),
            event: "events/1".to_owned(),
            division: "440703".to_owned(),
            submitted_on: "2025-04-01".parse().unwrap(),
            is_withdrawn: false,
        };
        assert!(project.days().is_some());
        project.is_withdrawn = true;
        assert_eq!(project.days(), None);
    }
}
