//! The logic checks of a return, as data: parts are no more than their total, a year goes on from the last.
use super::cell::{Figures, value};
use super::field::Field;
use crate::domain::code_list::code_list;

code_list! {
    /// One check.
    Check {
        AreaParts = "AREA_PARTS", "各类用房面积之和不超过总面积", "the parts of the area are no more than the area";
        IncomeParts = "INCOME_PARTS", "各项收入之和不超过总收入", "the parts of the income are no more than the income";
        Professionals = "PROFESSIONALS_OF_STAFF", "专业孵化服务人员不超过从业人员", "professionals are no more than the staff";
        Trained = "TRAINED_OF_STAFF", "受训人员不超过从业人员", "trained people are no more than the staff";
        Students = "STUDENTS_OF_TENANTS", "大学生创办企业不超过在孵企业", "student founders are no more than the tenants";
        Returnees = "RETURNEES_OF_TENANTS", "留学人员创办企业不超过在孵企业", "returnee founders are no more than the tenants";
        HighTech = "HIGH_TECH_OF_TENANTS", "高新技术企业不超过在孵企业", "high-tech tenants are no more than the tenants";
        TechSme = "TECH_SME_OF_TENANTS", "科技型中小企业不超过在孵企业", "technology SMEs are no more than the tenants";
        StaffGraduates = "GRADUATES_OF_TENANT_STAFF", "大专以上人员不超过在孵企业从业人员", "college graduates are no more than the tenants' staff";
        VcYear = "VC_YEAR_OF_TOTAL", "当年投融资额不超过累计", "the year's venture capital is no more than that of all years";
        Financed = "FINANCED_OF_TENANTS", "获投融资企业不超过年初与新增企业之和", "financed tenants are no more than all that were there in the year";
        GraduatesYear = "GRADUATES_YEAR_OF_TOTAL", "当年毕业企业不超过累计", "the year's graduates are no more than those of all years";
        GraduatesLeft = "GRADUATES_OF_EXITED", "当年毕业企业不超过离开企业", "the year's graduates are no more than those who left";
        Listed = "LISTED_OF_GRADUATES", "上市及被并购企业不超过累计毕业企业", "listed or acquired are no more than the graduates of all years";
        TenantBalance = "TENANT_BALANCE", "年末在孵企业＝年初＋新增－离开", "tenants at the end are those at the start and those who came, less those who left";
        OpeningIsClosing = "OPENING_IS_LAST_CLOSING", "年初在孵企业＝上年年末在孵企业", "tenants at the start are those at the end of the year before";
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    AtMost,
    Equal,
}

/// A figure of this year's return, or of the year before, added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Plus(Field),
    Minus(Field),
    LastYear(Field),
}

/// What stands left and right of the relation.
struct Rule {
    check: Check,
    left: &'static [Term],
    relation: Relation,
    right: &'static [Term],
}

/// A check that does not hold, with both figures: fen, 0.01 m² or counts, as its fields are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub check: Check,
    /// Those of this year's return, in the order of the rule.
    pub fields: Vec<Field>,
    pub left: i128,
    pub right: i128,
}

const fn rule(
    check: Check,
    left: &'static [Term],
    relation: Relation,
    right: &'static [Term],
) -> Rule {
    Rule {
        check,
        left,
        relation,
        right,
    }
}

