//! What carriers, tenants, bases and events came to: from the services' own databases, and what the plan counts of them, to be held
//! against the scoreboard.
use std::time::{Duration, Instant};

use kezhuan_auth::Role;
use kezhuan_protocol::agriculture::v1::{GetOutcomeRequest, Outcome};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::asking::ask;
use super::brought::{self, Brought};
use super::held::{self, Held};
use super::people::People;
use super::reckoning::{CITY, YEAR};

/// How long timers may take over the last stays that ended.
const EXPIRED_MAX: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(200);
const MU_C: i64 = 100;

/// The year of the carriers and their tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Incubated {
    pub carriers: i64,
    pub accredited: i64,
    /// Ever admitted.
    pub tenants: i64,
    pub incubating: i64,
    pub graduated: i64,
    pub exited: i64,
    pub expired: i64,
    pub rent_subsidy_fen: i64,
    /// Distinct enterprises that incubated at the end of the year and count for the city.
    pub k7: i64,
}

/// The year of the bases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Grown {
    pub bases: i64,
    pub accredited: i64,
    pub trials: i64,
    pub verified: i64,
    pub demonstrations: i64,
    pub subsidy_fen: i64,
    /// Provincial bases with a plate at the end of the year.
    pub k9: i64,
}

/// All of it, with what reached farmers.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub incubated: Incubated,
    pub grown: Grown,
    pub held: Held,
    pub brought: Brought,
    pub outcome: Outcome,
}

const OF_INCUBATION: &str = "
    SELECT (SELECT count(*) FROM carrier) AS carriers,
           (SELECT count(*) FROM carrier WHERE state IN ('ACCREDITED', 'RECTIFYING')) AS accredited,
           count(*) FILTER (WHERE until_on IS NOT NULL) AS tenants,
           count(*) FILTER (WHERE state = 'INCUBATING') AS incubating,
           count(*) FILTER (WHERE state = 'GRADUATED') AS graduated,
           count(*) FILTER (WHERE state = 'EXITED') AS exited,
           count(*) FILTER (WHERE state = 'EXPIRED') AS expired,
           (SELECT coalesce(sum(amount_fen), 0)::bigint FROM grant_claim
             WHERE programme = 'inc.rent' AND state = 'PAID') AS rent_subsidy_fen,
           count(DISTINCT uscc) FILTER (
               WHERE until_on IS NOT NULL AND entry_on <= '2025-12-31' AND (left_on IS NULL OR left_on > '2025-12-31')
                 AND (body->>'is_remote' = 'false' OR (body->'landing'->>'landed_on')::date <= '2025-12-31')) AS k7
      FROM tenancy";

const OF_AGRICULTURE: &str = "
    SELECT count(*) AS bases,
           count(*) FILTER (WHERE state IN ('ACCREDITED', 'RECTIFYING', 'WARNED')) AS accredited,
           (SELECT count(*) FROM trial) AS trials,
           (SELECT count(*) FROM trial WHERE state = 'VERIFIED') AS verified,
           (SELECT count(*) FROM demonstration WHERE state IN ('ACCEPTED', 'EXTENDED')) AS demonstrations,
           (SELECT coalesce(sum(amount_fen), 0)::bigint FROM grant_claim
             WHERE programme = 'agr.subsidy' AND state = 'PAID') AS subsidy_fen,
           count(*) FILTER (
               WHERE level = 'PROVINCE' AND (body->'accreditation'->>'accredited_on')::date <= '2025-12-31'
                 AND valid_until >= '2025-12-31'
                 AND coalesce((body->'delisting'->>'delisted_on')::date > '2025-12-31', true)) AS k9
      FROM base";

/// Reads it all, once nothing that has ended waits for its timer any more.
pub async fn of(server: &str, people: &People) -> anyhow::Result<Counted> {
    let incubation = opened(server, kezhuan_incubation::NAME).await?;
    settled(&incubation, people).await?;
    let incubated = sqlx::query_as(OF_INCUBATION).fetch_one(&incubation).await?;
    incubation.close().await;
    let agriculture = opened(server, kezhuan_agriculture::NAME).await?;
    let grown = sqlx::query_as(OF_AGRICULTURE)
        .fetch_one(&agriculture)
        .await?;
    agriculture.close().await;
    let events = opened(server, kezhuan_events::NAME).await?;
    let held = held::of(&events).await?;
    let brought = brought::of(&events).await?;
    events.close().await;
    let request = GetOutcomeRequest {
        year: YEAR,
        ..GetOutcomeRequest::default()
    };
    let city = people.official(CITY, Role::CityStb, 1)?;
    Ok(Counted {
        incubated,
        grown,
        held,
        brought,
        outcome: ask!(city.agriculture()?, get_outcome, request)?,
    })
}

