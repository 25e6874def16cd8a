//! A timeline entry as it is kept.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_rpc::Problem;
use kezhuan_rule_host::{Digest, Settings};
use uuid::Uuid;

/// One entry.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    pub id: Uuid,
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub settings: serde_json::Value,
    pub in_force_from: NaiveDate,
    /// The first day it is no longer in force.
    pub in_force_until: Option<NaiveDate>,
    pub applies_to_open_cases: bool,
    /// The key its package was signed with: one of the package's owner.
    pub key_id: String,
    pub package_owner: String,
    /// Of its activation.
    pub reason: String,
    /// The entry that it goes on from behind a correction.
    pub continues: Option<Uuid>,
}

impl Entry {
    /// The entry its rule was approved as: itself, unless a correction cut it in two.
    pub(crate) fn approved_as(&self) -> Uuid {
        self.continues.unwrap_or(self.id)
    }

    /// The entry as the rulebook takes it; nothing where this version can't read it.
    pub fn for_rulebook(&self) -> Option<kezhuan_rule_host::Entry> {
        Some(kezhuan_rule_host::Entry {
            id: self.id,
            tenant: self.tenant.clone(),
            hook: self.hook.parse().ok()?,
            package: Digest::from(<[u8; 32]>::try_from(&self.package_digest[..]).ok()?),
            settings: Arc::new(Settings::from_json(&self.settings).ok()?),
            from: self.in_force_from,
            until: self.in_force_until,
            applies_to_open_cases: self.applies_to_open_cases,
        })
    }

    /// The entry as the rules service tells it; `domain` names the reasons.
    pub(crate) fn read(entry: &TimelineEntry, domain: &'static str) -> Result<Entry, Problem> {
        let wrong = |field: &str| {
            Problem::of_field(
                domain,
                field,
                "ENTRY_INVALID",
                "时间线条目无法识别",
                "the timeline entry can't be read",
            )
        };
        let continues = match entry.continues.as_str() {
            "" => None,
            name => Some(id(name, "timelineEntries/").ok_or_else(|| wrong("continues"))?),
        };
        let settings: serde_json::Value =
            serde_json::from_str(&entry.settings_json).map_err(|_| wrong("settings_json"))?;
        Settings::from_json(&settings).map_err(|_| wrong("settings_json"))?;
        let day = |text: &str, field: &str| text.parse().map_err(|_| wrong(field));
        let first_day: NaiveDate = day(&entry.effective_from, "effective_from")?;
        let last_day: Option<NaiveDate> = match entry.effective_to.as_str() {
            "" => None,
            text => Some(day(text, "effective_to")?),
        };
        Ok(Entry {
            id: id(&entry.name, "timelineEntries/").ok_or_else(|| wrong("name"))?,
            tenant: entry.tenant.clone(),
            hook: entry.hook.clone(),
            package_digest: digest(&entry.package).ok_or_else(|| wrong("package"))?,
            settings,
            in_force_from: first_day,
            // A correction took all the days of one that is superseded.
            in_force_until: match entry.state() == State::Superseded {
                true => Some(first_day),
                false => last_day
                    .map(|day| day.succ_opt().ok_or_else(|| wrong("effective_to")))
                    .transpose()?,
            },
            applies_to_open_cases: entry.applies_to_open_cases,
            key_id: entry.key.clone(),
            // An older rules service says of none: then each was its tenant's own.
            package_owner: match entry.package_owner.as_str() {
                "" => entry.tenant.clone(),
                owner => owner.to_owned(),
            },
            reason: entry.reason.clone(),
            continues,
        })
    }
}

/// The digest in `packages/{digest}`.
pub(crate) fn digest(name: &str) -> Option<Vec<u8>> {
    let digest: Digest = name.strip_prefix("packages/")?.parse().ok()?;
    Some(digest.as_bytes().to_vec())
}

/// The id that a name of the rules service holds.
pub(crate) fn id(name: &str, prefix: &str) -> Option<Uuid> {
    Uuid::try_parse(name.strip_prefix(prefix)?).ok()
}

/// The same of a name that the rest stands on.
pub(crate) fn id_of(name: &str, prefix: &str, domain: &'static str) -> Result<Uuid, Problem> {
    id(name, prefix).ok_or_else(|| {
        Problem::of_field(
            domain,
            "name",
            "NAME_INVALID",
            "名称无法识别",
            "the name can't be read",
        )
    })
}
