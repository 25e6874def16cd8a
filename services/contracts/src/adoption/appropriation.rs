//! Taking over what a programme of this service may spend. The books stay here; the figure and its terms come from
//! the rules service.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database, Write};
use kezhuan_law::{Fen, WhenExhausted};
use kezhuan_protocol::rules::v1::Appropriation;
use kezhuan_protocol::rules::v1::appropriation::WhenExhausted as Told;

use crate::domain::budget::Terms;
use crate::domain::claim::PROGRAMME_FAMILY;
use crate::error::Error;
use crate::store::fact_holds;
use crate::store::foreign_bars::{self, ForeignBar};
use crate::store::programmes::{self, Announced};

/// Takes an appropriation over; an older one than is known changes nothing. Answers what is bound of the
/// programme-year, or nothing where the family is another service's: of that one it is kept whom it bars.
pub async fn adopt(database: &Database, told: &Appropriation) -> Result<Option<Fen>, Error> {
    let caller = Caller::service(crate::NAME, &told.tenant);
    let Some(announced) = announced(told)? else {
        let bar = Arc::new(bar_of(told));
        database
            .write_as(&caller, move |write| {
                let bar = bar.clone();
                Box::pin(async move { heed(write, &bar).await })
            })
            .await?;
        return Ok(None);
    };
    let announced = Arc::new(announced);
    database
        .write_as(&caller, move |write| {
            let announced = announced.clone();
            Box::pin(async move { take_over(write, &announced).await.map(Some) })
        })
        .await
}

/// What is bound of the programme-year, before an appropriation is set.
pub async fn bound(database: &Database, told: &Appropriation) -> Result<Option<Fen>, Error> {
    if told.family != PROGRAMME_FAMILY {
        return Ok(None);
    }
    let reader = Caller::service(crate::NAME, &told.tenant);
    let programme = database
        .read(&reader, async |connection| {
            programmes::find(connection, &told.tenant, &told.family, told.year).await
        })
        .await?;
    Ok(Some(
        programme.map_or(Fen::ZERO, |programme| programme.ledger.bound()),
    ))
}

async fn take_over(write: &mut Write, announced: &Announced) -> Result<Fen, Error> {
    let (programme, is_news) = programmes::announce(write, announced).await?;
    if is_news && !programme.terms.excludes.is_empty() {
        fact_holds::want_all(write, &programme.tenant, Some(programme.year)).await?;
    }
    if is_news {
        write.audit(AuditEntry {
            action: "programme.appropriation_adopted",
            aggregate: "programme",
            aggregate_id: programme.id,
            version: programme.version,
            detail: serde_json::json!({
                "year": programme.year,
                "announced_fen": programme.ledger.announced.get(),
                "appropriation_fen": programme.ledger.appropriation.get(),
                "when_exhausted": programme.terms.when_exhausted.as_str(),
                "excludes": programme.terms.excludes,
            }),
        });
    }
    Ok(programme.ledger.bound())
}

/// Keeps whom another service's programme bars. Where it is this one's, claims whose amount is on its way want their fact
/// from then on, and what was paid is told.
async fn heed(write: &mut Write, bar: &ForeignBar) -> Result<(), Error> {
    programmes::lock_all(write, &bar.tenant, PROGRAMME_FAMILY).await?;
    let Some(id) = foreign_bars::keep(write, bar).await? else {
        return Ok(());
    };
    if bar.excludes.iter().any(|family| family == PROGRAMME_FAMILY) {
        fact_holds::want_all(write, &bar.tenant, None).await?;
    }
    write.audit(AuditEntry {
        action: "foreign_bar.adopted",
        aggregate: "foreign_bar",
        aggregate_id: id,
        version: bar.version,
        detail: serde_json::json!({
            "family": bar.family, "year": bar.year, "excludes": bar.excludes,
        }),
    });
    Ok(())
}

fn bar_of(told: &Appropriation) -> ForeignBar {
    ForeignBar {
        tenant: told.tenant.clone(),
        family: told.family.clone(),
        year: told.year,
        excludes: told.excludes.clone(),
        version: told.version,
    }
}

/// The announcement as it is stored here; nothing where the family is another service's.
fn announced(told: &Appropriation) -> Result<Option<Announced>, Error> {
    if told.family != PROGRAMME_FAMILY {
        return Ok(None);
    }
    let when_exhausted = match told.when_exhausted() {
        Told::Refuse => WhenExhausted::Refuse,
        Told::Queue => WhenExhausted::Queue,
        Told::Prorate => WhenExhausted::Prorate,
        Told::Unspecified => {
            return Err(Error::field(
                "when_exhausted",
                "POLICY_INVALID",
                "应为 REFUSE、QUEUE 或 PRORATE",
                "one of REFUSE, QUEUE, PRORATE",
            ));
        }
    };
    Ok(Some(Announced {
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
    }))
}
