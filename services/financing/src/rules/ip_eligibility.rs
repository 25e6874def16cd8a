//! `ip.eligibility@1`: what an authority asks of an enterprise and its loan, beside the host's own conditions.
use kezhuan_rulebook::Shelf;

use super::bindings::ip_eligibility::{
    self as hook, Ask, Enterprise, Holding, Qualification as Kind,
};
use super::{Asked, Asking, Rules, Verdict, count};
use crate::domain::application::{Application, Command, Examination};
use crate::domain::eligibility::{Facts, Qualification, Terms};
use crate::domain::product::ProductKind;

/// What is told of the enterprise.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    pub facts: &'a Facts,
    /// Qualifications that nobody but the enterprise speaks of.
    pub declared: &'a [Qualification],
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority; the answer is every reason against the application. Legal date: its submission.
    pub async fn eligibility(
        &self,
        application: &Application,
        card: Card<'_>,
        asking: Asking,
    ) -> Result<Asked<Vec<String>>, S::Error> {
        let product = product(application.product.kind);
        let (bank, amount_fen) = (card.facts.bank.clone(), card.facts.amount.get());
        let (term_months, enterprise) = (count(card.facts.term_months), enterprise(&card));
        let of = (application.division.as_str(), None);
        let facts = move |header| hook::Facts {
            header,
            product,
            bank,
            amount_fen,
            term_months,
            enterprise,
        };
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(|outcome| match outcome.ok {
            true => Ok(Vec::new()),
            false => Ok(outcome.reasons),
        }))
    }
}

/// Whether the host's own conditions leave anything to ask: what they refuse, no rule makes good.
pub fn is_left_to_rules(host: Option<&(Facts, Terms)>) -> bool {
    host.is_none_or(|(facts, terms)| terms.reasons(facts).is_empty())
}

/// The command that follows: from the host's reasons alone where nobody was asked.
pub fn command_after(host: Option<(Facts, Terms)>, asked: Option<&Asked<Vec<String>>>) -> Command {
    let examination = |rule_reasons, decision| {
        Command::Examine(Examination {
            host,
            rule_reasons,
            decision,
            reason: String::new(),
        })
    };
    let Some(asked) = asked else {
        return examination(Vec::new(), None);
    };
    match &asked.verdict {
        Verdict::Answered(reasons) => examination(reasons.clone(), Some(asked.id)),
        // No benefit hangs on it: the host's conditions alone hold.
        Verdict::NoRule => examination(Vec::new(), Some(asked.id)),
        Verdict::Failed(failure) => Command::ReportFailure {
            failure: failure.clone(),
            decision: Some(asked.id),
        },
    }
}

fn enterprise(card: &Card<'_>) -> Enterprise {
    let facts = card.facts;
    let holdings = facts.qualifications.iter().map(|held| Holding {
        kind: kind(*held),
        is_declared: card.declared.contains(held),
    });
    Enterprise {
        revenue_fen: facts.revenue.get(),
        is_listed: facts.listed,
        violation_months: facts.violation_months.map(count),
        qualifications: holdings.collect(),
        outstanding_fen: facts.outstanding.get(),
        bank_this_year: facts.bank_this_year.clone(),
    }
}

fn product(kind: ProductKind) -> hook::Product {
    match kind {
        ProductKind::YiKeDai => hook::Product::YiKeDai,
        ProductKind::RndLoan => hook::Product::RndLoan,
        ProductKind::TransformationLoan => hook::Product::TransformationLoan,
        ProductKind::IpLoan => hook::Product::IpLoan,
        ProductKind::InvestmentLinked => hook::Product::InvestmentLinked,
    }
}

fn kind(qualification: Qualification) -> Kind {
    match qualification {
        Qualification::HighTech => Kind::Hnte,
        Qualification::Srdi => Kind::Srdi,
        Qualification::LittleGiant => Kind::LittleGiant,
        Qualification::TechSme => Kind::TechSme,
        Qualification::IncubatorTenant => Kind::IncubatorTenant,
        Qualification::ContestWinner => Kind::ContestWinner,
        Qualification::CoreIp => Kind::CoreIp,
        Qualification::TalentFounded => Kind::TalentFounded,
    }
}
