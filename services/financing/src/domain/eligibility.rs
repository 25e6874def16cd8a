//! Who may have a 邑科贷: the city's measures 江科〔2025〕43号, as the host tests them before any rule is asked.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::code_list::code_list;

code_list! {
    /// What makes an enterprise one of technology; one is enough.
    Qualification {
        HighTech = "HNTE", "高新技术企业", "high-tech enterprise";
        Srdi = "SRDI", "专精特新企业", "specialised and sophisticated enterprise";
        LittleGiant = "LITTLE_GIANT", "专精特新“小巨人”", "little giant";
        TechSme = "TECH_SME", "科技型中小企业", "technology SME";
        IncubatorTenant = "INCUBATOR_TENANT", "孵化载体在孵企业", "tenant of an incubation carrier";
        ContestWinner = "CONTEST_WINNER", "创新创业大赛获奖企业", "contest prize-winner";
        CoreIp = "CORE_IP", "拥有核心知识产权", "holder of core IP";
        TalentFounded = "TALENT_FOUNDED", "高层次人才创办企业", "founded by high-level talent";
    }
}

code_list! {
    /// Why an enterprise or its loan does not qualify.
    Reason {
        Listed = "LISTED", "企业已上市", "the enterprise is listed";
        Revenue = "REVENUE", "年营业收入超过上限", "the yearly revenue is above the limit";
        NoQualification = "NO_QUALIFICATION", "不具备任一科技企业条件", "none of the qualifications is held";
        Violation = "VIOLATION", "近三年有严重违法失信记录", "a serious violation lies within three years";
        OtherBankThisYear = "OTHER_BANK_THIS_YEAR", "本年度已与其他合作银行办理", "another cooperating bank was used this year";
        SingleLoanCap = "SINGLE_LOAN_CAP", "单笔贷款超过上限", "the loan is above the limit of one loan";
        CreditCap = "CREDIT_CAP", "授信总额超过上限", "what is owed and asked for is above the credit line";
        Term = "TERM", "贷款期限超过上限", "the term is too long";
    }
}

/// The city's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub revenue_max: Fen,
    pub violation_months: i64,
    pub loan_max: Fen,
    pub credit_max: Fen,
    pub term_months_max: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            revenue_max: Fen(50_000_000_000),
            violation_months: 36,
            loan_max: Fen(500_000_000),
            credit_max: Fen(1_000_000_000),
            term_months_max: 12,
        }
    }
}

/// What is known of the enterprise and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub revenue: Fen,
    pub qualifications: Vec<Qualification>,
    pub bank: String,
    pub amount: Fen,
    pub term_months: i64,
    /// What it owes under this product already.
    pub outstanding: Fen,
    /// The cooperating bank it used this year, if any.
    pub bank_this_year: Option<String>,
    /// Whole months since the last serious violation, if there is one.
    pub violation_months: Option<i64>,
    pub listed: bool,
}

impl Terms {
    /// Every reason against the loan, in the card's order; none = eligible.
    pub fn reasons(&self, facts: &Facts) -> Vec<Reason> {
        let other_bank = facts.bank_this_year.as_ref();
        // Too large to add up is too large for any line.
        let owed = facts.outstanding.checked_add(facts.amount);
        [
            (facts.listed, Reason::Listed),
            (facts.revenue > self.revenue_max, Reason::Revenue),
            (facts.qualifications.is_empty(), Reason::NoQualification),
            (
                facts
                    .violation_months
                    .is_some_and(|months| months < self.violation_months),
                Reason::Violation,
            ),
            (
                other_bank.is_some_and(|bank| *bank != facts.bank),
                Reason::OtherBankThisYear,
            ),
            (facts.amount > self.loan_max, Reason::SingleLoanCap),
            (
                owed.is_err() || owed.is_ok_and(|owed| owed > self.credit_max),
                Reason::CreditCap,
            ),
            (
                facts.term_months > i64::from(self.term_months_max),
                Reason::Term,
            ),
        ]
        .into_iter()
        .filter_map(|(applies, reason)| applies.then_some(reason))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            revenue: Fen(50_000_000_000),
            qualifications: vec![Qualification::CoreIp],
            bank: "BANK-A".to_owned(),
            amount: Fen(500_000_000),
            term_months: 12,
            outstanding: Fen(500_000_000),
            bank_this_year: Some("BANK-A".to_owned()),
            violation_months: Some(36),
            listed: false,
        }
    }

    #[test]
    fn at_every_limit_an_enterprise_is_eligible_and_beyond_each_it_is_told_why() {
        let terms = Terms::default();
        assert_eq!(terms.reasons(&facts()), []);
        type Change = fn(&mut Facts);
        let changes: [(Change, Reason); 8] = [
            (|facts| facts.listed = true, Reason::Listed),
            (|facts| facts.revenue.0 += 1, Reason::Revenue),
            (
                |facts| facts.qualifications.clear(),
                Reason::NoQualification,
            ),
            (|facts| facts.violation_months = Some(35), Reason::Violation),
            (
                |facts| facts.bank = "BANK-B".to_owned(),
                Reason::OtherBankThisYear,
            ),
            (
                |facts| (facts.amount, facts.outstanding) = (Fen(500_000_001), Fen::ZERO),
                Reason::SingleLoanCap,
            ),
            (|facts| facts.outstanding.0 += 1, Reason::CreditCap),
            (|facts| facts.term_months = 13, Reason::Term),
        ];
        for (change, reason) in changes {
            let mut facts = facts();
            change(&mut facts);
            assert_eq!(terms.reasons(&facts), [reason]);
        }
        let mut vast = facts();
        vast.outstanding = Fen(i64::MAX);
        assert_eq!(terms.reasons(&vast), [Reason::CreditCap]);
    }
}
