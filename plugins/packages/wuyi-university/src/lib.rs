//! Wuyi University's check of its own contracts: who must approve, by amount, and how long an
//! agreed price is published.

use kezhuan_sdk::tc_college_check::{Explanation, Facts, Guest, Outcome, Pricing};

struct Rule;

impl Guest for Rule {
    fn decide(facts: Facts) -> Outcome {
        let header = &facts.header;
        let levels = [
            ("VICE_PRESIDENT", header.number("vice_president_from_fen")),
            (
                "PRESIDENT_MEETING",
                header.number("president_meeting_from_fen"),
            ),
        ];
        let needed = levels
            .iter()
            .filter(|(_, from)| facts.contract.t_fen >= *from);
        let explain = needed
            .clone()
            .map(|(code, from)| Explanation::of(code, &[*from]));
        let notice_days = match facts.contract.pricing {
            Pricing::Agreement => header.number("notice_days"),
            Pricing::Listing | Pricing::Auction => 0,
        };
        Outcome {
            ok: true,
            reasons: vec![],
            explain: explain.collect(),
            approvals: needed.map(|(code, _)| (*code).into()).collect(),
            notice_days: u16::try_from(notice_days).expect("days of a notice"),
        }
    }
}

kezhuan_sdk::package!(tc_college_check: Rule);
