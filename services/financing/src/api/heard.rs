//! What rules said on the way to a step: kept with the case, whatever became of the answer.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, Write};
use kezhuan_law::rule_pins::{RulePin, RulePins};
use kezhuan_rpc::Problem;
use tonic::Code;
use uuid::Uuid;

use super::FinancingApi;
use crate::domain::ledger::pool_of;
use crate::error::{DOMAIN, Error};
use crate::rules::{Asked, Verdict};

/// Questions and their answers.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    rows: Vec<DecisionRow>,
    pins: Vec<RulePin>,
}

impl Heard {
    /// Keeps one question about `case`.
    pub fn keep<T>(&mut self, asked: Asked<T>, case: Uuid) {
        self.pins.extend(asked.rule_pin());
        self.rows.push(asked.into_row(case));
    }

    /// Holds the case to the rules that were asked.
    pub fn pin(&self, pins: &mut RulePins) {
        self.pins.iter().cloned().for_each(|pin| pins.keep(pin));
    }

    /// Stores the answers with the step they led to; after it was saved, in the case's tenant.
    pub fn store(&self, write: &mut Write) {
        self.rows.iter().for_each(|row| write.decide(row.clone()));
    }

    /// Stores them though no step followed.
    pub async fn store_alone(self, api: &FinancingApi, tenant: &str) -> Result<(), Error> {
        let caller = Caller::service(crate::NAME, tenant);
        let heard = Arc::new(self);
        let kept = api.database.write_as(&caller, move |write| {
            let heard = heard.clone();
            Box::pin(async move {
                heard.store(write);
                Ok::<_, Error>(())
            })
        });
        kept.await
    }

    /// The same, and answers why: nobody approves or refuses in place of a rule that failed.
    pub async fn failed(self, api: &FinancingApi, tenant: &str, failure: &str) -> Error {
        match self.store_alone(api, tenant).await {
            Ok(()) => rule_failed(failure).into(),
            Err(error) => error,
        }
    }
}

fn rule_failed(failure: &str) -> Problem {
    Problem::new(Code::Aborted, "RULE_FAILED", DOMAIN)
        .zh("规则未能作出决定，已记录，请待规则修复或停用后用同一请求重试")
        .en(
            "the rule gave no answer, and this is on record: send the same request again once the rule is mended or stopped",
        )
        .meta("failure", failure)
}

/// Who is asked in place of the county that has no rule in force: its city.
pub fn city_instead_of<T>(tenant: &str, asked: &Asked<T>) -> Option<String> {
    let city = pool_of(tenant);
    match asked.verdict {
        Verdict::NoRule if city != tenant => Some(city),
        Verdict::NoRule | Verdict::Answered(_) | Verdict::Failed(_) => None,
    }
}
