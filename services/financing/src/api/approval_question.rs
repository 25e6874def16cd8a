//! What a bank's approval stands on beside its own word: what the rights carry, how the stage is supported and who bears a
//! loss. Asked before any row is held.
use kezhuan_auth::Caller;

use super::FinancingApi;
use super::collateral_question::{self, Found, Question};
use super::heard::{Heard, city_instead_of};
use crate::domain::application::{Application, Carried, Sharing, Support};
use crate::domain::ledger::{Exposure, pool_of};
use crate::domain::product::Mode;
use crate::error::Error;
use crate::rules::ip_risk_share::{Covered, Sharing as Answer};
use crate::rules::{Asked, Asking, Verdict, ip_stage};
use crate::store::ledger_accounts;
use crate::store::stored::Stored;

/// The answers.
pub struct Ground {
    /// `None` where nothing is pledged, or where nobody can say.
    pub collateral: Option<Carried>,
    pub support: Support,
    pub sharing: Sharing,
    pub heard: Heard,
}

/// One application, asked about on the day of its approval.
struct Asker<'a> {
    api: &'a FinancingApi,
    application: &'a Application,
    tenant: &'a str,
    heard: Heard,
}

/// Asks; a rule that fails ends it, for nobody approves in its place.
pub async fn ask(
    api: &FinancingApi,
    stored: &Stored<Application>,
    term_months: u32,
) -> Result<Ground, Error> {
    let mut asker = Asker {
        api,
        application: &stored.body,
        tenant: &stored.tenant,
        heard: Heard::default(),
    };
    let exposure = asker.exposure().await?;
    let answers = asker.ask_all(exposure, term_months).await?;
    let (collateral, support, sharing) = match answers {
        Ok(answers) => answers,
        Err(failure) => return Err(asker.heard.failed(api, asker.tenant, &failure).await),
    };
    Ok(Ground {
        collateral,
        support,
        sharing,
        heard: asker.heard,
    })
}

/// All three answers, or how the first rule that failed did.
type Answers = Result<(Option<Carried>, Support, Sharing), String>;

impl Asker<'_> {
    async fn ask_all(&mut self, exposure: Exposure, term_months: u32) -> Result<Answers, Error> {
        let collateral = match self.collateral(term_months).await? {
            None => None,
            Some(Found::Failed(failure)) => return Ok(Err(failure)),
            Some(found) => found.carried(),
        };
        let support = match self.support().await? {
            Ok(support) => support,
            Err(failure) => return Ok(Err(failure)),
        };
        let sharing = match self.application.product.mode {
            None => Sharing::default(),
            Some(mode) => match self.sharing(mode, exposure).await? {
                Ok(sharing) => sharing,
                Err(failure) => return Ok(Err(failure)),
            },
        };
        Ok(Ok((collateral, support, sharing)))
    }

    /// What the pool stands for of the bank, in all modes.
    async fn exposure(&self) -> Result<Exposure, Error> {
        let (pool, bank) = (pool_of(self.tenant), &self.application.bank);
        let reader = Caller::service(crate::NAME, "");
        let read = self.api.database.read(&reader, async |connection| {
            ledger_accounts::exposure_of_bank(connection, &pool, bank).await
        });
        read.await
    }

    /// Nothing where nothing is pledged, or was valued.
    async fn collateral(&mut self, term_months: u32) -> Result<Option<Found>, Error> {
        let valued = self.application.valued.as_ref();
        let Some(valued) = valued.filter(|valued| !valued.values.is_empty()) else {
            return Ok(None);
        };
        let question = Question {
            application: self.application,
            tenant: self.tenant,
            values: &valued.values,
            valued_on: valued.valued_on,
            term_months,
        };
        let found = collateral_question::ask(self.api, question, &mut self.heard).await?;
        Ok(Some(found))
    }

    async fn support(&mut self) -> Result<Result<Support, String>, Error> {
        let mut asked = self.stage_of(self.tenant).await?;
        if let Some(city) = city_instead_of(self.tenant, &asked) {
            self.heard.keep(asked, self.application.id);
            asked = self.stage_of(&city).await?;
        }
        let stage = self.application.product.stage;
        let of = |support: &ip_stage::Support, decision| Support {
            subsidy_bp: support.subsidy_bp,
            guarantee_min_bp: support.guarantee_min_bp,
            decision,
        };
        let support = match &asked.verdict {
            Verdict::Answered(support) => Ok(of(support, Some(asked.id))),
            Verdict::NoRule => {
                let by_default = ip_stage::Support::by_default(stage, &self.api.parameters.stages);
                Ok(of(&by_default, None))
            }
            Verdict::Failed(failure) => Err(failure.clone()),
        };
        self.heard.keep(asked, self.application.id);
        Ok(support)
    }

    async fn stage_of(&self, authority: &str) -> Result<Asked<ip_stage::Support>, Error> {
        let (product, asking) = (&self.application.product, self.asking(authority));
        self.api.rules.stage(self.tenant, product, asking).await
    }

    async fn sharing(
        &mut self,
        mode: Mode,
        exposure: Exposure,
    ) -> Result<Result<Sharing, String>, Error> {
        let covered = Covered {
            division: self.tenant,
            product: self.application.product.kind,
            mode,
            exposure,
        };
        let asking = self.asking(&pool_of(self.tenant));
        let asked = self.api.rules.risk_share(covered, asking).await?;
        let decision = Some(asked.id);
        let sharing = match &asked.verdict {
            Verdict::Answered(Answer::Shared(shares)) => Ok(Sharing {
                shares: shares.clone(),
                refused: Vec::new(),
                decision,
            }),
            Verdict::Answered(Answer::Refused(reasons)) => Ok(Sharing {
                shares: Vec::new(),
                // A rule that says no may give no reason.
                refused: match reasons.is_empty() {
                    true => vec!["RULE_REFUSES".to_owned()],
                    false => reasons.clone(),
                },
                decision,
            }),
            Verdict::NoRule => Ok(Sharing {
                shares: self.api.parameters.modes.shares(mode),
                ..Sharing::default()
            }),
            Verdict::Failed(failure) => Err(failure.clone()),
        };
        self.heard.keep(asked, self.application.id);
        Ok(sharing)
    }

    fn asking(&self, authority: &str) -> Asking {
        let today = self.api.clock.today();
        Asking {
            tenant: authority.to_owned(),
            legal_date: today,
            as_of: today,
            pins: self.application.pins.clone(),
        }
    }
}
