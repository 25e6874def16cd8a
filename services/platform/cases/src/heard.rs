//! What rules said on the way to a step: kept with the case, whatever became of the answer.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{Database, DecisionRow, Error, Write};
use kezhuan_law::rule_pins::{RulePin, RulePins};
use kezhuan_rulebook::Asked;
use uuid::Uuid;

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
    pub async fn store_alone(self, database: &Database, tenant: &str) -> Result<(), Error> {
        let caller = Caller::service(database.service(), tenant);
        let heard = Arc::new(self);
        let kept = database.write_as(&caller, move |write| {
            let heard = heard.clone();
            Box::pin(async move {
                heard.store(write);
                Ok::<_, Error>(())
            })
        });
        kept.await
    }
}
