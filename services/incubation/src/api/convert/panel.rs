//! Panels of experts: who sits in them, and what they say.
use kezhuan_auth::Caller;
use kezhuan_law::panel::{Declaration, Expert, Panel, Seat, Sheet};
use kezhuan_protocol::incubation::v1;

use super::day;

/// The experts that are to be seated, with what they declare.
pub fn experts(given: Vec<v1::Expert>) -> Vec<(Expert, Declaration)> {
    let read = given.into_iter().map(|given| {
        let expert = Expert {
            id: given.expert.trim().to_owned(),
            organisation: given.organisation.trim().to_owned(),
        };
        let declaration = Declaration {
            coauthors_3y: given.coauthors_3y,
            relatives: given.relatives,
        };
        (expert, declaration)
    });
    read.collect()
}

/// Scores by criterion.
pub fn scores(given: Vec<v1::Score>) -> Vec<(String, i64)> {
    let read = given
        .into_iter()
        .map(|given| (given.criterion, i64::from(given.score)));
    read.collect()
}

/// A panel as `reader` sees it: an office all its seats, an expert its own, others none. Scores of others are hidden until all
/// are in.
pub fn review(panel: &Panel, reader: &Caller, official: bool) -> v1::Review {
    let sheets = panel.sheets(&reader.subject);
    let seats = panel
        .seats
        .iter()
        .filter(|seat| official || seat.expert.id == reader.subject);
    let seats = seats.map(|seat| {
        let sheet = sheets.iter().find(|sheet| sheet.expert == seat.expert.id);
        told_seat(seat, sheet)
    });
    let shows_means = official || panel.closed_on.is_some();
    let means = panel.means().into_iter().filter(|_| shows_means);
    v1::Review {
        seats: seats.collect(),
        means: means
            .map(|mean| v1::review::Mean {
                criterion: mean.criterion,
                mean: points(mean.mean),
            })
            .collect(),
        closed_on: day::told(panel.closed_on),
    }
}

fn told_seat(seat: &Seat, sheet: Option<&Sheet<'_>>) -> v1::review::Seat {
    let shown = sheet.and_then(|sheet| sheet.scores);
    let scores = shown
        .into_iter()
        .flatten()
        .map(|(criterion, score)| v1::Score {
            criterion: criterion.clone(),
            score: points(*score),
        });
    let recusal = seat.recusal.as_ref();
    v1::review::Seat {
        expert: seat.expert.id.clone(),
        organisation: seat.expert.organisation.clone(),
        recused: recusal.is_some(),
        recusal_reasons: recusal
            .map(|recusal| recusal.reasons.clone())
            .unwrap_or_default(),
        complete: sheet.is_some_and(|sheet| sheet.is_complete),
        scores: scores.collect(),
    }
}

fn points(score: i64) -> i32 {
    i32::try_from(score).unwrap_or(i32::MAX)
}
