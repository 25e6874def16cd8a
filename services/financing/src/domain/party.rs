//! Who has a part in a case beside the enterprise and its bank, as the enterprise names them.
use serde::{Deserialize, Serialize};

use super::code_list::code_list;
use super::refused::Refused;

code_list! {
    /// As what an organisation has its part.
    Capacity {
        Valuer = "VALUER", "评估机构", "valuer";
        Insurer = "INSURER", "保险机构", "insurer";
        Guarantor = "GUARANTOR", "担保机构", "guarantor";
    }
}

/// One organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub organisation: String,
    pub capacity: Capacity,
}

fn named(party: &Party) -> &str {
    party.organisation.trim()
}

/// Holds that nobody has a part in a case twice, and that neither of its two sides has another one.
pub fn check(others: &[Party], sides: &[&str]) -> Result<(), Refused> {
    let wrong = others.iter().enumerate().any(|(place, party)| {
        named(party).is_empty()
            || sides.contains(&named(party))
            || others[..place]
                .iter()
                .any(|before| named(before) == named(party))
    });
    if !wrong {
        return Ok(());
    }
    Err(Refused::new(
        "PARTIES_INVALID",
        "评估、保险、担保机构须各不相同,且不得为借款企业或银行",
        "valuer, insurer and guarantor are different organisations, and neither the enterprise nor the bank",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(organisation: &str, capacity: Capacity) -> Party {
        Party {
            organisation: organisation.to_owned(),
            capacity,
        }
    }

    #[test]
    fn whoever_has_a_part_has_one() {
        use Capacity::*;
        let good = [party("val", Valuer), party("ins", Insurer)];
        assert_eq!(check(&good, &["acme", "bank"]), Ok(()));
        for bad in [
            vec![party("bank", Valuer)],
            vec![party("acme", Guarantor)],
            vec![party(" ", Insurer)],
            vec![party("val", Valuer), party("val", Insurer)],
        ] {
            let refused = check(&bad, &["acme", "bank"]).unwrap_err();
            assert_eq!(refused.reason, "PARTIES_INVALID");
        }
    }
}
