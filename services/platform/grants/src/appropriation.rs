//! Taking over what a programme may spend. The books stand in the service's database; the figure comes from the rules service.
use std::sync::Arc;

use kezhuan_adoption::ServiceError;
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database, Write};
use kezhuan_law::budget::Terms;
use kezhuan_law::{Fen, WhenExhausted};
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted as Told;
use kezhuan_rpc::Problem;

use crate::store::programmes::{self, Announced};
use crate::{Benefits, Error};

/// Takes an appropriation over, or only says what is bound of it; an older one than is known changes nothing. Nothing where the
/// family is none of the service's programmes.
pub async fn appropriated<B: Benefits, E: ServiceError>(
    database: &Database,
    told: &Appropriation,
    validate_only: bool,
) -> Result<Option<Fen>, E> {
    let mut programmes = B::PROGRAMMES.iter();
    if !programmes.any(|programme| programme.family == told.family) {
        return Ok(None);
    }
    let taken = match validate_only {
        true => bound(database, told).await,
        false => adopt(database, announced::<B>(told)).await,
    };
    taken.map(Some).map_err(|error| error.of_service(B::DOMAIN))
}

/// What is bound of the programme-year, before an appropriation is set.
async fn bound(database: &Database, told: &Appropriation) -> Result<Fen, Error> {
    let reader = Caller::service(database.service(), &told.tenant);
    let of = (told.tenant.as_str(), told.family.as_str(), told.year);
    let budget = database.read(&reader, async |connection| {
        programmes::find(connection, of).await
    });
    let budget = budget.await?;
    Ok(budget.map_or(Fen::ZERO, |budget| budget.ledger.bound()))
}

async fn adopt(database: &Database, announced: Result<Announced, Problem>) -> Result<Fen, Error> {
    let announced = Arc::new(announced?);
    let caller = Caller::service(database.service(), &announced.tenant);
    database
        .write_as(&caller, move |write| {
            let announced = announced.clone();
            Box::pin(async move { take_over(write, &announced).await })
        })
        .await
}

async fn take_over(write: &mut Write, announced: &Announced) -> Result<Fen, Error> {
    let (budget, is_news) = programmes::announce(write, announced).await?;
    if is_news {
        write.audit(AuditEntry {
            action: "grant_programme.appropriation_adopted",
            aggregate: "grant_programme",
            aggregate_id: budget.id,
            version: budget.version,
            detail: serde_json::json!({
                "family": budget.family,
                "year": budget.year,
                "announced_fen": budget.ledger.announced.get(),
                "appropriation_fen": budget.ledger.appropriation.get(),
                "when_exhausted": budget.terms.when_exhausted.as_str(),
                "excludes": budget.terms.excludes,
            }),
        });
    }
    Ok(budget.ledger.bound())
}

/// The announcement as it is stored here.
fn announced<B: Benefits>(told: &Appropriation) -> Result<Announced, Problem> {
    let when_exhausted = match told.when_exhausted() {
        Told::Refuse => WhenExhausted::Refuse,
        Told::Queue => WhenExhausted::Queue,
        Told::Prorate => WhenExhausted::Prorate,
        Told::Unspecified => {
            return Err(Problem::of_field(
                B::DOMAIN,
                "when_exhausted",
                "POLICY_INVALID",
                "应为 REFUSE、QUEUE 或 PRORATE",
                "one of REFUSE, QUEUE, PRORATE",
            ));
        }
    };
    Ok(Announced {
        tenant: told.tenant.clone(),
        family: told.family.clone(),
        year: told.year,
        amount: Fen(told.appropriation_fen),
        terms: Terms {
            version: told.version,
            when_exhausted,
            excludes: told.excludes.clone(),
            legal_source: told.legal_source.clone(),
        },
    })
}
