//! RPCs that every service with cases answers alike. A service says in [`LetterService`] and [`CaseService`] what is its own of them, and lists
//! these modules among those of its own RPCs.
pub mod download_decision_package;
pub mod get_decision;
pub mod list_audit_entries;
pub mod list_codes;
pub mod list_dead_letters;
pub mod list_decisions;
pub mod replay_dead_letter;

use std::pin::Pin;

use futures::Stream;
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::Replayed;
use kezhuan_database::{AuditRow, Database};
use kezhuan_law::code_list::CodeList;
use kezhuan_rpc::Collection;
use kezhuan_rulebook::{Live, Shelf};
use tonic::Status;
use uuid::Uuid;

use crate::error::{Error, Reasons};
use crate::kind::CaseKind;
use crate::parties::Party;

/// The chunks of an answer that is streamed.
pub type Chunks<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Everything an RPC of a service can answer other than success.
pub type ErrorOf<S> = Error<<S as LetterService>::Reasons>;

/// What the RPCs for operators stand on in one service. Cheap to clone.
pub trait LetterService: Clone + Send + Sync + 'static {
    type Reasons: Reasons;

    /// Whose dead letters operators see, and what their events tell of, as the audit log calls it.
    const CONSUMERS: &'static [(&'static str, &'static str)];

    fn database(&self) -> &Database;

    /// Gives the dead letters of one aggregate to the consumer they were for, in order, until one fails or none is left.
    fn replay(
        &self,
        consumer: &str,
        aggregate: Uuid,
    ) -> impl Future<Output = Result<Replayed, ErrorOf<Self>>> + Send;
}

/// What the RPCs about cases stand on.
pub trait CaseService: LetterService {
    type Kind: CaseKind<Reasons = Self::Reasons>;
    type Shelf: Shelf;

    /// Under which prefix its decisions are named.
    const DECISIONS: Collection;

    /// The rules in force.
    fn rulebook(&self) -> &Live<Self::Shelf>;

    /// Every closed list of the interface.
    fn code_lists(&self) -> Vec<CodeList>;

    /// Whether `reader`, whose organisation is `own` in the case, may see who acted and for whom: in a service whose parties are
    /// told of each other, everybody may.
    fn may_see_actor(_reader: &Caller, _own: &[Party], _entry: &AuditRow) -> bool {
        true
    }
}
