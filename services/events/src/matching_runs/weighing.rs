//! The authority's rule weighs the baseline's best of each need again: the county's where the event takes place, or the city's
//! where the county has none in force. Where neither has, that is asked and kept once, not once per need.
use std::sync::Arc;

use kezhuan_cases::Heard;
use kezhuan_law::regions;
use kezhuan_law::rule_pins::RulePins;

use super::offers::{Achievements, Compared};
use crate::api::EventsApi;
use crate::domain::matching::{Found, Match, Matching, Points, RuleSaid, TopList, ranked, shared};
use crate::domain::submission::Submission;
use crate::error::Error;
use crate::rules::evt_match::{Candidate, Wanted, Weighed};
use crate::rules::{Asked, Asking, Verdict};

/// Keywords that a rule is told of a need.
const KEYWORDS_MAX: usize = 100;

/// What is known of the rules of one run.
pub struct Weighing<'a> {
    api: &'a EventsApi,
    matching: &'a Matching,
    achievements: Arc<Achievements>,
    /// Who is asked, in turn; none once nobody has a rule.
    authorities: Vec<String>,
}

/// What a rule said of one need, by its candidates.
struct Said {
    rule: RuleSaid,
    points: Option<Vec<Weighed>>,
}

impl<'a> Weighing<'a> {
    /// Of a run whose event takes place in a division.
    pub fn of(
        api: &'a EventsApi,
        matching: &'a Matching,
        achievements: Arc<Achievements>,
    ) -> Weighing<'a> {
        let mut authorities = vec![matching.division.clone()];
        if matching.division != regions::PREFECTURE {
            authorities.push(regions::PREFECTURE.to_owned());
        }
        Weighing {
            api,
            matching,
            achievements,
            authorities,
        }
    }

    /// The list of each need, and what was asked on the way.
    pub async fn weigh(&mut self, compared: Vec<Compared>) -> Result<(Vec<TopList>, Heard), Error> {
        let (mut lists, mut heard) = (Vec::with_capacity(compared.len()), Heard::default());
        for Compared { need, found } in compared {
            let said = match found.is_empty() {
                true => Said::nothing(),
                false => self.asked(&need, &found, &mut heard).await?,
            };
            lists.push(self.listed(&need, found, said));
        }
        Ok((lists, heard))
    }

    /// Asks one authority after another until one has a rule; from then on that one alone.
    async fn asked(
        &mut self,
        need: &Submission,
        found: &[Found],
        heard: &mut Heard,
    ) -> Result<Said, Error> {
        for authority in self.authorities.clone() {
            let asked = self.ask(&authority, need, found).await?;
            let said = match &asked.verdict {
                Verdict::NoRule => {
                    heard.keep(asked, self.matching.id);
                    continue;
                }
                Verdict::Answered(Some(points)) => Said {
                    rule: RuleSaid::Weighed,
                    points: Some(points.clone()),
                },
                Verdict::Answered(None) => Said::only(RuleSaid::Declined),
                Verdict::Failed(_) => Said::only(RuleSaid::Failed),
            };
            heard.keep(asked, need.id);
            self.authorities = vec![authority];
            return Ok(said);
        }
        self.authorities.clear();
        Ok(Said::nothing())
    }

    async fn ask(
        &self,
        authority: &str,
        need: &Submission,
        found: &[Found],
    ) -> Result<Asked<Option<Vec<Weighed>>>, Error> {
        let asking = Asking {
            tenant: authority.to_owned(),
            legal_date: self.matching.asked_on,
            as_of: self.api.clock.today(),
            pins: RulePins::default(),
        };
        let candidates = found
            .iter()
            .filter_map(|found| Some(candidate(self.achievements.at(found.place)?, found)));
        let wanted = self.wanted(need);
        let asked = self
            .api
            .rules
            .weighing(wanted, candidates.collect(), asking);
        asked.await
    }

    fn wanted(&self, need: &Submission) -> Wanted {
        let form = &need.form;
        Wanted {
            case_division: self.matching.division.clone(),
            division: form.division.clone(),
            chain: form.chain.clone(),
            cluster: form.cluster.clone(),
            keywords: need.words.iter().take(KEYWORDS_MAX).cloned().collect(),
            min_level: u8::try_from(form.level).unwrap_or_default(),
            budget_fen: form.amount_fen,
        }
    }

    fn listed(&self, need: &Submission, found: Vec<Found>, said: Said) -> TopList {
        let mut weighed = said.points.into_iter().flatten();
        let points = found.into_iter().map(|found| {
            let again = weighed.next().map(points);
            (found, again.unwrap_or_else(|| found.score.into()))
        });
        let best = ranked(points.collect(), self.api.parameters.matching.kept);
        let matches = best.into_iter().filter_map(|(found, points)| {
            let achievement = self.achievements.at(found.place)?;
            Some(Match {
                achievement: achievement.id,
                organisation: achievement.organisation.clone(),
                organisation_name: achievement.form.organisation_name.clone(),
                title: achievement.form.title.clone(),
                points,
                baseline: found.score.into(),
                shared: shared(&need.words, &achievement.words),
                levels_missing: (need.form.level - achievement.form.level).max(0),
            })
        });
        TopList {
            need: need.id,
            organisation: need.organisation.clone(),
            organisation_name: need.form.organisation_name.clone(),
            title: need.form.title.clone(),
            rule: said.rule,
            matches: matches.collect(),
        }
    }
}

impl Said {
    const fn only(rule: RuleSaid) -> Said {
        Said { rule, points: None }
    }

    const fn nothing() -> Said {
        Said::only(RuleSaid::NotAsked)
    }
}

fn candidate(achievement: &Submission, found: &Found) -> Candidate {
    let form = &achievement.form;
    Candidate {
        division: form.division.clone(),
        is_college: achievement.is_college,
        chain: form.chain.clone(),
        cluster: form.cluster.clone(),
        level: u8::try_from(form.level).unwrap_or_default(),
        price_fen: form.amount_fen,
        shared: i64::try_from(found.common).unwrap_or(i64::MAX).min(100),
        baseline: found.score,
    }
}

fn points(weighed: Weighed) -> Points {
    Points {
        chain: weighed.chain,
        keywords: weighed.keywords,
        stage: weighed.stage,
        budget: weighed.budget,
        extra: weighed.extra,
    }
}
