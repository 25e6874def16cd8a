//! `ip.stage@1`: how a loan is supported by the stage of its technology.
use kezhuan_rulebook::Shelf;

use super::bindings::ip_stage::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules};
use crate::domain::product::{Product, ProductKind, Stage, StageTerms};

/// The support of one loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// The part of the interest that is subsidised.
    pub subsidy_bp: u16,
    /// How far the loan has to be guaranteed.
    pub guarantee_min_bp: u16,
    /// Codes of the rule: what else is to be done.
    pub notes: Vec<String>,
}

impl Support {
    /// The city's own, where no rule says otherwise.
    pub fn by_default(stage: Stage, terms: &StageTerms) -> Support {
        Support {
            subsidy_bp: terms.subsidy_bp(stage),
            guarantee_min_bp: terms.guarantee_min_bp(stage),
            notes: Vec::new(),
        }
    }
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority about a loan of `division`. Legal date: the loan's approval. A rule that supports nothing still
    /// says how far the loan is to be guaranteed.
    pub async fn stage(
        &self,
        division: &str,
        product: &Product,
        asking: Asking,
    ) -> Result<Asked<Support>, S::Error> {
        let (stage, product) = (stage(product.stage), kind(product.kind));
        let facts = move |header| Facts {
            header,
            stage,
            product,
        };
        let asked = self.ask::<Ask>(asking, (division, None), facts).await?;
        Ok(asked.held_to(|outcome| {
            Ok(Support {
                subsidy_bp: if outcome.ok { outcome.subsidy_bp } else { 0 },
                guarantee_min_bp: outcome.guarantee_bp,
                notes: outcome.notes,
            })
        }))
    }
}

fn stage(stage: Stage) -> hook::Stage {
    match stage {
        Stage::Concept => hook::Stage::Concept,
        Stage::Pilot => hook::Stage::Pilot,
        Stage::Industrial => hook::Stage::Industrial,
    }
}

fn kind(kind: ProductKind) -> hook::Product {
    match kind {
        ProductKind::YiKeDai => hook::Product::YiKeDai,
        ProductKind::RndLoan => hook::Product::RndLoan,
        ProductKind::TransformationLoan => hook::Product::TransformationLoan,
        ProductKind::IpLoan => hook::Product::IpLoan,
        ProductKind::InvestmentLinked => hook::Product::InvestmentLinked,
    }
}
