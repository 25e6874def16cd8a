//! What can be said of a form before anything is filed (预审): problems, materials, amounts, recognition, limit.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};

use super::acceptance::expected_limit;
use super::draft::office_of;
use super::pricing::stated_technical;
use crate::domain::form::{self, Form};
use crate::domain::materials::{self, Basis, Material};
use crate::domain::parameters::Parameters;
use crate::domain::recognition::{self, Ground};
use crate::domain::refused::FieldViolation;
use crate::domain::regime::Regime;
use crate::domain::time_limit::TimeLimit;

/// A dry run of the way through the office; nothing of it binds anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foresight {
    pub problems: Vec<FieldViolation>,
    pub missing_materials: Vec<Material>,
    /// T.
    pub total: Option<Fen>,
    /// J as the form states it.
    pub technical: Option<Fen>,
    /// The first ground against it, or its recognition; `None` while the form tells too little.
    pub recognition: Option<Option<Ground>>,
    pub office: &'static str,
    /// If it were accepted today.
    pub regime: Regime,
    /// `None` beyond the loaded calendars.
    pub limit: Option<TimeLimit>,
}

/// Looks at a form as the office would on `today`.
pub fn foresee(
    form: &Form,
    today: NaiveDate,
    parameters: &Parameters,
    calendar: &WorkingCalendar,
) -> Foresight {
    Foresight {
        problems: form::validate(form, today),
        missing_materials: materials::missing(Basis::as_filed(form), &BTreeSet::new()),
        total: form.total(),
        technical: stated_technical(form),
        recognition: recognition_of(form, today),
        office: office_of(form),
        regime: Regime::on(today, parameters),
        limit: expected_limit(form, today, parameters, calendar).ok(),
    }
}

fn recognition_of(form: &Form, today: NaiveDate) -> Option<Option<Ground>> {
    let kind = form.kind.get()?;
    let technical = (!form.amount_unknown).then(|| stated_technical(form).unwrap_or(Fen::ZERO));
    let mut findings = form.findings;
    findings.not_in_force |= form.term_end.get().is_some_and(|end| end < today);
    recognition::recognise(&findings.facts(form, kind, technical)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::testing;
    use crate::domain::time_limit::Track;

    fn on(day: &str, form: &Form) -> Foresight {
        let calendar = WorkingCalendar::shipped();
        foresee(form, day.parse().unwrap(), &Parameters::default(), calendar)
    }

    #[test]
    fn a_form_in_order_is_told_its_way() {
        let mut form = testing::form();
        form.price_items = vec![testing::goods("equipment", 20_000)];
        let seen = on("2025-09-25", &form);
        assert_eq!(seen.problems, []);
        assert_eq!(
            seen.missing_materials,
            [Material::ContractText, Material::PriceBreakdown]
        );
        assert_eq!(seen.technical, Some(Fen::from_yuan(80_000)));
        assert_eq!((seen.recognition, seen.office), (Some(None), "440703"));
        let limit = seen.limit.unwrap();
        assert_eq!(limit.due_on, "2025-10-27".parse().unwrap());
        form.total_amount = Fen::from_yuan(6_000_000);
        form.term_end = "2027-02-19".into();
        assert_eq!(on("2026-02-10", &form).limit.unwrap().track, Track::Expert);
        assert_eq!(on("2026-12-31", &form).limit, None);
    }

    #[test]
    fn what_stands_against_a_form_is_told_at_once() {
        let mut form = testing::form();
        form.findings.not_innovative = true;
        form.project_name.clear();
        let seen = on("2025-03-03", &form);
        assert_eq!(seen.problems.len(), 1);
        assert_eq!(seen.recognition, Some(Some(Ground::NoInnovation)));
        form.term_end = "2025-03-02".into();
        let seen = on("2025-03-03", &form);
        assert_eq!(seen.recognition, Some(Some(Ground::NotInForce)));
        assert_eq!(on("2025-03-03", &Form::default()).recognition, None);
    }
}
