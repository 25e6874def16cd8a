//! What matching and the award came to, from the service's own database, to be held against what was planned.
use sqlx::PgPool;

use crate::demo::year::{self, Ending, prize_fen};

/// The sums of needs, achievements, matches and nominations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Brought {
    pub needs: i64,
    pub achievements: i64,
    /// Achievements on the lists of needs.
    pub matches: i64,
    /// Negotiations that came of one.
    pub matched: i64,
    /// Ever drafted.
    pub nominations: i64,
    /// Those of them that did not pass the formal check.
    pub refused: i64,
    pub awards: i64,
    /// On the list of excellent achievements.
    pub listed: i64,
    pub prize_fen: i64,
}

const BROUGHT: &str = "
    SELECT (SELECT count(*) FROM submission WHERE kind = 'NEED' AND state = 'SUBMITTED') AS needs,
           (SELECT count(*) FROM submission WHERE kind = 'ACHIEVEMENT' AND state = 'SUBMITTED') AS achievements,
           (SELECT coalesce(sum(list.matches), 0)::bigint
              FROM matching_list AS list JOIN matching ON matching.id = list.matching_id
             WHERE matching.state = 'DONE') AS matches,
           (SELECT count(*) FROM negotiation WHERE body->'origin'->>'need' IS NOT NULL) AS matched,
           count(*) AS nominations,
           count(*) FILTER (WHERE state = 'INVALID') AS refused,
           count(*) FILTER (WHERE state = 'AWARDED') AS awards,
           (SELECT count(*) FROM excellent_achievement WHERE NOT revoked) AS listed,
           coalesce(sum((body->'benefit'->>'amount')::bigint) FILTER (WHERE state = 'AWARDED'), 0)::bigint AS prize_fen
      FROM nomination";

/// Reads them.
pub async fn of(events: &PgPool) -> anyhow::Result<Brought> {
    Ok(sqlx::query_as(BROUGHT).fetch_one(events).await?)
}

impl Brought {
    /// What the year should come to.
    pub fn planned(plan: &year::Beside) -> Brought {
        let mut brought = Brought::default();
        for event in &plan.events {
            let (needs, achievements) = event.submissions();
            let (needs, achievements) = (whole(needs), whole(achievements));
            brought.needs += needs;
            brought.achievements += achievements;
            // Nobody's own achievement is among them, and all are mature enough to be of some use.
            brought.matches += needs * achievements;
            brought.matched += needs;
        }
        for nomination in &plan.award.nominations {
            match nomination.ending {
                Ending::NotTaken(_) => continue,
                Ending::Invalid(_) => brought.refused += 1,
                Ending::Dropped(_) => {}
                Ending::Awarded(band) => {
                    brought.awards += 1;
                    brought.listed += 1;
                    brought.prize_fen += prize_fen(band);
                }
            }
            brought.nominations += 1;
        }
        brought
    }

    /// For programs.
    pub fn figures(&self) -> String {
        format!(
            "needs={} achievements={} matches={} matched={} nominations={} refused={} awards={} prize_fen={}",
            self.needs,
            self.achievements,
            self.matches,
            self.matched,
            self.nominations,
            self.refused,
            self.awards,
            self.prize_fen
        )
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::year::{Scale, beside, plan};

    #[test]
    fn a_year_is_planned_with_these_sums() {
        let scale = Scale { contracts: 2_000 };
        let planned = Brought::planned(&beside(7, scale, &plan(7, scale)));
        assert_eq!(
            planned.figures(),
            "needs=28 achievements=42 matches=84 matched=28 nominations=7 refused=1 awards=5 prize_fen=24000000"
        );
    }
}
