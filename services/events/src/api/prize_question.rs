//! What an award is worth: asked once of the city, before any row is held.
use std::collections::BTreeSet;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_law::Fen;
use kezhuan_law::regions::PREFECTURE;

use super::EventsApi;
use super::nomination_question::asking_of;
use super::nomination_step::circumstances;
use crate::domain::actor::Actor;
use crate::domain::award_mean::Band;
use crate::domain::award_round::AwardRound;
use crate::domain::nomination::{self, Assessed, Blocked, Command, Counted, Failure, Nomination};
use crate::error::Error;
use crate::rules::Verdict;
use crate::rules::evt_prize::Won;
use crate::store::nominations;

/// Holds that a prize may be asked for now: only then is the rule asked.
pub async fn hold_assessable(
    api: &EventsApi,
    (nomination, round): (&Nomination, &AwardRound),
    asking: &Actor,
) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        nominations::undecided_beside(connection, nomination).await
    });
    let counted = Counted {
        undecided: read.await?,
        ..Counted::default()
    };
    let unasked = Command::AssessPrize(Assessed {
        amount: Fen(0),
        reasons: Vec::new(),
        by_hand: None,
        decision: None,
    });
    let at = circumstances(api, asking, (round, counted));
    nomination::decide(nomination, unasked, &at)?;
    Ok(())
}

/// What follows for an award whose prize is asked for, and what the rule said. `asking` is who asks.
pub async fn prize(
    api: &EventsApi,
    (nomination, round): (&Nomination, &AwardRound),
    asking: &Actor,
) -> Result<(Command, Heard), Error> {
    let reader = Caller::service(crate::NAME, "");
    let rank = api.database.read(&reader, async |connection| {
        nominations::rank_of(connection, nomination).await
    });
    let rank = rank.await?;
    let units = nomination.form.units.iter();
    let units: BTreeSet<&str> = units.map(|unit| unit.organisation.as_str()).collect();
    let won = Won {
        division: PREFECTURE.to_owned(),
        programme: round.code.clone(),
        band: nomination
            .prize
            .as_ref()
            .map_or(Band::None, |prize| prize.band),
        rank: rank.rank,
        of_band: rank.of_band,
        organisations: i64::try_from(units.len()).unwrap_or(i64::MAX),
        budget_left: None,
    };
    let mut heard = Heard::default();
    let none = |reason: &str, decision| {
        Command::AssessPrize(Assessed {
            amount: Fen(0),
            reasons: vec![reason.to_owned()],
            by_hand: None,
            decision,
        })
    };
    // The act is the award, however late somebody asks.
    let mut question = asking_of(api, PREFECTURE, nomination);
    if let Some(prize) = &nomination.prize {
        question.legal_date = prize.awarded_on;
    }
    let Some(asked) = api.rules.prize(won, question).await? else {
        return Ok((none("NOT_AWARDED", None), heard));
    };
    let decision = Some(asked.id);
    let command = match &asked.verdict {
        Verdict::Answered(prize) => Command::AssessPrize(Assessed {
            amount: prize.amount,
            reasons: prize.reasons.clone(),
            by_hand: None,
            decision,
        }),
        Verdict::NoRule => none("NO_RULE_IN_FORCE", decision),
        Verdict::Failed(failure) => Command::ReportFailure(Failure {
            failure: failure.clone(),
            decision,
            asked_by: asking.subject.clone(),
            blocked: Blocked::Prize,
        }),
    };
    heard.keep(asked, nomination.id);
    Ok((command, heard))
}
