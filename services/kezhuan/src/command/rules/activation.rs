//! Proposing an activation, and deciding on one.
use std::path::PathBuf;

use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_protocol::rules::v1::timeline_entry::State;

use super::{Place, preview, short};
use crate::request_id;
use crate::rules_desk::{self, Activation};

/// What is to answer, from when on, under which figures.
#[derive(clap::Args)]
pub struct Wanted {
    /// Question the package answers from then on
    #[arg(long, value_name = "tc.incentive@1")]
    hook: String,
    /// First legal date
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: NaiveDate,
    /// Last legal date; open when left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<NaiveDate>,
    /// JSON file with the figures; the package's own when left out
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Cases that asked an earlier rule ask this one too
    #[arg(long)]
    open_cases_too: bool,
    /// Why, for the record
    #[arg(long)]
    reason: String,
}

/// Proposes it, and prints the proposal's name.
pub async fn propose(package: String, wanted: Wanted, place: &Place) -> anyhow::Result<()> {
    let settings_json = match wanted.settings {
        Some(file) => String::from_utf8(rules_desk::read(&file)?)?,
        None => String::new(),
    };
    let activation = Activation {
        tenant: place.tenant()?.to_owned(),
        hook: wanted.hook,
        package,
        settings_json,
        from: wanted.from,
        until: wanted.until,
        applies_to_open_cases: wanted.open_cases_too,
        reason: wanted.reason,
    };
    let session = place.session(Role::RuleApprover)?;
    let entry = rules_desk::activate(&session, &activation, request_id::fresh()).await?;
    tell(&entry);
    Ok(())
}

/// Agrees to it.
pub async fn approve(name: &str, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleApprover)?;
    tell(&rules_desk::approve(&session, name, request_id::fresh()).await?);
    Ok(())
}

/// Says no to it.
pub async fn refuse(name: &str, reason: &str, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleApprover)?;
    tell(&rules_desk::refuse(&session, name, reason, request_id::fresh()).await?);
    Ok(())
}

/// Takes it back.
pub async fn withdraw(name: &str, reason: &str, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleApprover)?;
    tell(&rules_desk::withdraw(&session, name, reason, request_id::fresh()).await?);
    Ok(())
}

/// The name first, so that it can be put into a variable; then what it would have changed, and where it stands.
fn tell(entry: &TimelineEntry) {
    let approvals = entry.approvals.iter();
    let agreed: Vec<_> = approvals
        .map(|approval| approval.approver.as_str())
        .collect();
    let agreed = match agreed.is_empty() {
        true => "nobody yet".to_owned(),
        false => agreed.join(", "),
    };
    let (package, hook, tenant) = (short(&entry.package), &entry.hook, &entry.tenant);
    let from = &entry.effective_from;
    println!("{}", entry.name);
    preview::tell(entry);
    match entry.state() {
        State::Proposed | State::Unspecified => println!(
            "{package} is proposed for {hook} of {tenant} from {from}; agreed: {agreed}; two must who did not upload it"
        ),
        State::Approved => {
            println!("{package} answers {hook} of {tenant} from {from}; agreed: {agreed}");
        }
        State::Refused => println!("refused by {}: {}", entry.ended_by, entry.ended_reason),
        State::Withdrawn => println!("taken back by {}: {}", entry.ended_by, entry.ended_reason),
    }
}
