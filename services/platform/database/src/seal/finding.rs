//! What an audit of the log can find, in words that name the row.
use std::fmt;

use uuid::Uuid;

use super::TreeHead;
use super::digest::RowKind;

const FINDINGS_MAX: usize = 1_000;

/// What a decision names by digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedKind {
    Package,
    Settings,
}

impl NamedKind {
    fn as_str(self) -> &'static str {
        match self {
            NamedKind::Package => "rule package",
            NamedKind::Settings => "settings",
        }
    }

    fn removed(self) -> &'static str {
        match self {
            NamedKind::Package => "was removed",
            NamedKind::Settings => "were removed: none stand beside its package",
        }
    }

    /// Settings are stored without their digest, so altered ones look like others.
    fn altered(self) -> &'static str {
        match self {
            NamedKind::Package => "was altered: the bytes stored under it have another digest",
            NamedKind::Settings => {
                "were altered, or removed from beside others: those stored with its package have another digest"
            }
        }
    }
}

/// Something in the log that is not as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A leaf number is missing: a leaf was removed.
    LeafMissing { leaf_index: i64 },
    /// A sealed row is gone.
    RowMissing {
        leaf_index: i64,
        kind: RowKind,
        row_id: Uuid,
    },
    /// A sealed row is not what was sealed.
    RowAltered {
        leaf_index: i64,
        kind: RowKind,
        row_id: Uuid,
    },
    /// A row that no head covers although it is old enough.
    RowUnsealed { kind: RowKind, row_id: Uuid },
    /// The leaves below this head have another root than the one signed.
    HeadBroken { number: i64 },
    /// The signature is not the key's.
    HeadUnsigned { number: i64 },
    /// Head numbers have a hole.
    HeadMissing { number: i64 },
    /// Leaves stand beyond the newest head.
    LeavesBeyondHead { leaves: i64 },
    /// A kept hash of a subtree is not that of its leaves.
    NodeAltered { level: i16, place: i64 },
    /// What a sealed decision names by digest is not stored.
    NamedMissing {
        kind: NamedKind,
        digest: String,
        /// The first that names it.
        decision: Uuid,
    },
    /// What is stored for a sealed decision has another digest than the one it names.
    NamedAltered {
        kind: NamedKind,
        digest: String,
        decision: Uuid,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::LeafMissing { leaf_index } => write!(f, "leaf {leaf_index} was removed"),
            Finding::RowMissing {
                leaf_index,
                kind,
                row_id,
            } => write!(f, "{kind} {row_id} (leaf {leaf_index}) was removed"),
            Finding::RowAltered {
                leaf_index,
                kind,
                row_id,
            } => write!(
                f,
                "{kind} {row_id} (leaf {leaf_index}) is not what was sealed"
            ),
            Finding::RowUnsealed { kind, row_id } => write!(
                f,
                "{kind} {row_id} stands under no leaf and is old enough to: not written by the service, \
                 its leaf was removed, or nobody seals"
            ),
            Finding::HeadBroken { number } => write!(
                f,
                "tree head {number}: the leaves below it have another root than the one signed"
            ),
            Finding::HeadUnsigned { number } => write!(
                f,
                "tree head {number} does not carry the key's signature: it was altered, or the key is another"
            ),
            Finding::HeadMissing { number } => write!(f, "tree head {number} was removed"),
            Finding::LeavesBeyondHead { leaves } => write!(
                f,
                "{leaves} leaves stand beyond the newest head: its successors were removed"
            ),
            Finding::NodeAltered { level, place } => write!(
                f,
                "the kept hash of subtree {place} on level {level} is not that of its leaves"
            ),
            Finding::NamedMissing {
                kind,
                digest,
                decision,
            } => write!(
                f,
                "{} {digest}, named by decision {decision}, {}",
                kind.as_str(),
                kind.removed()
            ),
            Finding::NamedAltered {
                kind,
                digest,
                decision,
            } => write!(
                f,
                "{} {digest}, named by decision {decision}, {}",
                kind.as_str(),
                kind.altered()
            ),
        }
    }
}

/// What an audit saw.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub audit_entries: i64,
    pub decisions: i64,
    pub leaves: i64,
    pub heads: i64,
    /// Rows that no head covers yet: outside the promise.
    pub younger: i64,
    /// The first thousand.
    pub findings: Vec<Finding>,
    pub newest: Option<TreeHead>,
}

impl Report {
    /// Whether everything is as it was signed.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    pub(super) fn find(&mut self, finding: Finding) {
        if !self.is_full() {
            self.findings.push(finding);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= FINDINGS_MAX
    }
}
