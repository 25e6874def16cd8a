//! What a person holds in the hand and checks without the suite: decision files, audit entries, receipts and a case's archive.
//! Nothing here asks a server; `fetch` and `export` are where they come from.
pub mod archive;
mod audit_file;
mod checked;
mod checker;
mod decision_check;
mod decision_file;
mod difference;
mod document;
pub mod export;
pub mod fetch;
mod keepers;
mod keys;
mod machine_bound;
mod message_json;
mod not_asked;
mod receipt_file;

pub use audit_file::AuditFile;
pub use checked::Checked;
pub use checker::Checker;
pub use decision_file::{DecisionFile, PackagePart};
pub use document::Document;
pub use keepers::Keeper;
pub use keys::Keys;
pub use receipt_file::{HeadPart, ReceiptFile};
