//! Every closed list of the interface, and of the reasons that rules and typical conditions give, as data for clients.
use super::code_list::CodeList;
use super::parameters::Parameters;
use super::transformation_base::{self as base, lifecycle};
use super::{achievement, call, demonstration, extension, plot, score, season, trial, variety};

/// The lists, each under the name of its enum in the interface, or of the reasons it holds.
pub fn lists(parameters: &Parameters) -> Vec<CodeList> {
    vec![
        call::State::list("Call.State"),
        call::Level::list("Base.Level"),
        base::State::list("Base.State"),
        base::Carrier::list("Base.Carrier"),
        parameters.fields.list("Base.field"),
        base::Round::list("ScoreBaseRequest.Round"),
        base::Condition::list("ACCREDITATION"),
        base::Reminder::list("BaseReminded.kind"),
        base::AssessmentKind::list("Assessment.Kind"),
        score::Grade::list("Base.Grade"),
        lifecycle::Code::list("Assessment.code"),
        variety::State::list("Variety.State"),
        variety::Action::list("Variety.Action"),
        variety::Code::list("VarietyAnswer.Code"),
        variety::Missing::list("Variety.missing_for_approval"),
        season::Term::list("SEASON"),
        trial::State::list("Trial.State"),
        trial::Finding::list("Trial.Finding"),
        plot::Moisture::list("Trial.MoistureStandard"),
        plot::Role::list("Trial.Role"),
        demonstration::State::list("Demonstration.State"),
        extension::State::list("Extension.State"),
        extension::RowStatus::list("RecordHouseholdsResponse.Status"),
        achievement::State::list("Achievement.State"),
        achievement::Kind::list("Achievement.Kind"),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::domain::parameters::Parameters;

    #[test]
    fn every_list_stands_once_and_has_no_code_twice() {
        let lists = super::lists(&Parameters::default());
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
