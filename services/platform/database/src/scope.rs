//! Whose eyes a transaction looks with: tenant, organisation and reach, set in the round trip
//! of its BEGIN.
use kezhuan_auth::{Caller, Reach};

use crate::Error;

/// What row security asks about the caller. Writes of one scope may share a commit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    pub tenant: String,
    pub organisation: String,
    reach: &'static str,
}

impl Scope {
    /// The caller's scope, unless its names could not stand in a statement.
    pub fn of(caller: &Caller) -> Result<Self, Error> {
        Ok(Self {
            tenant: plain("tenant", &caller.tenant, 32)?,
            organisation: plain("organisation", &caller.organisation, 128)?,
            reach: match caller.reach() {
                Reach::Own => "own",
                Reach::Party => "party",
                Reach::Rules => "rules",
                Reach::City => "city",
                Reach::Auditor => "auditor",
                Reach::Service => "service",
            },
        })
    }

    /// Opens a transaction and sets who is asking, as one simple query.
    pub fn begin(&self) -> String {
        self.opening("BEGIN")
    }

    /// The same for a transaction that cannot write.
    pub fn begin_read_only(&self) -> String {
        self.opening("BEGIN READ ONLY")
    }

    fn opening(&self, begin: &str) -> String {
        let Self {
            tenant,
            organisation,
            reach,
        } = self;
        format!(
            "{begin}; SELECT set_config('kezhuan.tenant','{tenant}',true),\
             set_config('kezhuan.organisation','{organisation}',true),\
             set_config('kezhuan.reach','{reach}',true)"
        )
    }
}

// The simple protocol has no parameters: nothing that could end a literal may come this far.
pub(crate) fn plain(field: &'static str, value: &str, length_max: usize) -> Result<String, Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/@".contains(&byte);
    if value.len() <= length_max && value.bytes().all(allowed) {
        Ok(value.to_owned())
    } else {
        Err(Error::Scope {
            field,
            value: value.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_end_a_literal_are_refused() {
        for bad in ["'", "a'b", "a\\", "a;b", "a b", "\u{0}", "中", "$$"] {
            assert!(plain("tenant", bad, 32).is_err(), "{bad:?}");
        }
        assert!(plain("tenant", &"4".repeat(33), 32).is_err());
        for good in ["440703", "WYU", "91440703MA4UTEST0X", "bank:icbc-jm", ""] {
            assert!(plain("tenant", good, 32).is_ok(), "{good:?}");
        }
    }
}
