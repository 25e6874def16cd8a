//! Whose rules they are: an authority's, or an organisation's for what it does itself, as a bank lends.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;

/// The two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A tenant: a division or a college.
    Authority,
    /// Known by its unified social credit code.
    Organisation,
}

/// Another kind of owner answers the hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotYours {
    #[error("an authority's rule answers this hook, no organisation's")]
    OfAuthorities,
    #[error("each organisation answers this hook for itself, no authority does")]
    OfOrganisations,
}

impl Owner {
    /// By the code; no tenant's has the form of a credit code.
    pub fn of(code: &str) -> Owner {
        match UnifiedSocialCreditCode::parse(code) {
            Ok(_) => Owner::Organisation,
            Err(_) => Owner::Authority,
        }
    }
}

/// Whether a rule of `code` may answer a hook that is `answered_by` such owners.
pub fn may_answer(code: &str, answered_by: Owner) -> Result<(), NotYours> {
    match (Owner::of(code), answered_by) {
        (Owner::Authority, Owner::Authority) | (Owner::Organisation, Owner::Organisation) => Ok(()),
        (Owner::Organisation, Owner::Authority) => Err(NotYours::OfAuthorities),
        (Owner::Authority, Owner::Organisation) => Err(NotYours::OfOrganisations),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_answers_its_own_hooks() {
        let bank = "91440700MA5WBANK0B";
        for county in ["440703", "440700", "WYU", "", "91440700MA5WBANK0C"] {
            assert_eq!(may_answer(county, Owner::Authority), Ok(()), "{county}");
            let refused = may_answer(county, Owner::Organisation);
            assert_eq!(refused, Err(NotYours::OfOrganisations), "{county}");
        }
        assert_eq!(may_answer(bank, Owner::Organisation), Ok(()));
        let refused = may_answer(bank, Owner::Authority);
        assert_eq!(refused, Err(NotYours::OfAuthorities));
    }
}
