//! Runs rule packages: WebAssembly components that counties and colleges own. A rule is asked and
//! answers; it commits nothing, imports nothing, starts from the same clean memory each time, and
//! whatever it does wrong is a stored outcome.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use kezhuan_rule_host::{Host, HostConfig, Question, Rulebook};
//!
//! let host = Host::start(&HostConfig::default())?;
//! let files = ["plugins/packages/pengjiang/pengjiang.wasm".into()];
//! let rulebook = Rulebook::from_files(&host, &files, "2025-01-01".parse()?)?;
//! let question = Question {
//!     tenant: "440703".into(),
//!     hook: "tc.split@1".parse()?,
//!     division: "440703".into(),
//!     legal_date: "2025-03-31".parse()?,
//!     as_of: "2025-03-31".parse()?,
//!     budget_left_fen: None,
//!     facts: serde_json::json!({ "amount_fen": 1_000_001, "division": "440703" }),
//! };
//! let rule = rulebook.in_force("440703", &question.hook, question.legal_date, None);
//! let decision = host.ask_json(rule.as_ref(), question).await;
//! assert_eq!(decision.answer().map(|answer| &answer.value["city_fen"]), Some(&300_000.into()));
//! # Ok(())
//! # }
//! ```

// Generated bindings name this crate, also in its own tests.
#[cfg(test)]
extern crate self as kezhuan_rule_host;

mod adapt;
mod allowance;
mod artefacts;
mod ask;
mod beside;
mod between;
mod boundary;
mod call;
pub mod canonical;
mod cases;
mod compiler;
mod config;
mod decision;
mod declared_caps;
mod digest;
mod engine;
#[cfg(test)]
mod evolution;
mod explain;
mod figures;
mod gate;
mod generated;
mod guard;
mod hook_id;
mod hooks;
mod host;
mod inspect;
mod instead;
mod interface;
mod invariants;
mod manifest;
mod package;
mod question;
mod replay;
mod restraint;
mod rulebook;
mod seen;
mod settings;
mod shortened;
pub mod signature;
mod spots;
mod timeline;
mod told;
mod typed;
mod values;
mod verify;
mod worked_cases;

pub use wasmtime;

pub use between::VariedTrial;
pub use boundary::{BoundaryFailure, BoundaryTrial};
pub use call::Instances;
pub use cases::CaseResult;
pub use compiler::{CompileError, INVALID_STATUS};
pub use config::HostConfig;
pub use decision::{Answer, Decision, Failure, FailureKind, Outcome, Pin};
pub use digest::{Digest, NotADigest};
pub use engine::compiling as compiling_engine;
pub use explain::{Change, Explained, explain};
pub use generated::{Variation, variations};
pub use guard::Guard;
pub use hook_id::{HookId, NotAHook};
pub use hooks::{Adapter, HookDefinition, Version, hooks, majors};
pub use host::{Host, LoadError, StartError};
pub use inspect::{Answers, Inspection, PackageRefused, Refusal, inspect, read_papers, validate};
pub use instead::ask_instead;
pub use invariants::{Breach, Invariants, Owner};
pub use manifest::{Class, Label, Manifest, ManifestHook, Worded, WorkedCase};
pub use package::Package;
pub use question::{Header, Param, ParamValue, Question};
pub use replay::{Again, Asker, Candidate};
pub use restraint::{Fallback, Restraints};
pub use rulebook::{LiveRulebook, NotLoaded, Rule, Rulebook};
pub use settings::{Setting, SettingSchema, Settings, SettingsRefused, SettingsSchema};
pub use shortened::shortened;
pub use timeline::{Entry, Gap, Overlap, Timeline};
pub use told::Told;
pub use typed::{Asked, Hook};
pub use verify::{Mismatch, Shown, Stored, ask_again, verify};
pub use worked_cases::WorkedCases;
