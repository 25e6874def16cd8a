//! The two sides of a negotiation, and whether a contract is theirs.
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use serde::{Deserialize, Serialize};

use crate::domain::code_list::code_list;
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::refused::FieldViolation;

code_list! {
    /// Who of the two.
    Side {
        Provider = "PROVIDER", "成果方", "who has the achievement";
        Seeker = "SEEKER", "需求方", "who has the need";
    }
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// In this suite.
    pub organisation: String,
    pub display_name: String,
    /// Unified social credit code; empty where none is known.
    pub credit_code: String,
}

/// A party as a contract names it; each may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContractParty {
    pub organisation: String,
    pub credit_code: String,
}

impl Party {
    pub(super) fn check(&self, form: &mut Form, path: &str) {
        form.needed(format!("{path}.organisation"), &self.organisation, NAME_MAX);
        form.needed(format!("{path}.display_name"), &self.display_name, NAME_MAX);
        self.check_code(form, &format!("{path}.credit_code"));
    }

    /// An organisation that is known by its code has no other.
    pub(super) fn check_code(&self, form: &mut Form, path: &str) {
        let code = self.credit_code.as_str();
        if !code.is_empty() && UnifiedSocialCreditCode::parse(code).is_err() {
            let (zh, en) = (
                "统一社会信用代码有误，请核对",
                "is no unified social credit code: check it",
            );
            form.wrong(FieldViolation::new(path, "CREDIT_CODE_INVALID", zh, en));
        } else if !code.is_empty() && self.is_a_code() && self.organisation != code {
            let (zh, en) = (
                "与本单位的统一社会信用代码不一致，请核对",
                "is not the code of this organisation: check it",
            );
            form.wrong(FieldViolation::new(path, "CREDIT_CODE_OF_ANOTHER", zh, en));
        }
    }

    /// Each of the two has a code of its own: a contract between them would be nobody's otherwise.
    pub(super) fn has_another_code(&self, other: &Party, form: &mut Form, path: &str) {
        if !self.code().is_empty() && self.code() == other.code() {
            let (zh, en) = (
                "与另一方的统一社会信用代码相同，请填写本单位的代码",
                "is the other side's code: give this organisation's own",
            );
            form.wrong(FieldViolation::new(path, "CREDIT_CODE_OF_ANOTHER", zh, en));
        }
    }

    fn is_a_code(&self) -> bool {
        UnifiedSocialCreditCode::parse(&self.organisation).is_ok()
    }

    /// What it says of itself, or is known by.
    fn code(&self) -> &str {
        match self.credit_code.as_str() {
            "" if self.is_a_code() => self.organisation.as_str(),
            code => code,
        }
    }

    /// By the organisation where the contract names one, and by the code where both have one: who signed in is known, what they
    /// wrote down is their word.
    fn is(&self, named: &ContractParty) -> bool {
        let (code, on_paper) = (self.code(), named.credit_code.as_str());
        let has_codes = !code.is_empty() && !on_paper.is_empty();
        let is_same_code = !has_codes || code == on_paper;
        match named.organisation.as_str() {
            "" => has_codes && is_same_code,
            organisation => is_same_code && self.organisation == organisation,
        }
    }
}

/// Whether a contract is between these two, whichever of them sells. A party that can't be told is not one of them.
pub(super) fn are_same(
    (provider, seeker): (&Party, &Party),
    (seller, buyer): (&ContractParty, &ContractParty),
) -> bool {
    (provider.is(seller) && seeker.is(buyer)) || (provider.is(buyer) && seeker.is(seller))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(organisation: &str, credit_code: &str) -> Party {
        Party {
            organisation: organisation.to_owned(),
            display_name: organisation.to_owned(),
            credit_code: credit_code.to_owned(),
        }
    }

    fn named(organisation: &str, credit_code: &str) -> ContractParty {
        ContractParty {
            organisation: organisation.to_owned(),
            credit_code: credit_code.to_owned(),
        }
    }

    #[test]
    fn an_organisation_that_is_a_code_has_no_other() {
        let (own, other) = ("91440300MA5DQJ8U07", "91440300708461136T");
        assert!(UnifiedSocialCreditCode::parse(other).is_ok());
        let known = party(other, "");
        let sides = (&party("wyu", ""), &known);
        let seller = named("wyu", "");
        assert!(are_same(sides, (&seller, &named("", other))));
        assert!(!are_same(sides, (&seller, &named("", own))));
        let mut form = Form::default();
        party(other, own).check_code(&mut form, "credit_code");
        assert!(form.check().is_err());
    }

    #[test]
    fn a_party_is_known_by_who_signed_in_and_by_the_code_on_paper() {
        let sides = (&party("wyu", "A"), &party("acme", ""));
        for (seller, buyer, same) in [
            (named("wyu", "A"), named("acme", "B"), true),
            // Whoever writes down the code of others is not those others.
            (named("other", "A"), named("acme", ""), false),
            (named("", "A"), named("acme", ""), true),
            (named("wyu", "C"), named("acme", ""), false),
            (named("", "A"), named("", ""), false),
            (named("", ""), named("", ""), false),
            (named("wyu", ""), named("wyu", ""), false),
            // Who of the two sells is theirs to agree.
            (named("acme", ""), named("wyu", ""), true),
            (named("wyu", ""), named("third", ""), false),
        ] {
            assert_eq!(are_same(sides, (&seller, &buyer)), same, "{seller:?}");
        }
    }
}
