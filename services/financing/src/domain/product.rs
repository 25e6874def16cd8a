//! What is lent: the products of the plan, how a loan may be secured, and who bears its loss.
use serde::{Deserialize, Serialize};

use super::code_list::code_list;
use super::risk::{BANK, POOL};

code_list! {
    /// Products the plan and the city name.
    ProductKind {
        YiKeDai = "YI_KE_DAI", "邑科贷", "Yi-Ke-Dai technology loan";
        RndLoan = "RND_LOAN", "科技研发贷", "research and development loan";
        TransformationLoan = "TRANSFORMATION_LOAN", "科技成果转化贷", "transformation loan";
        IpLoan = "IP_LOAN", "知识产权贷", "IP loan";
        InvestmentLinked = "INVESTMENT_LINKED", "投贷联动", "investment-linked loan";
    }
}

code_list! {
    /// How a loan is secured; a mortgage has no code here because no product allows one.
    Security {
        Unsecured = "UNSECURED", "信用", "unsecured";
        IpPledge = "IP_PLEDGE", "知识产权质押", "IP pledge";
        EquityPledge = "EQUITY_PLEDGE", "股权质押", "equity pledge";
        ReceivablesPledge = "RECEIVABLES_PLEDGE", "应收账款质押", "receivables pledge";
        Insurance = "INSURANCE", "保证保险", "insurance";
        Guarantee = "GUARANTEE", "担保", "guarantee";
    }
}

code_list! {
    /// Who shares a covered loan's loss with the bank.
    Mode {
        Loan = "LOAN", "贷款+财政", "loan and fiscal";
        Insurance = "INSURANCE", "贷款+保险+财政", "loan, insurance and fiscal";
        Guarantee = "GUARANTEE", "贷款+担保+财政", "loan, guarantee and fiscal";
    }
}

code_list! {
    /// How far the technology is.
    Stage {
        Concept = "CONCEPT", "概念验证", "proof of concept";
        Pilot = "PILOT", "中试", "pilot";
        Industrial = "INDUSTRIAL", "产业化", "industrialisation";
    }
}

/// One product as a bank offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub kind: ProductKind,
    /// No money before the registry confirms the pledge.
    pub pledge_first: bool,
    /// `None` where the pool bears nothing.
    pub mode: Option<Mode>,
    pub stage: Stage,
}

/// The government's share of a principal loss by mode: the range 30–40 % is the city's, which mode has which is not
/// certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModeTerms {
    pub loan_bp: u16,
    pub insurance_bp: u16,
    pub guarantee_bp: u16,
}

impl Default for ModeTerms {
    fn default() -> ModeTerms {
        ModeTerms {
            loan_bp: 4_000,
            insurance_bp: 3_000,
            guarantee_bp: 3_000,
        }
    }
}

impl ModeTerms {
    /// The pool's share of a loss.
    pub const fn pool_bp(&self, mode: Mode) -> u16 {
        match mode {
            Mode::Loan => self.loan_bp,
            Mode::Insurance => self.insurance_bp,
            Mode::Guarantee => self.guarantee_bp,
        }
    }

    /// The shares where no rule says otherwise: the pool its rate, the bank the rest.
    pub fn shares(&self, mode: Mode) -> Vec<Share> {
        let pool = self.pool_bp(mode);
        let share = |party: &str, bp| Share {
            party: party.to_owned(),
            bp,
        };
        vec![
            share(POOL, pool),
            share(BANK, 10_000_u16.saturating_sub(pool)),
        ]
    }
}

/// One party's share of a loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub party: String,
    pub bp: u16,
}

/// How support differs by stage; illustrative, a rule may say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StageTerms {
    pub concept_subsidy_bp: u16,
    pub pilot_subsidy_bp: u16,
    pub industrial_subsidy_bp: u16,
    /// A loan for a proof of concept is guaranteed at least this far.
    pub concept_guarantee_min_bp: u16,
}

impl Default for StageTerms {
    fn default() -> StageTerms {
        StageTerms {
            concept_subsidy_bp: 7_000,
            pilot_subsidy_bp: 6_000,
            industrial_subsidy_bp: 5_000,
            concept_guarantee_min_bp: 8_000,
        }
    }
}

impl StageTerms {
    /// The part of the interest that a stage's subsidy covers.
    pub const fn subsidy_bp(&self, stage: Stage) -> u16 {
        match stage {
            Stage::Concept => self.concept_subsidy_bp,
            Stage::Pilot => self.pilot_subsidy_bp,
            Stage::Industrial => self.industrial_subsidy_bp,
        }
    }

    /// How far a loan of this stage has to be guaranteed.
    pub const fn guarantee_min_bp(&self, stage: Stage) -> u16 {
        match stage {
            Stage::Concept => self.concept_guarantee_min_bp,
            Stage::Pilot | Stage::Industrial => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_every_mode_make_a_whole() {
        for mode in Mode::ALL {
            let shares = ModeTerms::default().shares(*mode);
            let sum: u32 = shares.iter().map(|share| u32::from(share.bp)).sum();
            assert_eq!(sum, 10_000, "{mode:?}");
        }
    }

    #[test]
    fn only_a_proof_of_concept_must_be_guaranteed() {
        let terms = StageTerms::default();
        let guarantees = Stage::ALL
            .iter()
            .map(|stage| terms.guarantee_min_bp(*stage));
        assert_eq!(guarantees.collect::<Vec<_>>(), [8_000, 0, 0]);
        let subsidies = Stage::ALL.iter().map(|stage| terms.subsidy_bp(*stage));
        assert_eq!(subsidies.collect::<Vec<_>>(), [7_000, 6_000, 5_000]);
    }
}
