//! Expert groups judge unseen: nobody with a conflict sits, and no score is shown before all are in.
use anyhow::Context;
use kezhuan_protocol::events::v1 as proto;
use kezhuan_protocol::events::v1::assign_award_experts_request::Expert;
use kezhuan_protocol::events::v1::nomination::State;

use super::super::asking::ask;
use super::super::people::{People, expert};
use super::{Award, Nominated, office, refused};
use crate::demo::year::{DIMENSIONS, Incident, MANUFACTURING, NominationPlan, Nominator};

/// Takes the seat of whoever declares a conflict.
const SUBSTITUTE: usize = 13;
/// An expert whose academy lies in the nominator's county.
const NEIGHBOUR: usize = 14;
/// By how many points the first expert's first score is corrected.
const CORRECTION: i64 = 5;

impl Award {
    /// Each nomination gets the experts of its group, but none with a conflict of interest.
    pub(super) async fn assign(&self, people: &People) -> anyhow::Result<()> {
        for one in self.judged() {
            if one.plan.incident == Incident::NearExpert {
                ask_neighbour(people, one).await?;
            }
            let group = group(&one.plan);
            let experts = group.iter().map(|nth| seat(*nth, "")).collect();
            let request = assignment(one, experts, "experts");
            ask!(office(people, 1)?, assign_award_experts, request)?;
            if one.plan.incident != Incident::DeclaredConflict {
                continue;
            }
            let declaring = *group.first().context("a group without experts")?;
            declare(people, one, declaring).await?;
            let request = assignment(one, vec![seat(SUBSTITUTE, "")], "substitute");
            ask!(office(people, 1)?, assign_award_experts, request)?;
        }
        Ok(())
    }

    /// Everybody scores every dimension; the first expert corrects a score, and says why.
    pub(super) async fn score(&self, people: &People) -> anyhow::Result<()> {
        for one in self.judged() {
            let experts = sitting(&one.plan);
            let half = i64::try_from(experts.len() / 2)?;
            for (place, nth) in (0..).zip(&experts) {
                // Around what they come to together: an odd number of experts, each a point above the one before.
                let points = one.plan.scored.0 + place - half;
                if place == 0 {
                    let (dimension, _) = DIMENSIONS[0];
                    let first = (dimension, points - CORRECTION, "");
                    give(people, one, *nth, first).await?;
                }
                for (dimension, _) in DIMENSIONS {
                    let reason = if place == 0 { "复核后更正" } else { "" };
                    give(people, one, *nth, (dimension, points, reason)).await?;
                }
                if place == 0 {
                    hidden(people, one).await?;
                }
            }
        }
        Ok(())
    }

    /// What the scores come to, by the city's rule.
    pub(super) async fn conclude(&self, people: &People) -> anyhow::Result<()> {
        for one in self.judged() {
            let request = proto::ConcludeScoringRequest {
                name: one.name.clone(),
                etag: String::new(),
                request_id: one.key("conclude"),
            };
            let concluded = ask!(office(people, 1)?, conclude_scoring, request)?;
            anyhow::ensure!(
                concluded.state() == State::Scored,
                "{} is {}: {}",
                one.name,
                concluded.state().as_str_name(),
                concluded.failure
            );
            let review = concluded.review.clone().unwrap_or_default();
            let (points, band) = one.plan.scored;
            anyhow::ensure!(
                (review.mean_c, review.band()) == (points * 100, band),
                "{} comes to {} hundredths, {}",
                one.name,
                review.mean_c,
                review.band().as_str_name()
            );
            let changes = concluded.score_changes.len();
            anyhow::ensure!(changes == 1, "{} has {changes} changes logged", one.name);
        }
        Ok(())
    }
}

/// The experts of its group, by number: five, or seven of whom the best and the worst score are left out.
fn group(plan: &NominationPlan) -> Vec<usize> {
    match plan.group == MANUFACTURING {
        true => (1..=5).collect(),
        false => (6..=12).collect(),
    }
}

/// Those who score.
fn sitting(plan: &NominationPlan) -> Vec<usize> {
    let experts = group(plan).into_iter();
    match plan.incident == Incident::DeclaredConflict {
        true => experts.skip(1).chain([SUBSTITUTE]).collect(),
        false => experts.collect(),
    }
}

fn seat(nth: usize, division: &str) -> Expert {
    let (expert, organisation) = expert(nth);
    Expert {
        expert,
        organisation,
        division: division.to_owned(),
        ..Expert::default()
    }
}

fn assignment(
    one: &Nominated,
    experts: Vec<Expert>,
    part: &str,
) -> proto::AssignAwardExpertsRequest {
    proto::AssignAwardExpertsRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key(part),
        experts,
    }
}

/// The city's rule recuses an expert of the nominator's county.
async fn ask_neighbour(people: &People, one: &Nominated) -> anyhow::Result<()> {
    let Nominator::County(division) = one.plan.nominator else {
        anyhow::bail!("only a county has neighbours");
    };
    let request = assignment(one, vec![seat(NEIGHBOUR, division)], "neighbour");
    let answer = office(people, 1)?.assign_award_experts(request).await;
    refused(answer)?.expect("EXPERT_CONFLICT", "SAME_COUNTY")
}

/// An expert recuses themselves.
async fn declare(people: &People, one: &Nominated, nth: usize) -> anyhow::Result<()> {
    let request = proto::DeclareAwardConflictRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key("conflict"),
        expert: expert(nth).0,
        reasons: vec!["COAUTHOR_3Y".to_owned()],
        note: "近三年与完成人合作发表论文".to_owned(),
    };
    let expert = people.expert(nth)?;
    ask!(expert.events()?, declare_award_conflict, request)?;
    Ok(())
}

async fn give(
    people: &People,
    one: &Nominated,
    nth: usize,
    (dimension, points, reason): (&str, i64, &str),
) -> anyhow::Result<()> {
    let request = proto::ScoreNominationRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: one.key(&format!("score {nth} {dimension} {points}")),
        dimension: dimension.to_owned(),
        points,
        reason: reason.to_owned(),
    };
    let expert = people.expert(nth)?;
    ask!(expert.events()?, score_nomination, request)?;
    Ok(())
}

/// Holds that the office sees no score yet.
async fn hidden(people: &People, one: &Nominated) -> anyhow::Result<()> {
    let request = proto::GetNominationRequest {
        name: one.name.clone(),
    };
    let read = ask!(office(people, 1)?, get_nomination, request)?;
    let mut seats = read.seats.iter();
    anyhow::ensure!(
        seats.all(|seat| seat.scores.is_empty()) && read.score_changes.is_empty(),
        "scores of {} are shown before all are in",
        one.name
    );
    Ok(())
}
