//! The achievements of a run, in memory: the index that needs are looked up in, and what is told of those that are found.
use kezhuan_auth::Caller;
use uuid::Uuid;

use crate::api::EventsApi;
use crate::domain::matching::{Found, Offered, Offers, Search, Sought};
use crate::domain::submission::Submission;
use crate::error::Error;
use crate::rules::evt_match::CANDIDATES_MAX;
use crate::store::submissions::{self, Matched};

/// Achievements read at once.
const PAGE: i64 = 500;

/// All achievements of a run, by their place in the index.
pub struct Achievements {
    all: Vec<Submission>,
    index: Offers,
}

/// One need, with the best of all achievements by the baseline.
pub struct Compared {
    pub need: Submission,
    pub found: Vec<Found>,
}

impl Achievements {
    /// Reads them in the order of their submission.
    pub async fn read(api: &EventsApi, service: &Caller, of: Matched) -> Result<Self, Error> {
        let (mut all, mut index) = (Vec::new(), Offers::default());
        let mut after = Uuid::nil();
        loop {
            let read = api.database.read(service, async |connection| {
                submissions::achievements(connection, of, after, PAGE).await
            });
            let page = read.await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for mut achievement in page {
                // Nothing that follows reads it, and it is the longest part.
                achievement.form.summary = String::new();
                index.put(offered(&achievement));
                all.push(achievement);
            }
        }
        Ok(Achievements { all, index })
    }

    /// The one at a place of the index.
    pub fn at(&self, place: usize) -> Option<&Submission> {
        self.all.get(place)
    }

    /// The baseline's best of each need.
    pub fn compare(&self, needs: Vec<Submission>) -> Vec<Compared> {
        let mut search = Search::through(&self.index);
        let compared = needs.into_iter().map(|need| Compared {
            found: search.best(sought(&need), CANDIDATES_MAX),
            need,
        });
        compared.collect()
    }
}

fn offered(achievement: &Submission) -> Offered<'_> {
    Offered {
        organisation: &achievement.organisation,
        chain: achievement.form.chain.as_deref(),
        cluster: achievement.form.cluster.as_deref(),
        words: &achievement.words,
        level: achievement.form.level,
        price_fen: achievement.form.amount_fen,
    }
}

fn sought(need: &Submission) -> Sought<'_> {
    Sought {
        organisation: &need.organisation,
        chain: need.form.chain.as_deref(),
        cluster: need.form.cluster.as_deref(),
        words: &need.words,
        min_level: need.form.level,
        budget_fen: need.form.amount_fen,
    }
}
