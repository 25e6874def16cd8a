//! What a service brings: its programmes, what a claim is about, and its rules.
use std::future::Future;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_law::Fen;
use kezhuan_rulebook::{Asked, Asking};
use sqlx::PgConnection;

use crate::Error;
use crate::domain::{Answer, Claim, Earlier, Period, Programme, Subject, paid_in};

/// A service that grants.
pub trait Benefits: Clone + Send + Sync + 'static {
    /// Under whose name the service's reasons are unique.
    const DOMAIN: &'static str;
    /// What it grants; the families are different.
    const PROGRAMMES: &'static [Programme];

    /// What a new claim is about, as `caller` may see it; refuses what record or law forbids. Before any row is held.
    fn subject(
        &self,
        caller: &Caller,
        wanted: &Wanted,
    ) -> impl Future<Output = Result<Subject, Error>> + Send;

    /// How what a claim is about stands now, with the eyes of whoever takes the step: claimant, authority or service. Asked
    /// before the rule is and again while the claim is held; where the two differ, the rule is asked again.
    fn standing<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        claim: &'a Claim,
    ) -> BoxFuture<'a, Result<Standing, Error>>;

    /// Gathers the facts of the programme's hook and asks the rule. For what the claimant may not see, read as the service.
    fn ask(&self, question: &Question)
    -> impl Future<Output = Result<Asked<Answer>, Error>> + Send;
}

/// What somebody wants to claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub programme: &'static Programme,
    /// Name of the subject.
    pub subject: String,
    /// The event of the subject; may be empty.
    pub occasion: String,
    pub period: Option<Period>,
}

/// How a claim's subject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Another one where the rule would be told something else.
    pub version: i64,
    /// The most that the host's own law allows; `None` where it has no figure.
    pub most: Option<Fen>,
}

/// What is asked of a rule.
#[derive(Debug, Clone)]
pub struct Question {
    pub claim: Claim,
    /// What the same programme of the same authority granted the claim's organisations, or for its subject, by other claims.
    pub earlier: Vec<Earlier>,
    /// What the budget still has, or its whole appropriation where claims may wait for money; `None` while nothing was appropriated.
    pub budget_left: Option<Fen>,
    /// Whose rule, and for which days.
    pub asking: Asking,
}

impl Question {
    /// What the claimant was granted in the claim's year.
    pub fn paid_year(&self) -> Fen {
        self.paid_year_of(&self.claim.claimant)
    }

    /// What one of the claim's organisations was granted in its year.
    pub fn paid_year_of(&self, organisation: &str) -> Fen {
        paid_in(&self.earlier, organisation, self.claim.year)
    }
}
