//! What this service grants by the rules of counties: rent subsidies to tenants, rewards for graduates and accreditations.
mod facts;
mod subject;

use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_grants::{
    Answer, Benefits, Claim, Error, Programme, Question, Standing, Subject, Wanted,
};
use kezhuan_law::Fen;
use kezhuan_rulebook::Asked;
use sqlx::PgConnection;
use uuid::Uuid;

use self::facts::{
    Facts, carrier, lease, rent_paid, rented, rewarded_carrier, rewarded_tenant, tenancy,
};
use self::subject::occasion;
use crate::NAME;
use crate::api::{CARRIERS, LEASES, TENANCIES};
use crate::domain::reward::{self, Occasion};
use crate::error::DOMAIN;
use crate::rules::Rules;

const RENT: Programme = Programme {
    family: "inc.rent",
    hook: "inc.rent@1",
    number: "KZ-INR",
    zh: "场租补贴",
    en: "rent subsidy",
};
const REWARD: Programme = Programme {
    family: "inc.reward",
    hook: "inc.reward@1",
    number: "KZ-IRW",
    zh: "孵化奖励",
    en: "incubation reward",
};

/// What claims are about here. Cheap to clone.
#[derive(Clone)]
pub struct IncubationBenefits {
    pub database: Database,
    pub rules: Rules,
}

/// What a claim names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Lease(Uuid),
    Tenancy(Uuid),
    Carrier(Uuid),
}

impl About {
    /// The subject of a programme's claim, by its name.
    fn of(family: &str, subject: &str) -> Result<About, Error> {
        if family == RENT.family {
            return Ok(About::Lease(LEASES.parse_field("subject", subject)?));
        }
        match CARRIERS.parse(subject) {
            Ok(id) => Ok(About::Carrier(id)),
            Err(_) => Ok(About::Tenancy(TENANCIES.parse_field("subject", subject)?)),
        }
    }
}

impl Benefits for IncubationBenefits {
    const DOMAIN: &'static str = DOMAIN;
    const PROGRAMMES: &'static [Programme] = &[RENT, REWARD];

    async fn subject(&self, caller: &Caller, wanted: &Wanted) -> Result<Subject, Error> {
        match About::of(wanted.programme.family, &wanted.subject)? {
            About::Lease(id) => self.rent_of(caller, id, wanted.period).await,
            About::Tenancy(id) => self.reward_of_tenant(caller, id, occasion(wanted)?).await,
            About::Carrier(id) => self.reward_of_carrier(caller, id, occasion(wanted)?).await,
        }
    }

    fn standing<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        claim: &'a Claim,
    ) -> BoxFuture<'a, Result<Standing, Error>> {
        Box::pin(async move {
            Ok(match About::of(&claim.programme, &claim.subject)? {
                About::Lease(id) => {
                    let lease = lease(connection, id).await?.body;
                    let tenancy = tenancy(connection, lease.tenancy).await?.body;
                    Standing {
                        // Both only grow.
                        version: lease.version + tenancy.version,
                        most: rent_paid(&lease, claim),
                    }
                }
                About::Tenancy(id) => {
                    let tenancy = tenancy(connection, id).await?.body;
                    let occasion = Occasion::parse(&claim.occasion);
                    let stands = occasion.is_some_and(|occasion| {
                        reward::happened_to_tenant(&tenancy, occasion).is_ok()
                    });
                    standing_of(tenancy.version, stands)
                }
                About::Carrier(id) => {
                    let carrier = carrier(connection, id).await?.body;
                    standing_of(carrier.version, carrier.current().is_some())
                }
            })
        })
    }

    async fn ask(&self, question: &Question) -> Result<Asked<Answer>, Error> {
        let claim = &question.claim;
        let reader = Caller::service(NAME, &claim.tenant);
        let about = About::of(&claim.programme, &claim.subject)?;
        let read = self.database.read(&reader, async |connection| {
            Facts::of(connection, about).await
        });
        match read.await? {
            Facts::Rent(of) => {
                let rented = rented(&of.0, &of.1, &of.2, claim);
                Ok(self.rules.rent(&rented, question).await?)
            }
            Facts::Tenant(of) => {
                let rewarded = rewarded_tenant(&of.0, &of.1, claim);
                Ok(self.rules.reward(&rewarded, question).await?)
            }
            Facts::Carrier(carrier) => {
                let rewarded = rewarded_carrier(&carrier, claim);
                Ok(self.rules.reward(&rewarded, question).await?)
            }
        }
    }
}

/// An event that is gone leaves nothing due.
fn standing_of(version: i64, stands: bool) -> Standing {
    Standing {
        version,
        most: (!stands).then_some(Fen::ZERO),
    }
}
