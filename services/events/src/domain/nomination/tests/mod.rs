mod committee;
mod drafts;
mod filing;
mod random;
mod review;

use kezhuan_law::WorkingCalendar;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::award_round::AwardRound;
use crate::domain::award_round::testing::round;
use crate::domain::refused::Refused;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn county() -> Actor {
    Actor::person("wu", "stb-440703", "440703", [Role::CountyStb])
}

/// Somebody of the award office.
fn office(subject: &str) -> Actor {
    Actor::person(subject, "award-office", "440700", [Role::CityStb])
}

fn judge(number: usize) -> Actor {
    let organisation = format!("academy-{number}");
    Actor::person(format!("judge-{number}"), organisation, "", [Role::Expert])
}

fn service() -> Actor {
    Actor::service("events", "440700")
}

fn form() -> NominationForm {
    NominationForm {
        title: "高镍正极材料".to_owned(),
        summary: "已在三家企业应用".to_owned(),
        keywords: vec!["正极".to_owned()],
        chain: "BATTERY".to_owned(),
        maturity: 8,
        sought: Band::First,
        units: vec![Unit {
            organisation: "acme".to_owned(),
            title: "蓬江电池有限公司".to_owned(),
            division: "440703".to_owned(),
        }],
        people: vec![Candidate {
            person: "li".to_owned(),
            title: "李工".to_owned(),
        }],
    }
}

fn drafted_by(actor: &Actor) -> Nomination {
    let new = NewNomination {
        id: Uuid::from_u128(7),
        number: "KZ-AWD-2026-440700-000001".to_owned(),
        form: form(),
    };
    draft(new, &round(), (actor, day("2026-09-01"))).unwrap()
}

fn at_round(
    nomination: &Nomination,
    command: Command,
    at: (&Actor, &str),
    (round, taken): (&AwardRound, i64),
) -> Result<Decided, Refused> {
    let counted = Counted {
        taken,
        ..Counted::default()
    };
    beside(nomination, command, at, (round, counted))
}

/// With what is counted over the other nominations of the round.
fn beside(
    nomination: &Nomination,
    command: Command,
    (actor, today): (&Actor, &str),
    (round, counted): (&AwardRound, Counted),
) -> Result<Decided, Refused> {
    let terms = Terms::default();
    let at = Circumstances {
        actor,
        today: day(today),
        calendar: WorkingCalendar::shipped(),
        terms: &terms,
        round,
        counted,
    };
    decide(nomination, command, &at)
}

fn take(
    nomination: &Nomination,
    command: Command,
    at: (&Actor, &str),
) -> Result<Nomination, &'static str> {
    let decided = at_round(nomination, command, at, (&round(), 0));
    decided
        .map(|decided| decided.nomination)
        .map_err(|refused| refused.reason)
}

fn posted(nomination: &Nomination, by: &Actor) -> Nomination {
    let command = Command::PostNotice {
        place: "区科技局网站".to_owned(),
        starts_on: day("2026-09-01"),
        last_day: day("2026-09-08"),
    };
    take(nomination, command, (by, "2026-09-01")).unwrap()
}

fn filed() -> Nomination {
    let posted = posted(&drafted_by(&county()), &county());
    take(&posted, Command::File, (&county(), "2026-09-09")).unwrap()
}

fn valid() -> Nomination {
    let command = Command::Pass {
        group: "MATERIALS".to_owned(),
    };
    take(&filed(), command, (&office("ou"), "2026-09-10")).unwrap()
}

fn expert(number: usize) -> Answered {
    Answered {
        assigned: Assigned {
            expert: Expert {
                id: format!("judge-{number}"),
                organisation: format!("academy-{number}"),
            },
            division: None,
            declaration: Declaration::default(),
        },
        added: Vec::new(),
    }
}

fn assigning(experts: Vec<Answered>) -> Command {
    Command::AssignExperts {
        experts,
        by_hand: None,
    }
}

fn sits(nomination: &Nomination, expert: &str) -> bool {
    let panel = nomination.panel.iter();
    let mut seats = panel.flat_map(Panel::sitting);
    seats.any(|seat| seat.expert.id == expert)
}

fn scoring(dimension: &str, points: i64, reason: &str) -> Command {
    Command::Score {
        dimension: dimension.to_owned(),
        points,
        reason: reason.to_owned(),
    }
}

/// Five experts sit.
fn judged_by_five() -> Nomination {
    let experts = (1..=5).map(expert).collect();
    take(&valid(), assigning(experts), (&office("ou"), "2026-09-11")).unwrap()
}

/// Each gave this much for everything.
fn all_in(points: [i64; 5]) -> Nomination {
    let mut nomination = judged_by_five();
    for (place, points) in points.into_iter().enumerate() {
        for dimension in ["INNOVATION", "QUALITY", "CONTRIBUTION"] {
            let by = judge(place + 1);
            let given = scoring(dimension, points, "");
            nomination = take(&nomination, given, (&by, "2026-09-12")).unwrap();
        }
    }
    nomination
}

const BY_CARD: Command = Command::Conclude {
    scoring: Scoring::Host,
    decision: None,
};

/// By `ou`, with a mean of 85.
fn scored() -> Nomination {
    let all_in = all_in([85; 5]);
    take(&all_in, BY_CARD, (&office("ou"), "2026-09-20")).unwrap()
}

fn proposing(band: Band) -> Command {
    Command::Propose {
        band,
        note: "九票同意".to_owned(),
        members: vec!["郑委员".to_owned()],
    }
}

/// By `pan`.
fn published() -> Nomination {
    let pan = office("pan");
    let proposed = take(&scored(), proposing(Band::Second), (&pan, "2026-10-20")).unwrap();
    take(&proposed, Command::Publish, (&pan, "2026-10-20")).unwrap()
}

fn awarding() -> Command {
    Command::Award {
        certificate: "JM-2026-2-001".to_owned(),
    }
}
