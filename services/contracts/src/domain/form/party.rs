//! One party of a contract, as the form names it.
use kezhuan_law::regions;
use serde::{Deserialize, Serialize};

use super::codes::PartyType;
use crate::domain::claim::Recipient;
use crate::domain::entered::Entered;

/// Regions of the national return that lie outside the mainland.
const ABROAD: &[&str] = &["7100", "8000"];

/// A seller, buyer or broker.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FormParty {
    pub display_name: String,
    /// Unified social credit code; empty for a person, and for parties abroad.
    pub credit_code: String,
    pub party_type: Entered<PartyType>,
    /// Six digits (GB/T 2260).
    pub division: String,
    /// Organisation in this suite, so that its people may act; may be empty.
    pub organisation: String,
    /// Tenant code when the party is a college of the city.
    pub college: String,
}

impl FormParty {
    /// Whether the party sits outside the mainland (Hong Kong, Macao and Taiwan count as outside).
    pub fn is_abroad(&self) -> bool {
        regions::is_division_code(&self.division)
            && ABROAD.contains(&regions::national_region_code(&self.division))
    }

    /// What tells the party from others on paper: its code, else its name. Absent where the form has neither.
    pub(super) fn identity(&self) -> Option<String> {
        let identity = match self.credit_code.is_empty() {
            true => squeezed(&self.display_name),
            false => self.credit_code.clone(),
        };
        (!identity.is_empty()).then_some(identity)
    }

    /// What names the party over its contracts and grants: its credit code, or what stands in for one.
    pub fn enterprise(&self) -> &str {
        [&self.credit_code, &self.organisation]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or(self.display_name.trim(), String::as_str)
    }

    /// What everybody may read of who the party is: its name, and no number of a person's.
    pub fn recipient(&self) -> Recipient {
        let is_person = self.party_type.get() == Some(PartyType::Person);
        Recipient {
            name: self.display_name.trim().to_owned(),
            credit_code: match is_person {
                true => String::new(),
                false => self.credit_code.clone(),
            },
        }
    }

    /// Where the party is and who acts for it, and nothing of who it is.
    pub(super) fn without_content(&self) -> FormParty {
        FormParty {
            division: self.division.clone(),
            organisation: self.organisation.clone(),
            ..FormParty::default()
        }
    }

    /// Whether two entries name the same party.
    pub(super) fn is_same_as(&self, other: &FormParty) -> bool {
        let same = |mine: &str, theirs: &str| !mine.is_empty() && mine == theirs;
        if !self.credit_code.is_empty() && !other.credit_code.is_empty() {
            return self.credit_code == other.credit_code;
        }
        same(&self.organisation, &other.organisation)
            || same(self.display_name.trim(), other.display_name.trim())
    }
}

/// A text by its letters alone, so that spaces and capitals make no difference.
pub(super) fn squeezed(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}
