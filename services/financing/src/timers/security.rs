//! The loans that a right secures, and what all their rights carry now.
use kezhuan_auth::Caller;
use kezhuan_law::Fen;

use super::Timers;
use crate::api::Affected;
use crate::domain::asset::{IpAsset, Purpose, term};
use crate::domain::loan::Loan;
use crate::domain::ltv::Offered;
use crate::error::Error;
use crate::store::{assets, loans, pledges};

/// What an alert says of each loan that `asset` secures, with the right as it is now and the others as they are stored.
pub(super) async fn affected(timers: &Timers, asset: &IpAsset) -> Result<Vec<Affected>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        let mut secured = Vec::new();
        for loan in loans::secured_by(connection, asset.id).await? {
            let pledge = match loan.body.pledge {
                Some(pledge) => pledges::find(connection, pledge).await?,
                None => None,
            };
            let covered = pledge.iter().flat_map(|pledge| &pledge.body.assets);
            let ids: Vec<_> = covered.map(|covered| covered.asset).collect();
            let rights = assets::find_all(connection, &ids).await?;
            secured.push((loan.body, rights));
        }
        Ok::<_, Error>(secured)
    });
    let secured = read.await?;
    let told = secured.iter().map(|(loan, rights)| {
        let rights = rights
            .iter()
            .map(|stored| match stored.body.id == asset.id {
                true => asset,
                false => &stored.body,
            });
        let offered: Vec<Offered> = rights.map(|right| timers.offered(right, loan)).collect();
        Affected {
            loan: loan.id,
            outstanding: loan.outstanding(),
            collateral: timers.carried(&offered),
            decision: None,
        }
    });
    Ok(told.collect())
}

impl Timers {
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

    /// What rights carry together; those of a kind without a share carry what their bank says, and here nothing.
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
