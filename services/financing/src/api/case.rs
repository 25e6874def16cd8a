//! Cases that decisions and audit entries are asked for, and what the RPCs that all services with cases share stand on here.
use kezhuan_auth::Caller;
use kezhuan_bus::dead_letter::{self, Replayed};
use kezhuan_cases::{CaseKind, CaseService, LetterService};
use kezhuan_database::Database;
use kezhuan_law::Tenant;
use kezhuan_law::code_list::CodeList;
use kezhuan_rpc::Collection;
use kezhuan_rulebook::Live;
use sqlx::PgConnection;
use uuid::Uuid;

use super::FinancingApi;
use super::names::{
    APPLICATIONS, ASSETS, COMPENSATIONS, DECISIONS, DEPOSITS, LOANS, PLEDGES, RECON_BATCHES,
    SUBSIDIES,
};
use crate::consumers::{CONTRACTS, RULEBOOK, TENANCIES, WEBHOOKS, contract, tenancy, webhooks};
use crate::domain::codes;
use crate::error::{Error, FinancingReasons};
use crate::rules::Tables;
use crate::store::{
    applications, assets, compensations, ledger_transactions, loans, pledges, recon_batches,
    subsidies,
};

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Asset,
    Application,
    Pledge,
    Loan,
    Compensation,
    Subsidy,
    ReconBatch,
    Deposit,
}

impl CaseKind for Kind {
    type Reasons = FinancingReasons;

    const WITH_DECISIONS: &'static [Kind] = &[
        Kind::Application,
        Kind::Pledge,
        Kind::Loan,
        Kind::Compensation,
        Kind::Subsidy,
    ];

    const WITH_ENTRIES: &'static [Kind] = &[
        Kind::Asset,
        Kind::Application,
        Kind::Pledge,
        Kind::Loan,
        Kind::Compensation,
        Kind::Subsidy,
        Kind::ReconBatch,
        Kind::Deposit,
    ];

    fn collection(self) -> Collection {
        match self {
            Kind::Asset => ASSETS,
            Kind::Application => APPLICATIONS,
            Kind::Pledge => PLEDGES,
            Kind::Loan => LOANS,
            Kind::Compensation => COMPENSATIONS,
            Kind::Subsidy => SUBSIDIES,
            Kind::ReconBatch => RECON_BATCHES,
            Kind::Deposit => DEPOSITS,
        }
    }

    fn of_aggregate(aggregate: &str) -> Option<Kind> {
        Some(match aggregate {
            assets::AGGREGATE => Kind::Asset,
            applications::AGGREGATE => Kind::Application,
            pledges::AGGREGATE => Kind::Pledge,
            loans::AGGREGATE => Kind::Loan,
            compensations::AGGREGATE => Kind::Compensation,
            subsidies::AGGREGATE => Kind::Subsidy,
            _ => return None,
        })
    }

    async fn is_seen(
        self,
        connection: &mut PgConnection,
        id: Uuid,
        _reader: &Caller,
    ) -> Result<bool, Error> {
        Ok(match self {
            Kind::Asset => assets::find(connection, id).await?.is_some(),
            Kind::Application => applications::find(connection, id).await?.is_some(),
            Kind::Pledge => pledges::find(connection, id).await?.is_some(),
            Kind::Loan => loans::find(connection, id).await?.is_some(),
            Kind::Compensation => compensations::find(connection, id).await?.is_some(),
            Kind::Subsidy => subsidies::find(connection, id).await?.is_some(),
            Kind::ReconBatch => recon_batches::summary(connection, id).await?.is_some(),
            Kind::Deposit => is_deposit(connection, id).await?,
        })
    }
}

impl LetterService for FinancingApi {
    type Reasons = FinancingReasons;

    const CONSUMERS: &'static [(&'static str, &'static str)] = &[
        (RULEBOOK, "rule_entry"),
        (CONTRACTS, "contract"),
        (TENANCIES, "tenancy"),
        (WEBHOOKS, "webhook_message"),
    ];

    fn database(&self) -> &Database {
        &self.database
    }

    async fn replay(&self, consumer: &str, aggregate: Uuid) -> Result<Replayed, Error> {
        let database = &self.database;
        let hearing = database.clone();
        let replayed = match consumer {
            WEBHOOKS => {
                let messages = self.messages.clone();
                dead_letter::replay(database, WEBHOOKS, aggregate, move |delivery| {
                    webhooks::handle(messages.clone(), hearing.clone(), delivery)
                })
                .await?
            }
            TENANCIES => {
                dead_letter::replay(database, TENANCIES, aggregate, move |delivery| {
                    tenancy::handle(hearing.clone(), delivery)
                })
                .await?
            }
            CONTRACTS => {
                dead_letter::replay(database, CONTRACTS, aggregate, move |delivery| {
                    contract::handle(hearing.clone(), delivery)
                })
                .await?
            }
            _ => self.adoption.replay(RULEBOOK, aggregate).await?,
        };
        Ok(replayed)
    }
}

impl CaseService for FinancingApi {
    type Kind = Kind;
    type Shelf = Tables;

    const DECISIONS: Collection = DECISIONS;

    fn rulebook(&self) -> &Live<Tables> {
        &self.rules
    }

    fn code_lists(&self) -> Vec<CodeList> {
        codes::lists()
    }
}

async fn is_deposit(connection: &mut PgConnection, id: Uuid) -> Result<bool, Error> {
    let filter = ledger_transactions::Filter {
        case: Some(id),
        ..Default::default()
    };
    let pool = Tenant::CITY.code();
    let booked = ledger_transactions::list(connection, pool, &filter, None, 1).await?;
    Ok(booked
        .iter()
        .any(|booked| booked.aggregate == ledger_transactions::DEPOSIT))
}