#[rustfmt::skip]
const RULES: &[Rule] = {
    use {Field as F, Relation::{AtMost, Equal}, Term::{LastYear, Minus, Plus}};
    &[
        rule(Check::AreaParts, &[Plus(F::AreaOffice), Plus(F::AreaTenant), Plus(F::AreaPublic)], AtMost, &[Plus(F::AreaTotal)]),
        rule(
            Check::IncomeParts,
            &[Plus(F::IncomeService), Plus(F::IncomeProperty), Plus(F::IncomeInvestment), Plus(F::IncomeOther)],
            AtMost,
            &[Plus(F::IncomeTotal)],
        ),
        rule(Check::Professionals, &[Plus(F::Professionals)], AtMost, &[Plus(F::Staff)]),
        rule(Check::Trained, &[Plus(F::Trained)], AtMost, &[Plus(F::Staff)]),
        rule(Check::Students, &[Plus(F::TenantsByStudents)], AtMost, &[Plus(F::Tenants)]),
        rule(Check::Returnees, &[Plus(F::TenantsByReturnees)], AtMost, &[Plus(F::Tenants)]),
        rule(Check::HighTech, &[Plus(F::TenantsHighTech)], AtMost, &[Plus(F::Tenants)]),
        rule(Check::TechSme, &[Plus(F::TenantsTechSme)], AtMost, &[Plus(F::Tenants)]),
        rule(Check::StaffGraduates, &[Plus(F::TenantStaffGraduates)], AtMost, &[Plus(F::TenantStaff)]),
        rule(Check::VcYear, &[Plus(F::VcYear)], AtMost, &[Plus(F::VcTotal)]),
        rule(Check::Financed, &[Plus(F::TenantsFinanced)], AtMost, &[Plus(F::TenantsOpening), Plus(F::TenantsEntered)]),
        rule(Check::GraduatesYear, &[Plus(F::GraduatesYear)], AtMost, &[Plus(F::GraduatesTotal)]),
        rule(Check::GraduatesLeft, &[Plus(F::GraduatesYear)], AtMost, &[Plus(F::TenantsExited)]),
        rule(Check::Listed, &[Plus(F::ListedOrAcquired)], AtMost, &[Plus(F::GraduatesTotal)]),
        rule(
            Check::TenantBalance,
            &[Plus(F::Tenants)],
            Equal,
            &[Plus(F::TenantsOpening), Plus(F::TenantsEntered), Minus(F::TenantsExited)],
        ),
        rule(Check::OpeningIsClosing, &[Plus(F::TenantsOpening)], Equal, &[LastYear(F::Tenants)]),
    ]
};

/// The checks that do not hold. One whose figures are not all there is not made.
pub fn failed(this_year: &Figures, last_year: Option<&Figures>) -> Vec<Failed> {
    RULES
        .iter()
        .filter_map(|rule| rule.failed(this_year, last_year))
        .collect()
}

impl Rule {
    fn failed(&self, this_year: &Figures, last_year: Option<&Figures>) -> Option<Failed> {
        let sum = |terms: &[Term]| -> Option<i128> {
            let values = terms.iter().map(|term| term.value(this_year, last_year));
            values.sum()
        };
        let (left, right) = (sum(self.left)?, sum(self.right)?);
        let holds = match self.relation {
            Relation::AtMost => left <= right,
            Relation::Equal => left == right,
        };
        (!holds).then(|| Failed {
            check: self.check,
            fields: self.fields(),
            left,
            right,
        })
    }

    fn fields(&self) -> Vec<Field> {
        let terms = self.left.iter().chain(self.right);
        terms
            .filter_map(|term| match term {
                Term::Plus(field) | Term::Minus(field) => Some(*field),
                Term::LastYear(_) => None,
            })
            .collect()
    }
}

