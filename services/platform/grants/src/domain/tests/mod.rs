//! The cast of a grant: a tenant that pays rent to a carrier, the county that subsidises it, and who pays.
mod answer;
mod draft;
mod money;
mod random;
mod review;

use chrono::NaiveDate;
use kezhuan_law::budget::{Entry, Ledger};
use kezhuan_law::refused::Refused;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;

const COUNTY: &str = "440704";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn claimant() -> Actor {
    Actor::person("ann", "acme", "", [Role::Applicant])
}

fn person(subject: &str, role: Role) -> Actor {
    Actor::person(subject, "office", COUNTY, [role])
}

fn officer() -> Actor {
    person("wu", Role::CountyStb)
}

fn payer() -> Actor {
    person("pay", Role::FinancePayer)
}

fn service() -> Actor {
    Actor::service("incubator", COUNTY)
}

fn facts(months: &[&str]) -> Vec<String> {
    months
        .iter()
        .map(|month| format!("leases/1/{month}"))
        .collect()
}

fn subject() -> Subject {
    Subject {
        tenant: text(COUNTY),
        division: text(COUNTY),
        claimant: text("acme"),
        others: vec![Party {
            organisation: text("house"),
            capacity: text("CARRIER"),
        }],
        facts: facts(&["2026-01", "2026-02"]),
        legal_date: date("2026-03-03"),
        year: 2026,
        required_materials: vec![text("RENT_RECEIPT")],
    }
}

fn new_claim(subject: Subject) -> NewClaim {
    NewClaim {
        id: Uuid::from_u128(6),
        number: text("KZ-INR-2026-440704-000006"),
        programme: text("inc.rent"),
        name: text("leases/1"),
        occasion: String::new(),
        period: None,
        subject,
    }
}

fn limits() -> Limits {
    Limits {
        most: Some(Fen(900)),
        available: Some(Fen(600)),
        barred: false,
    }
}

fn within(
    claim: &Claim,
    day: &str,
    (actor, command): (&Actor, Command),
    limits: Limits,
) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: date(day),
        calendar: WorkingCalendar::shipped(),
        terms: &Terms::default(),
        limits,
    };
    decide(claim, command, &at)
}

fn on(claim: &Claim, day: &str, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    within(claim, day, (actor, command), limits())
}

fn done(claim: &Claim, day: &str, actor: &Actor, command: Command) -> Decided {
    on(claim, day, actor, command).unwrap()
}

fn refused(claim: &Claim, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(claim, day, actor, command).unwrap_err().reason
}

fn file() -> Command {
    Command::File {
        materials: vec![text("RENT_RECEIPT")],
    }
}

fn compute(total: i64) -> Command {
    Command::Compute {
        amount: (total > 0).then(|| Amount {
            total: Fen(total),
            payee: text("acme"),
        }),
        reasons: Vec::new(),
        decision: Uuid::from_u128(4),
    }
}

fn send_to_manual() -> Command {
    Command::SendToManual {
        failure: text("TRAP"),
        decision: Uuid::from_u128(4),
    }
}

fn by_hand(total: i64) -> Command {
    Command::ComputeByHand {
        total: Fen(total),
        payee: None,
        reason: text("the package failed"),
    }
}

fn approve() -> Command {
    Command::Approve {
        commitments: vec![Commitment {
            until: date("2031-03-03"),
            conditions: vec![text("REGISTERED_ADDRESS")],
        }],
    }
}

fn refuse(code: &str, note: &str) -> Command {
    Command::Refuse {
        code: text(code),
        note: text(note),
    }
}

fn object() -> Command {
    Command::Object {
        text: text("the rent was never paid"),
    }
}

fn uphold() -> Command {
    Command::UpholdObjection {
        code: text("NOT_PAID"),
        reason: text("the carrier says so"),
    }
}

fn dismiss() -> Command {
    Command::DismissObjection {
        reason: text("there are receipts"),
    }
}

fn breach() -> Command {
    Command::RecordBreach {
        reason: text("moved away"),
    }
}

fn recover(total: i64) -> Command {
    Command::RecordRecovery { amount: Fen(total) }
}

fn drafted() -> Claim {
    draft(new_claim(subject()), &claimant(), date("2026-03-03")).unwrap()
}

fn filed() -> Claim {
    done(&drafted(), "2026-03-04", &claimant(), file()).claim
}

fn computed() -> Claim {
    done(&filed(), "2026-03-04", &service(), compute(500)).claim
}

fn manual() -> Claim {
    done(&filed(), "2026-03-04", &service(), send_to_manual()).claim
}

fn approved() -> Claim {
    done(&computed(), "2026-03-05", &officer(), approve()).claim
}

/// Published on Friday 2026-03-06: five working days end on Friday 2026-03-13.
fn published() -> Claim {
    done(&approved(), "2026-03-06", &officer(), Command::Publish).claim
}

fn suspended() -> Claim {
    let neighbour = Actor::person("bob", "other", "", []);
    done(&published(), "2026-03-10", &neighbour, object()).claim
}

fn paid() -> Claim {
    done(&published(), "2026-03-14", &payer(), Command::Pay).claim
}

fn recovering() -> Claim {
    done(&paid(), "2027-03-14", &officer(), breach()).claim
}
