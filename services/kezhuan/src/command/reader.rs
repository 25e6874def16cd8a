//! As whom records are read: an auditor of the city, unless somebody else is named.
use clap::Args;
use kezhuan_auth::Role;

use super::DataFolder;
use super::who::{Who, role};
use crate::suite::{Clients, Session};

/// A reader, and the suite that is asked.
#[derive(Args, Clone, Debug)]
pub struct Reader {
    #[command(flatten)]
    who: Who,
    /// 查阅者的角色 · Role of the reader
    #[arg(long, value_name = "ROLE", default_value = "auditor", value_parser = role)]
    role: Role,
    #[command(flatten)]
    data: DataFolder,
}

impl Reader {
    /// Who reads in another role than an auditor's where none is said.
    pub(super) fn new(who: Who, role: Role, data: DataFolder) -> Reader {
        Reader { who, role, data }
    }

    /// A session as the reader.
    pub fn session(&self) -> anyhow::Result<Session> {
        let mut who = self.who.clone();
        if who.tenant.is_none() && who.organisation.is_none() {
            who.tenant = Some(kezhuan_law::regions::PREFECTURE.to_owned());
        }
        Clients::of(&self.data.folder)?.session(&who.with(&[self.role]))
    }

    /// The reader, for a record of who looked.
    pub fn described(&self) -> String {
        let role = serde_json::to_value(self.role).ok();
        let role = role.as_ref().and_then(serde_json::Value::as_str);
        let of = match (&self.who.organisation, &self.who.tenant) {
            (Some(organisation), _) => organisation.clone(),
            (None, Some(tenant)) => tenant.clone(),
            (None, None) => kezhuan_law::regions::PREFECTURE.to_owned(),
        };
        format!(
            "{} ({} of {of})",
            self.who.subject,
            role.unwrap_or_default()
        )
    }
}