async fn opened(server: &str, service: &str) -> anyhow::Result<PgPool> {
    let options: sqlx::postgres::PgConnectOptions = server.parse()?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options.database(&format!("kezhuan_{service}")))
        .await?;
    Ok(pool)
}

/// Waits until every stay that is over has expired.
async fn settled(incubation: &PgPool, people: &People) -> anyhow::Result<()> {
    let today = people
        .official(CITY, Role::CityStb, 1)?
        .legal_date()
        .await?;
    let deadline = Instant::now() + EXPIRED_MAX;
    loop {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM tenancy WHERE state = 'INCUBATING' AND until_on < $1",
        )
        .bind(today)
        .fetch_one(incubation)
        .await?;
        if waiting == 0 || Instant::now() > deadline {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

impl Counted {
    /// Three lines for programs; `k7`, `k9` and `k10` are what the scoreboard counts.
    pub fn lines(&self, k7: i64, k9: i64, k10: i64) -> String {
        let (of, grown, outcome) = (self.incubated, self.grown, &self.outcome);
        let held = self.held;
        format!(
            "incubation: carriers={} accredited={} tenants={} incubating={} graduated={} exited={} expired={} \
             rent_subsidy_fen={} k7={k7}\n\
             agriculture: bases={} accredited={} trials={} verified={} demonstrations={} households={} area_mu={}.{:02} \
             added_value_fen={} subsidy_fen={} k9={k9}\n\
             events: events={} registrations={} attended={} intents={} contracts={} k10={k10} {}",
            of.carriers,
            of.accredited,
            of.tenants,
            of.incubating,
            of.graduated,
            of.exited,
            of.expired,
            of.rent_subsidy_fen,
            grown.bases,
            grown.accredited,
            grown.trials,
            grown.verified,
            grown.demonstrations,
            outcome.households,
            outcome.area_c / MU_C,
            outcome.area_c % MU_C,
            outcome.added_value_fen,
            grown.subsidy_fen,
            held.events,
            held.registrations,
            held.attended,
            held.k10i,
            held.contracts,
            self.brought.figures(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_for_programs_say_what_was_counted() {
        let counted = Counted {
            incubated: Incubated {
                carriers: 24,
                accredited: 23,
                tenants: 9,
                incubating: 4,
                graduated: 2,
                exited: 1,
                expired: 2,
                rent_subsidy_fen: 700,
                k7: 3,
            },
            grown: Grown {
                bases: 3,
                accredited: 3,
                trials: 3,
                verified: 2,
                demonstrations: 3,
                subsidy_fen: 820,
                k9: 1,
            },
            held: Held {
                events: 14,
                registrations: 112,
                attended: 70,
                contracts: 28,
                k10: 27,
                k10i: 42,
                ..Held::default()
            },
            brought: Brought {
                needs: 28,
                achievements: 42,
                matches: 84,
                matched: 28,
                nominations: 10,
                refused: 4,
                awards: 5,
                listed: 5,
                prize_fen: 24_000_000,
            },
            outcome: Outcome {
                households: 90,
                area_c: 12_305,
                added_value_fen: 5_000,
                ..Outcome::default()
            },
        };
        assert_eq!(
            counted.lines(3, 1, 27),
            "incubation: carriers=24 accredited=23 tenants=9 incubating=4 graduated=2 exited=1 expired=2 rent_subsidy_fen=700 k7=3\n\
             agriculture: bases=3 accredited=3 trials=3 verified=2 demonstrations=3 households=90 area_mu=123.05 \
             added_value_fen=5000 subsidy_fen=820 k9=1\n\
             events: events=14 registrations=112 attended=70 intents=42 contracts=28 k10=27 \
             needs=28 achievements=42 matches=84 matched=28 nominations=10 refused=4 awards=5 prize_fen=24000000"
        );
    }
}
