//! What is needed and offered at an event, and who answers whose need.
use std::time::{Duration, Instant};

use anyhow::Context;
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::matching::State;

use super::super::asking::ask;
use super::super::people::People;
use super::Held;
use crate::demo::year::MATCHED_MAX;

/// How long a run may take that was started days ago on the legal clock.
const DONE_MAX: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Technology readiness levels.
const LEVEL: i32 = 7;
const LEVEL_MIN: i32 = 6;

impl Held {
    /// Every provider says what it has, and the first seekers what they need.
    pub(super) async fn submit(&mut self, people: &People) -> anyhow::Result<()> {
        for (nth, talk) in self.plan.talks.iter().enumerate() {
            let request = proto::SubmitAchievementRequest {
                event: self.name.clone(),
                form: Some(proto::achievement::Form {
                    organisation_name: talk.provider.display_name.clone(),
                    division: self.plan.division.to_owned(),
                    title: talk.topic.clone(),
                    summary: format!("转让或合作开发{}", talk.topic),
                    chain: talk.chain.to_owned(),
                    cluster: String::new(),
                    keywords: Vec::new(),
                    level: LEVEL,
                    price_fen: Some(talk.amount_fen),
                }),
                request_id: self.key(&format!("achievement {nth}")),
            };
            let provider = people.applicant(&talk.provider.organisation)?;
            let submitted = ask!(provider.events()?, submit_achievement, request)?;
            self.achievements.push(submitted.name);
            if nth >= MATCHED_MAX {
                continue;
            }
            let request = proto::SubmitNeedRequest {
                event: self.name.clone(),
                form: Some(proto::need::Form {
                    organisation_name: talk.seeker.display_name.clone(),
                    division: String::new(),
                    title: talk.topic.clone(),
                    summary: format!("征集{}解决方案", talk.topic),
                    chain: talk.chain.to_owned(),
                    cluster: String::new(),
                    keywords: Vec::new(),
                    min_level: LEVEL_MIN,
                    budget_fen: Some(talk.amount_fen),
                }),
                request_id: self.key(&format!("need {nth}")),
            };
            let seeker = people.applicant(&talk.seeker.organisation)?;
            let submitted = ask!(seeker.events()?, submit_need, request)?;
            self.needs.push(submitted.name);
        }
        Ok(())
    }

    /// Starts the run; it is worked off beside the server.
    pub(super) async fn run_matching(&mut self, people: &People) -> anyhow::Result<()> {
        let request = proto::RunMatchingRequest {
            event: self.name.clone(),
            request_id: self.key("match"),
        };
        self.matching = ask!(self.organiser(people)?, run_matching, request)?.name;
        Ok(())
    }

    /// Need and achievement of the first talks, in their order: none answers a need better than whom it will be talked with.
    pub(super) async fn found(&self, people: &People) -> anyhow::Result<Vec<(String, String)>> {
        self.matched(people).await?;
        let request = proto::ListMatchesRequest {
            matching: self.matching.clone(),
            ..proto::ListMatchesRequest::default()
        };
        let lists = ask!(self.organiser(people)?, list_matches, request)?.lists;
        let mut found = Vec::new();
        for (need, achievement) in self.needs.iter().zip(&self.achievements) {
            let list = lists.iter().find(|list| list.need == *need);
            let matches = &list.with_context(|| format!("{need} has no list"))?.matches;
            let best = matches.first().map(|best| best.score);
            let planned = matches.iter().find(|one| one.achievement == *achievement);
            anyhow::ensure!(
                planned.is_some_and(|one| one.recommended && Some(one.score) == best),
                "{achievement} answers {need} with {:?} of {best:?} points",
                planned.map(|one| one.score)
            );
            found.push((need.clone(), achievement.clone()));
        }
        Ok(found)
    }

    /// Waits for the run.
    async fn matched(&self, people: &People) -> anyhow::Result<()> {
        let deadline = Instant::now() + DONE_MAX;
        loop {
            let request = proto::GetMatchingRequest {
                name: self.matching.clone(),
            };
            let run = ask!(self.organiser(people)?, get_matching, request)?;
            match run.state() {
                State::Done => return Ok(()),
                State::Running if Instant::now() < deadline => {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                other => anyhow::bail!("the matching run is {}", other.as_str_name()),
            }
        }
    }
}
