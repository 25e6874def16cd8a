//! The loans that a right secures, and what all their rights carry now: by the bank's own rule, asked anew, or by the defaults
//! where it has none or it fails.
use kezhuan_auth::Caller;
use kezhuan_database::DecisionRow;
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;

use super::Timers;
use crate::api::Affected;
use crate::domain::asset::{IpAsset, Purpose, term};
use crate::domain::loan::Loan;
use crate::domain::ltv::Offered;
use crate::error::Error;
use crate::rules::Asking;
use crate::rules::ip_ltv::Limits;
use crate::store::stored::Stored;
use crate::store::{assets, loans, pledges};

/// What an alert says of one loan, and the answer of the bank's rule behind it.
#[derive(Debug, Clone)]
pub(super) struct Security {
    pub told: Affected,
    pub decision: DecisionRow,
}

/// A loan with the rights of its pledge.
struct Secured {
    loan: Stored<Loan>,
    rights: Vec<Stored<IpAsset>>,
}

/// The loans that `asset` secures, with the right as it is now and the others as they are stored. Nothing is decided on
/// them: who is told decides.
pub(super) async fn of(timers: &Timers, asset: &IpAsset) -> Result<Vec<Security>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        let mut all = Vec::new();
        for loan in loans::secured_by(connection, asset.id).await? {
            let pledge = match loan.body.pledge {
                Some(pledge) => pledges::find(connection, pledge).await?,
                None => None,
            };
            let covered = pledge.iter().flat_map(|pledge| &pledge.body.assets);
            let ids: Vec<_> = covered.map(|covered| covered.asset).collect();
            let rights = assets::find_all(connection, &ids).await?;
            all.push(Secured { loan, rights });
        }
        Ok::<_, Error>(all)
    });
    let mut found = Vec::new();
    for secured in read.await? {
        found.push(timers.looked_at(asset, secured).await?);
    }
    Ok(found)
}

impl Timers {
    async fn looked_at(&self, asset: &IpAsset, secured: Secured) -> Result<Security, Error> {
        let loan = &secured.loan.body;
        let rights = secured.rights.iter();
        let rights = rights.map(|stored| match stored.body.id == asset.id {
            true => asset,
            false => &stored.body,
        });
        let offered: Vec<Offered> = rights.map(|right| self.offered(right, loan)).collect();
        let limits = Limits {
            requested: loan.outstanding(),
            loan_max: self.parameters.ltv.loan_max,
        };
        let asking = Asking {
            tenant: loan.bank.clone(),
            legal_date: self.today(),
            as_of: self.today(),
            // What the rights carry now is asked of the rule that is in force now.
            pins: RulePins::default(),
        };
        let asked = self
            .rules
            .ltv(&secured.loan.tenant, &offered, limits, asking);
        let asked = asked.await?;
        let by_rule = asked.answer().map(|collateral| collateral.cap);
        Ok(Security {
            told: Affected {
                loan: loan.id,
                outstanding: loan.outstanding(),
                collateral: by_rule.unwrap_or_else(|| self.carried(&offered)),
                decision: by_rule.map(|_| asked.id),
            },
            decision: asked.into_row(loan.id),
        })
    }

    /// A right as security for `loan` today: one that ended, or that nobody valued lately, is worth nothing.
    fn offered(&self, right: &IpAsset, loan: &Loan) -> Offered {
        let valued = right.valuation(Purpose::Pledge, self.today());
        let valued = valued.filter(|_| !right.legal.is_over());
        Offered {
            kind: right.kind,
            value: valued.map_or(Fen::ZERO, |valuation| valuation.value),
            residual_months: right
                .expires_on
                .map(|last| term::whole_months(loan.maturity, last)),
        }
    }

    /// What rights carry by the default shares; those of a kind without one carry nothing here.
    fn carried(&self, offered: &[Offered]) -> Fen {
        let terms = &self.parameters.ltv;
        let known = offered
            .iter()
            .filter(|right| terms.share_bp(right.kind).is_some());
        let known: Vec<Offered> = known.copied().collect();
        let carried = terms.collateral(Fen::ZERO, &known);
        carried.map_or(Fen::ZERO, |collateral| collateral.cap)
    }
}