impl Term {
    fn value(self, this_year: &Figures, last_year: Option<&Figures>) -> Option<i128> {
        match self {
            Term::Plus(field) => value(this_year, field).map(i128::from),
            Term::Minus(field) => value(this_year, field).map(|value| -i128::from(value)),
            Term::LastYear(field) => value(last_year?, field).map(i128::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::torch_return::cell::Cell;

    fn figures(cells: &[(Field, i64)]) -> Figures {
        let cells = cells.iter().map(|(field, value)| {
            let cell = Cell {
                stated: Some(*value),
                ..Cell::default()
            };
            (*field, cell)
        });
        cells.collect()
    }

    #[test]
    fn every_check_stands_in_the_table_once() {
        let listed: Vec<Check> = RULES.iter().map(|rule| rule.check).collect();
        assert_eq!(listed, Check::ALL);
    }

    #[test]
    fn a_check_fails_by_one_and_names_both_figures() {
        use Field as F;
        let good: &[(Field, i64)] = &[
            (F::AreaTotal, 100),
            (F::AreaOffice, 10),
            (F::AreaTenant, 80),
            (F::AreaPublic, 10),
            (F::IncomeTotal, 40),
            (F::IncomeService, 10),
            (F::IncomeProperty, 10),
            (F::IncomeInvestment, 10),
            (F::IncomeOther, 10),
            (F::Staff, 5),
            (F::Professionals, 5),
            (F::Trained, 5),
            (F::TenantsOpening, 6),
            (F::TenantsEntered, 4),
            (F::TenantsExited, 3),
            (F::Tenants, 7),
            (F::TenantsByStudents, 7),
            (F::TenantsByReturnees, 7),
            (F::TenantsHighTech, 7),
            (F::TenantsTechSme, 7),
            (F::TenantStaff, 9),
            (F::TenantStaffGraduates, 9),
            (F::VcYear, 8),
            (F::VcTotal, 8),
            (F::TenantsFinanced, 10),
            (F::GraduatesYear, 3),
            (F::GraduatesTotal, 3),
            (F::ListedOrAcquired, 3),
        ];
        let last = figures(&[(F::Tenants, 6)]);
        assert_eq!(failed(&figures(good), Some(&last)), []);
        for (field, value, check, left, right) in [
            (F::AreaOffice, 11, Check::AreaParts, 101, 100),
            (F::IncomeOther, 11, Check::IncomeParts, 41, 40),
            (F::Professionals, 6, Check::Professionals, 6, 5),
            (F::Trained, 6, Check::Trained, 6, 5),
            (F::TenantsByStudents, 8, Check::Students, 8, 7),
            (F::TenantsByReturnees, 8, Check::Returnees, 8, 7),
            (F::TenantsHighTech, 8, Check::HighTech, 8, 7),
            (F::TenantsTechSme, 8, Check::TechSme, 8, 7),
            (F::TenantStaffGraduates, 10, Check::StaffGraduates, 10, 9),
            (F::VcYear, 9, Check::VcYear, 9, 8),
            (F::TenantsFinanced, 11, Check::Financed, 11, 10),
            (F::GraduatesTotal, 2, Check::GraduatesYear, 3, 2),
            (F::TenantsExited, 2, Check::GraduatesLeft, 3, 2),
            (F::ListedOrAcquired, 4, Check::Listed, 4, 3),
            (F::Tenants, 8, Check::TenantBalance, 8, 7),
            (F::TenantsOpening, 7, Check::OpeningIsClosing, 7, 6),
        ] {
            let mut changed = figures(good);
            changed.insert(field, figures(&[(field, value)])[&field].clone());
            let found = failed(&changed, Some(&last));
            let found = found.iter().find(|failed| failed.check == check);
            let found = found.map(|failed| (failed.left, failed.right));
            assert_eq!(found, Some((left, right)), "{check:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_checked() {
        let figures = figures(&[(Field::Tenants, 7), (Field::TenantsOpening, 5)]);
        assert_eq!(failed(&figures, None), []);
        assert_eq!(failed(&figures, Some(&Figures::new())), []);
    }

    #[test]
    fn a_figure_of_any_size_is_compared() {
        let figures = figures(&[
            (Field::AreaOffice, i64::MAX),
            (Field::AreaTenant, i64::MAX),
            (Field::AreaPublic, i64::MAX),
            (Field::AreaTotal, i64::MAX),
        ]);
        let found = failed(&figures, None);
        assert_eq!(found[0].left, i128::from(i64::MAX) * 3);
        assert_eq!(
            found[0].fields,
            [
                Field::AreaOffice,
                Field::AreaTenant,
                Field::AreaPublic,
                Field::AreaTotal
            ]
        );
    }
}
