//! Every closed list of the interface, and of the reasons that rules and cards give, as data for clients.
use super::code_list::CodeList;
use super::{
    award_mean, award_round, event, matching, negotiation, nomination, nomination_check,
    outcome_count, project, project_call, registration, submission,
};

/// The lists, each under the name of its enum in the interface, or of the reasons it holds.
pub fn lists() -> Vec<CodeList> {
    vec![
        event::State::list("Event.State"),
        event::Kind::list("Event.Kind"),
        event::PersonRole::list("PersonRole"),
        registration::State::list("Registration.State"),
        project_call::State::list("ProjectCall.State"),
        project::State::list("Project.State"),
        negotiation::State::list("Negotiation.State"),
        negotiation::Side::list("Negotiation.Side"),
        negotiation::Progress::list("Negotiation.Progress"),
        negotiation::ContractStatus::list("Negotiation.ContractStatus"),
        negotiation::EndingCode::list("Negotiation.Ending.Code"),
        negotiation::Reminder::list("NegotiationReminded.kind"),
        submission::State::list("Need.State"),
        submission::State::list("Achievement.State"),
        matching::State::list("Matching.State"),
        matching::RuleSaid::list("MatchList.Rule"),
        outcome_count::Reason::list("Negotiation.Outcome.reasons"),
        award_round::State::list("AwardRound.State"),
        award_mean::Band::list("Award.Band"),
        nomination::State::list("Nomination.State"),
        nomination::Block::list("Nomination.Blocked"),
        nomination::Reminder::list("NominationReminded.kind"),
        nomination_check::Reason::list("FileNomination.reasons"),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_list_stands_once_and_has_no_code_twice() {
        let lists = super::lists();
        let fields: BTreeSet<&str> = lists.iter().map(|list| list.field).collect();
        assert_eq!(fields.len(), lists.len());
        for list in lists {
            let codes: BTreeSet<&str> = list.codes.iter().map(|entry| entry.code).collect();
            assert!(
                !codes.is_empty() && codes.len() == list.codes.len(),
                "{}",
                list.field
            );
        }
    }
}
