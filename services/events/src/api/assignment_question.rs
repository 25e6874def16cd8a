//! Whether somebody should not judge a nomination: what the host has against them, and what rules add. Asked before any row is held,
//! of the city, whose award it is, and of the expert's own college.
use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_law::Tenant;
use kezhuan_law::panel::conflicts;
use kezhuan_law::regions::PREFECTURE;

use super::EventsApi;
use super::nomination_question::asking_of;
use super::nomination_step::circumstances;
use crate::domain::actor::Actor;
use crate::domain::award_round::AwardRound;
use crate::domain::nomination::{
    self, Answered, Assigned, Blocked, Command, Counted, Failure, Nomination, judged,
};
use crate::error::Error;
use crate::rules::evt_coi::{Assigning, Judge};
use crate::rules::{Asked, Verdict};
use crate::store::nominations;

/// What follows for experts that `asking` would assign, and what rules said on the way.
pub async fn assignment(
    api: &EventsApi,
    nomination: &Nomination,
    experts: Vec<Assigned>,
    asking: &Actor,
) -> Result<(Command, Heard), Error> {
    let mut heard = Heard::default();
    let mut answered = Vec::new();
    let mut failed = None;
    for assigned in experts {
        let mut one = Answered::unasked(assigned);
        // Also after one failed: what others answer is kept with the case, and holds whoever decides by hand.
        for authority in authorities(&one.assigned.expert.organisation) {
            let asked = conflict(api, nomination, &one.assigned, authority).await?;
            failed = failed.or(failure(&asked));
            if let Verdict::Answered(reasons) = &asked.verdict {
                one.added.extend(reasons.iter().cloned());
            }
            heard.keep(asked, nomination.id);
        }
        answered.push(one);
    }
    let command = match failed {
        Some((failure, decision)) => Command::ReportFailure(Failure {
            failure,
            decision: Some(decision),
            asked_by: asking.subject.clone(),
            blocked: Blocked::Assignment(answered),
        }),
        None => Command::AssignExperts {
            experts: answered,
            by_hand: None,
        },
    };
    Ok((command, heard))
}

/// Holds that the host has nothing against an assignment: only then is a rule asked.
pub fn hold_assignable(
    api: &EventsApi,
    (nomination, round): (&Nomination, &AwardRound),
    experts: &[Assigned],
    asking: &Actor,
) -> Result<(), Error> {
    let unasked = experts.iter().cloned().map(Answered::unasked);
    let command = Command::AssignExperts {
        experts: unasked.collect(),
        by_hand: None,
    };
    let at = circumstances(api, asking, (round, Counted::default()));
    nomination::decide(nomination, command, &at)?;
    Ok(())
}

/// Those whom the host itself would still seat.
pub fn unconcerned(
    (nomination, round): (&Nomination, &AwardRound),
    waiting: &[Answered],
) -> Vec<Assigned> {
    let project = judged(nomination);
    let experts = waiting.iter().map(|one| &one.assigned).filter(|one| {
        let found = conflicts(&one.expert, &one.declaration, &project);
        found.is_empty() && round.judges_in(&nomination.group, &one.expert.id)
    });
    experts.cloned().collect()
}

/// Without those whom a rule recuses.
pub fn without_recused(command: Command) -> Command {
    match command {
        Command::AssignExperts { experts, by_hand } => Command::AssignExperts {
            experts: experts
                .into_iter()
                .filter(|one| one.added.is_empty())
                .collect(),
            by_hand,
        },
        other => other,
    }
}

fn failure<T>(asked: &Asked<T>) -> Option<(String, uuid::Uuid)> {
    match &asked.verdict {
        Verdict::Failed(failure) => Some((failure.clone(), asked.id)),
        Verdict::Answered(_) | Verdict::NoRule => None,
    }
}

/// Whose award it is, and the expert's own college where they work for one.
fn authorities(organisation: &str) -> Vec<&str> {
    let is_college = Tenant::parse(organisation).is_ok_and(Tenant::is_college);
    let own = Some(organisation).filter(|_| is_college);
    [Some(PREFECTURE), own].into_iter().flatten().collect()
}

async fn conflict(
    api: &EventsApi,
    nomination: &Nomination,
    expert: &Assigned,
    authority: &str,
) -> Result<Asked<Vec<String>>, Error> {
    let whose = (
        expert.expert.id.as_str(),
        expert.expert.organisation.as_str(),
    );
    let reader = Caller::service(crate::NAME, "");
    let counts = api.database.read(&reader, async |connection| {
        nominations::expert_counts(connection, nomination, whose).await
    });
    let counts = counts.await?;
    let units = &nomination.form.units;
    let divisions = units.iter().map(|unit| unit.division.clone());
    let declared = |people: &[String]| i64::try_from(people.len()).unwrap_or(i64::MAX);
    let assigning = Assigning {
        case_division: PREFECTURE.to_owned(),
        expert: Judge {
            organisation: expert.expert.organisation.clone(),
            division: expert.division.clone(),
            is_own_staff: authority != PREFECTURE,
            assigned: counts.assigned,
            own_entries: counts.own_entries,
            coauthors: declared(&expert.declaration.coauthors_3y),
            relatives: declared(&expert.declaration.relatives),
        },
        organisations: units.iter().map(|unit| unit.organisation.clone()).collect(),
        divisions: divisions.filter(|code| !code.is_empty()).collect(),
        nominator: Some(nomination.nominator.clone()),
        nominator_division: nomination.nominator_division.clone(),
        people: i64::try_from(nomination.form.people.len()).unwrap_or(i64::MAX),
        host_recuses: false,
    };
    let asking = asking_of(api, authority, nomination);
    api.rules.conflicts(assigning, asking).await
}
