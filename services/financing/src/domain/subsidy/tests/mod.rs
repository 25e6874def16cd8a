//! The subsidy's cast: an enterprise that paid interest, the IP authority, and who pays.
mod answer;
mod money;
mod random;
mod review;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::ledger::Posting;
use crate::domain::refused::Refused;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn enterprise() -> Actor {
    Actor::person("ann", "acme", "", [Role::Applicant])
}

fn person(subject: &str, role: Role) -> Actor {
    Actor::person(subject, "city", "440700", [role])
}

fn amr() -> Actor {
    person("wu", Role::CityAmr)
}

fn payer() -> Actor {
    person("pay", Role::FinancePayer)
}

fn service() -> Actor {
    Actor::service("financing", "440700")
}

fn interest() -> Interest {
    Interest {
        paid: Fen(1_050),
        penalty: Fen(40),
        other: Fen(9),
        already: Fen::ZERO,
    }
}

fn new_claim() -> NewClaim {
    NewClaim {
        id: Uuid::from_u128(6),
        number: "KZ-IP-2026-440703-000006".to_owned(),
        loan: Uuid::from_u128(2),
        enterprise: "acme".to_owned(),
        bank: "bank".to_owned(),
        division: "440703".to_owned(),
        year: 2026,
        interest: interest(),
        on_ip_pledge: true,
        required_materials: vec!["BANK_RECEIPT".to_owned()],
        already_claimed: false,
    }
}

fn amount(total: i64) -> Amount {
    Amount {
        base: Fen(1_001),
        total: Fen(total),
        split: Split::by_default(Fen(total), "440703").unwrap(),
    }
}

fn on(claim: &Claim, day: &str, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: date(day),
        calendar: WorkingCalendar::shipped(),
        interest: &interest(),
        available: Fen(10_000),
        terms: &Terms::default(),
    };
    decide(claim, command, &at)
}

fn done(claim: &Claim, day: &str, actor: &Actor, command: Command) -> Decided {
    on(claim, day, actor, command).unwrap()
}

fn refused(claim: &Claim, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(claim, day, actor, command).unwrap_err().reason
}

fn file() -> Command {
    Command::File {
        materials: vec!["BANK_RECEIPT".to_owned()],
    }
}

fn compute(total: i64) -> Command {
    Command::Compute {
        amount: (total > 0).then(|| amount(total)),
        reasons: Vec::new(),
        decision: Some(Uuid::from_u128(4)),
    }
}

fn by_hand(total: i64) -> Command {
    Command::ComputeByHand {
        total: Fen(total),
        split: None,
        reason: "the package failed".to_owned(),
    }
}

fn approve() -> Command {
    Command::Approve {
        commitments: vec![Commitment {
            until: date("2031-03-03"),
            conditions: vec!["REGISTERED_ADDRESS".to_owned()],
        }],
    }
}

fn refuse(code: &str, note: &str) -> Command {
    Command::Refuse {
        code: code.to_owned(),
        note: note.to_owned(),
    }
}

fn uphold() -> Command {
    Command::UpholdObjection {
        code: "NOT_PAID".to_owned(),
        reason: "the bank says so".to_owned(),
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn drafted() -> Claim {
    draft(new_claim(), &enterprise()).unwrap()
}

fn filed() -> Claim {
    done(&drafted(), "2026-03-04", &enterprise(), file()).claim
}

fn computed() -> Claim {
    done(&filed(), "2026-03-04", &service(), compute(500)).claim
}

fn manual() -> Claim {
    let failed = Command::SendToManual {
        failure: text("TRAP"),
        decision: None,
    };
    done(&filed(), "2026-03-04", &service(), failed).claim
}

fn approved() -> Claim {
    done(&computed(), "2026-03-05", &amr(), approve()).claim
}

/// Published on Friday 2026-03-06: five working days end on Friday 2026-03-13.
fn published() -> Claim {
    done(&approved(), "2026-03-06", &amr(), Command::Publish).claim
}

fn paid() -> Claim {
    done(&published(), "2026-03-14", &payer(), Command::Pay).claim
}

fn recovering() -> Claim {
    let breach = Command::RecordBreach {
        reason: text("moved away"),
    };
    done(&paid(), "2027-03-14", &amr(), breach).claim
}
