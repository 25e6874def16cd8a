//! The claim's cast: one contract, its people, and a claim at each stage.
mod amended;
mod answer;
mod filing;
mod money;
mod notice;
mod random;
mod review;
mod waiting;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::{
    Amount, BreachGround, BudgetState, Circumstances, Claim, Command, Commitment, ContractFacts,
    Decided, Event, FactsParty, Limits, NewClaim, Payee, Recipient, Split, State, decide, draft,
};
use crate::domain::actor::{Actor, Role};
use crate::domain::budget::{Entry, Ledger};
use crate::domain::notice::{Counting, Length};
use crate::domain::refused::Refused;

const COUNTY: &str = "440703";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(subject: &str, role: Role) -> Actor {
    Actor::person(subject, "bureau", COUNTY, [role])
}

fn applicant() -> Actor {
    Actor::person("ann", "seller", "", [Role::Applicant])
}

fn checker() -> Actor {
    person("county", Role::CountyStb)
}

fn payer() -> Actor {
    Actor::person("payer", "finance", COUNTY, [Role::FinancePayer])
}

fn contract() -> ContractFacts {
    let party = |side, organisation: &str, division: &str| FactsParty {
        side,
        enterprise: format!("USCC-{organisation}"),
        recipient: recipient(organisation),
        organisation: organisation.to_owned(),
        division: division.to_owned(),
    };
    ContractFacts {
        id: Uuid::nil(),
        in_force: true,
        registered_on: date("2025-03-03"),
        certificate_number: text("KZ-TCZ-2025-440703-000001"),
        form_version: 1,
        kind: "KF-WT".to_owned(),
        public_name: Some(text("lamps")),
        total: Fen(2_000),
        technical: Some(Fen(1_000)),
        parties: vec![
            party(Payee::Seller, "seller", COUNTY),
            party(Payee::Buyer, "buyer", "440705"),
        ],
        office: None,
        office_name: text("the office"),
    }
}

/// The contract after an amendment that left this J.
fn amended(technical: Option<i64>) -> ContractFacts {
    ContractFacts {
        form_version: 2,
        technical: technical.map(Fen),
        ..contract()
    }
}

fn recipient(organisation: &str) -> Recipient {
    Recipient {
        name: format!("{organisation} Ltd"),
        credit_code: format!("USCC-{organisation}"),
    }
}

fn new_claim(tenant: &str) -> NewClaim {
    NewClaim {
        id: Uuid::nil(),
        number: "KZ-TC-2025-440703-000001".to_owned(),
        tenant: tenant.to_owned(),
    }
}

fn drafted() -> Claim {
    draft(
        new_claim(COUNTY),
        &contract(),
        false,
        vec!["BANK_ACCOUNT".to_owned()],
        &applicant(),
    )
    .unwrap()
}

fn amount(total: i64) -> Amount {
    Amount {
        total: Fen(total),
        split: Split::by_default(Fen(total), COUNTY),
        payee: Payee::Seller,
        enterprise: text("USCC-seller"),
        recipient: recipient("seller"),
        cap_hit: false,
        counted: Fen(total),
    }
}

fn file() -> Command {
    Command::File {
        materials: vec!["BANK_ACCOUNT".to_owned()],
    }
}

fn compute(amount: Option<Amount>) -> Command {
    Command::Compute {
        amount,
        reasons: vec!["OK".to_owned()],
        decision: Some(Uuid::nil()),
    }
}

fn by_hand(total: i64) -> Command {
    Command::ComputeByHand {
        total: Fen(total),
        payee: Payee::Seller,
        split: None,
        counted: None,
        reason: "the package failed".to_owned(),
        limits: Limits {
            budget_left: Fen(500),
            tenant: COUNTY.to_owned(),
        },
    }
}

fn approve() -> Command {
    Command::Approve {
        commitments: vec![Commitment {
            until: date("2030-03-03"),
            conditions: vec!["REGISTERED_ADDRESS".to_owned()],
        }],
    }
}

fn publish(days: u32) -> Command {
    Command::Publish {
        length: Length::WorkingDays(days),
        counting: Counting::default(),
    }
}

fn refuse(code: &str, note: &str) -> Command {
    Command::Refuse {
        code: code.to_owned(),
        note: note.to_owned(),
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn on(
    claim: &Claim,
    day: &str,
    actor: &Actor,
    contract: &ContractFacts,
    command: Command,
) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: date(day),
        contract,
        calendar: WorkingCalendar::shipped(),
    };
    decide(claim, command, &at)
}

fn done(claim: &Claim, day: &str, actor: &Actor, command: Command) -> Decided {
    on(claim, day, actor, &contract(), command).unwrap()
}

fn refused(claim: &Claim, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(claim, day, actor, &contract(), command)
        .unwrap_err()
        .reason
}

fn service() -> Actor {
    Actor::service("contracts", COUNTY)
}

fn filed() -> Claim {
    done(&drafted(), "2025-03-04", &applicant(), file()).claim
}

fn computed() -> Claim {
    done(
        &filed(),
        "2025-03-04",
        &service(),
        compute(Some(amount(100))),
    )
    .claim
}

fn approved() -> Claim {
    done(&computed(), "2025-03-05", &checker(), approve()).claim
}

/// Published on Thursday 2025-03-06; the fifth working day after is Thursday 2025-03-13.
fn published() -> Claim {
    done(&approved(), "2025-03-06", &checker(), publish(5)).claim
}

fn paid() -> Claim {
    done(&published(), "2025-03-14", &payer(), Command::Pay).claim
}
