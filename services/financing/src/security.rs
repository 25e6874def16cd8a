//! What the rights behind a loan carry today: by the bank's own rule, asked anew, or by the defaults where it has none or it
//! fails. Whoever is told of a right is told that with it; nothing is decided by it.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, DecisionRow, Write};
use kezhuan_law::Fen;
use kezhuan_law::rule_pins::RulePins;

use crate::api::publish_alert;
use crate::domain::asset::{AffectedLoan, Alert, IpAsset, Purpose, term};
use crate::domain::loan::Loan;
use crate::domain::ltv::{self, Offered};
use crate::error::Error;
use crate::rules::ip_ltv::Limits;
use crate::rules::{Asking, Rules};
use crate::store::stored::Stored;
use crate::store::{alerts, assets, loans, pledges};

/// Who looks at loans, and when.
#[derive(Clone, Copy)]
pub struct Lookout<'a> {
    pub database: &'a Database,
    pub rules: &'a Rules,
    pub terms: &'a ltv::Terms,
    pub today: NaiveDate,
}

/// What an alert says of one loan, and the answer of the bank's rule behind it.
#[derive(Debug, Clone)]
pub struct Security {
    told: AffectedLoan,
    decision: DecisionRow,
}

/// A loan with the rights of its pledge.
struct Secured {
    loan: Stored<Loan>,
    rights: Vec<Stored<IpAsset>>,
}

impl Lookout<'_> {
    /// The loans that `asset` secures, with the right as it is now and the others as they are stored.
    pub async fn secured_by(&self, asset: &IpAsset) -> Result<Vec<Security>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.database.read(&reader, async |connection| {
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
            found.push(self.looked_at(asset, secured).await?);
        }
        Ok(found)
    }

    async fn looked_at(&self, asset: &IpAsset, secured: Secured) -> Result<Security, Error> {
        let loan = &secured.loan.body;
        let rights = secured.rights.iter();
        let rights = rights.map(|stored| match stored.body.id == asset.id {
            true => asset,
            false => &stored.body,
        });
        let offered = rights.map(|right| self.offered(right, loan.maturity));
        let offered: Vec<Offered> = offered.collect();
        let limits = Limits {
            requested: loan.outstanding(),
            loan_max: self.terms.loan_max,
        };
        let asking = Asking {
            tenant: loan.bank.clone(),
            legal_date: self.today,
            as_of: self.today,
            // What the rights carry now is asked of the rule that is in force now.
            pins: RulePins::default(),
        };
        let asked = self
            .rules
            .ltv(&secured.loan.tenant, &offered, limits, asking);
        let asked = asked.await?;
        let by_rule = asked.answer().map(|collateral| collateral.cap);
        Ok(Security {
            told: AffectedLoan {
                loan: loan.id,
                outstanding: loan.outstanding(),
                collateral: by_rule.unwrap_or_else(|| self.carried(&offered)),
                decision: by_rule.map(|_| asked.id),
            },
            decision: asked.into_row(loan.id),
        })
    }

    /// A right as security for a loan that matures then: one that ended, or that nobody valued lately, is worth nothing.
    fn offered(&self, right: &IpAsset, maturity: NaiveDate) -> Offered {
        let valued = right.valuation(Purpose::Pledge, self.today);
        let valued = valued.filter(|_| !right.legal.is_over());
        Offered {
            kind: right.kind,
            value: valued.map_or(Fen::ZERO, |valuation| valuation.value),
            residual_months: right
                .expires_on
                .map(|last| term::whole_months(maturity, last)),
        }
    }

    /// What rights carry by the default shares; those of a kind without one carry nothing here.
    fn carried(&self, offered: &[Offered]) -> Fen {
        let known = offered
            .iter()
            .filter(|right| self.terms.share_bp(right.kind).is_some());
        let known: Vec<Offered> = known.copied().collect();
        let carried = self.terms.collateral(Fen::ZERO, &known);
        carried.map_or(Fen::ZERO, |collateral| collateral.cap)
    }
}

/// Raises alerts on a right, with what became of the loans it secures; a repeat tells nobody again.
pub async fn tell(
    write: &mut Write,
    asset: &Stored<IpAsset>,
    (due, secured): (&[Alert], &[Security]),
    today: NaiveDate,
) -> Result<(), Error> {
    let told: Vec<AffectedLoan> = secured.iter().map(|one| one.told.clone()).collect();
    let mut is_news = false;
    for alert in due {
        if let Some(raised) = alerts::raise(write, asset, alert, &told, today).await? {
            publish_alert(write, &raised);
            is_news = true;
        }
    }
    for one in secured.iter().filter(|_| is_news) {
        write.decide(one.decision.clone());
    }
    Ok(())
}
