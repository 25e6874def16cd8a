//! `evt.coi@1`: why an expert should not judge a project, beside the host's own reasons.
use kezhuan_rulebook::Shelf;

use super::bindings::evt_coi::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, small_count};

/// An expert and a project as a rule is told of them; nobody is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigning {
    /// Of the case.
    pub case_division: String,
    pub expert: Judge,
    /// The host's ids of those who carry the project out.
    pub organisations: Vec<String>,
    /// Six digits each, where known.
    pub divisions: Vec<String>,
    pub nominator: Option<String>,
    pub nominator_division: Option<String>,
    /// How many people stand for it.
    pub people: i64,
    /// Whether card `evt.coi` finds a conflict.
    pub host_recuses: bool,
}

/// The expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judge {
    pub organisation: String,
    pub division: Option<String>,
    pub is_own_staff: bool,
    /// Projects of the same round that they judge already.
    pub assigned: i64,
    /// Other projects of their organisation in the same round.
    pub own_entries: i64,
    pub coauthors: i64,
    pub relatives: i64,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority; the answer is every reason against the expert that the rule adds. Legal date: the assignment.
    pub async fn conflicts(
        &self,
        assigning: Assigning,
        asking: Asking,
    ) -> Result<Asked<Vec<String>>, S::Error> {
        let division = assigning.case_division.clone();
        let facts = move |header| told(assigning, header);
        let of = (division.as_str(), None);
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| match outcome.ok {
            true => Ok(Vec::new()),
            // An answer that recuses says why, or it is none.
            false if outcome.reasons.is_empty() => Err("REASONS_MISSING"),
            false => Ok(outcome.reasons),
        }))
    }
}

fn told(assigning: Assigning, header: hook::Header) -> Facts {
    let judge = assigning.expert;
    Facts {
        header,
        expert: hook::Expert {
            organisation: judge.organisation,
            division: judge.division,
            is_own_staff: judge.is_own_staff,
            assigned: small_count(judge.assigned),
            own_entries: small_count(judge.own_entries),
            coauthors: small_count(judge.coauthors),
            relatives: small_count(judge.relatives),
        },
        project: hook::Project {
            organisations: assigning.organisations,
            divisions: assigning.divisions,
            nominator: assigning.nominator,
            nominator_division: assigning.nominator_division,
            people: small_count(assigning.people),
        },
        host_recuses: assigning.host_recuses,
    }
}
