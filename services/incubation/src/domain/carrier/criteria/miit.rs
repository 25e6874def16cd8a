//! The points of 工信部科〔2025〕131号 that the province checks first of a standard incubator, card `inc.miit`.
use super::{Condition, Subject, failing, is_below};

const INVESTED_BP: i64 = 1_000;
const FINANCED_BP: i64 = 2_000;
const GROWN_BP: i64 = 3_000;
const NON_RENT_BP: i64 = 3_000;

/// What the measures look at of the last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miit {
    pub tenants: i64,
    /// Tenants that got paid-up equity from the carrier's or co-founded funds.
    pub invested: i64,
    pub financed: i64,
    /// Tenants that grew revenue or R&D by more than 20 %.
    pub grown: i64,
    pub total_income_fen: i64,
    /// Rent and property management.
    pub rent_income_fen: i64,
}

impl Miit {
    pub(super) fn of(of: Subject<'_>) -> Miit {
        let figures = of.figures;
        Miit {
            tenants: figures.tenants,
            invested: figures.invested,
            financed: figures.financed,
            grown: figures.grown,
            total_income_fen: figures.total_income_fen,
            rent_income_fen: figures.rent_income_fen,
        }
    }

    /// The conditions that are not met, in the card's order; of no tenants and no income none fails.
    pub fn fails(&self) -> Vec<Condition> {
        let few_invested = is_below(self.invested, self.tenants, INVESTED_BP);
        let few_financed = is_below(self.financed, self.tenants, FINANCED_BP);
        let services = i128::from(self.total_income_fen) - i128::from(self.rent_income_fen);
        let few_services =
            services * 10_000 < i128::from(self.total_income_fen) * i128::from(NON_RENT_BP);
        failing([
            (few_invested && few_financed, Condition::InvestOrFinanced),
            (
                is_below(self.grown, self.tenants, GROWN_BP),
                Condition::Growth,
            ),
            (few_services, Condition::NonRentIncome),
        ])
    }
}
