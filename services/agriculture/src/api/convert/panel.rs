//! The experts of a review, as each of their readers may see them.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::shown;
use kezhuan_law::panel::{Declaration, Expert, Panel};
use kezhuan_protocol::agriculture::v1;

use super::code;
use crate::domain::transformation_base::{Assigned, Round};
use crate::error::Error;

/// Every seat, also of who was recused. One's own scores always; others' only to the authority, once all are in.
pub fn seats(panel: &Panel, reader: &Caller, official: bool) -> Vec<v1::base::Seat> {
    let sheets = panel.sheets(&reader.subject);
    let seats = panel.seats.iter().map(|seat| {
        let id = seat.expert.id.as_str();
        let is_own = id == reader.subject;
        let sheet = sheets.iter().find(|sheet| sheet.expert == id);
        let scores = sheet.and_then(|sheet| sheet.scores);
        let scores = scores.filter(|_| official || is_own);
        v1::base::Seat {
            expert: shown(Some(id), official || is_own),
            organisation: seat.expert.organisation.clone(),
            recused: seat.recusal.is_some(),
            recusal_reasons: seat
                .recusal
                .as_ref()
                .map(|recusal| recusal.reasons.clone())
                .unwrap_or_default(),
            complete: sheet.is_some_and(|sheet| sheet.is_complete),
            scores: scores
                .into_iter()
                .flatten()
                .map(|(round, points)| (round.clone(), *points))
                .collect(),
        }
    });
    seats.collect()
}

/// Experts as they are assigned.
pub fn read_experts(given: &[v1::AssignedExpert]) -> Result<Vec<Assigned>, Error> {
    let read = given.iter().enumerate().map(|(place, one)| {
        if one.expert.trim().is_empty() || one.organisation.trim().is_empty() {
            return Err(Error::field(
                &format!("experts[{place}]"),
                "EXPERT_INCOMPLETE",
                "请填写专家及其单位",
                "name the expert and their organisation",
            ));
        }
        Ok(Assigned {
            expert: Expert {
                id: one.expert.clone(),
                organisation: one.organisation.clone(),
            },
            declaration: Declaration {
                coauthors_3y: one.coauthors_3y.clone(),
                relatives: one.relatives.clone(),
            },
        })
    });
    read.collect()
}

/// What is scored.
pub fn read_round(round: i32) -> Result<Round, Error> {
    code::of_enum(
        "round",
        round,
        v1::score_base_request::Round::as_str_name,
        Round::parse,
    )
}
