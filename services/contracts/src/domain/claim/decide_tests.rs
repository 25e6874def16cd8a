use kezhuan_law::Fen;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::actor::Role;
use crate::domain::budget::Ledger;
use crate::domain::claim::{
    Amount, BreachGround, BudgetState, Commitment, FactsParty, Limits, NewClaim, Payee, Split, draft,
};
use crate::domain::notice::{Counting, Length};

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
        organisation: organisation.to_owned(),
        division: division.to_owned(),
    };
    ContractFacts {
        id: Uuid::nil(),
        in_force: true,
        registered_on: date("2025-03-03"),
        kind: "KF-WT".to_owned(),
        total: Fen(2_000),
        technical: Some(Fen(1_000)),
        parties: vec![
            party(Payee::Seller, "seller", COUNTY),
            party(Payee::Buyer, "buyer", "440705"),
        ],
        office: None,
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
    draft(new_claim(COUNTY), &contract(), false, vec!["BANK_ACCOUNT".to_owned()], &applicant())
        .unwrap()
}

fn amount(total: i64) -> Amount {
    Amount {
        total: Fen(total),
        split: Split::by_default(Fen(total), COUNTY),
        payee: Payee::Seller,
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
        reason: "the package failed".to_owned(),
        limits: Limits {
            budget_left: Fen(500),
            cap: None,
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
    on(claim, day, actor, &contract(), command).unwrap_err().reason
}

fn service() -> Actor {
    Actor::service("contracts", COUNTY)
}

fn filed() -> Claim {
    done(&drafted(), "2025-03-04", &applicant(), file()).claim
}

fn computed() -> Claim {
    done(&filed(), "2025-03-04", &service(), compute(Some(amount(100)))).claim
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

#[test]
fn a_claim_goes_from_draft_to_paid_and_each_step_moves_its_budget_once() {
    let mut ledger = Ledger::new(Fen(500), false);
    let mut claim = drafted();
    let walk = [
        ("2025-03-04", applicant(), file(), State::Filed, BudgetState::None),
        ("2025-03-04", service(), compute(Some(amount(100))), State::Computed, BudgetState::Reserved),
        ("2025-03-05", checker(), approve(), State::Approved, BudgetState::Committed),
        ("2025-03-06", checker(), publish(5), State::Published, BudgetState::Committed),
        ("2025-03-14", payer(), Command::Pay, State::Paid, BudgetState::Paid),
    ];
    for (version, (day, actor, command, state, budget)) in walk.into_iter().enumerate() {
        let decided = done(&claim, day, &actor, command);
        assert_eq!(decided.from, claim.state);
        claim = decided.claim;
        if let Some(entry) = decided.entry {
            ledger = ledger.book(entry).unwrap();
        }
        assert_eq!((claim.state, claim.budget_state()), (state, budget));
        assert_eq!(claim.version, i64::try_from(version).unwrap() + 2);
    }
    assert_eq!((ledger.paid, ledger.available()), (Fen(100), Fen(400)));
    assert_eq!(claim.notice.unwrap().outcome.unwrap().as_str(), "UNDISPUTED");
}

#[test]
fn a_draft_needs_a_registered_contract_with_a_certified_amount_and_a_party() {
    let ask = |tenant: &str, contract: &ContractFacts, claimed, actor: &Actor| {
        draft(new_claim(tenant), contract, claimed, vec![], actor).map(|_| ())
    };
    let reason = |answer: Result<(), Refused>| answer.unwrap_err().reason;
    let good = contract();
    let not_in_force = ContractFacts {
        in_force: false,
        ..contract()
    };
    let unknown = ContractFacts {
        technical: None,
        ..contract()
    };
    let stranger = Actor::person("bob", "other", "", [Role::Applicant]);
    assert_eq!(ask(COUNTY, &good, false, &applicant()), Ok(()));
    assert_eq!(ask("440705", &good, false, &applicant()), Ok(()));
    assert_eq!(reason(ask("440781", &good, false, &applicant())), "NOT_THE_PAYING_TENANT");
    assert_eq!(reason(ask(COUNTY, &good, true, &applicant())), "ALREADY_CLAIMED");
    assert_eq!(reason(ask(COUNTY, &not_in_force, false, &applicant())), "CONTRACT_NOT_IN_FORCE");
    assert_eq!(reason(ask(COUNTY, &unknown, false, &applicant())), "AMOUNT_NOT_CERTIFIED");
    assert_eq!(reason(ask(COUNTY, &good, false, &stranger)), "NOT_A_PARTY");
    assert_eq!(reason(ask(COUNTY, &good, false, &checker())), "ROLE_MISSING");
}

#[test]
fn missing_materials_are_all_named() {
    let nothing = Command::File { materials: vec![] };
    let answer = on(&drafted(), "2025-03-04", &applicant(), &contract(), nothing).unwrap_err();
    assert_eq!(answer.reason, "MATERIAL_MISSING");
    assert_eq!(answer.fields.len(), 1);
}

#[test]
fn people_decide_only_where_duties_are_separate() {
    let own_case = person("ann", Role::CountyStb);
    let own_organisation = Actor::person("eve", "buyer", COUNTY, [Role::CountyStb]);
    let elsewhere = Actor::person("eve", "bureau", "440705", [Role::CountyStb]);
    for (actor, reason) in [
        (own_case, "DECIDES_OWN_CASE"),
        (own_organisation, "OWN_ORGANISATION"),
        (elsewhere, "NOT_THE_DECIDING_TENANT"),
        (applicant(), "ROLE_MISSING"),
        (service(), "ROLE_MISSING"),
    ] {
        assert_eq!(refused(&computed(), "2025-03-05", &actor, approve()), reason);
        assert_eq!(refused(&approved(), "2025-03-06", &actor, publish(5)), reason);
    }
    assert_eq!(refused(&filed(), "2025-03-04", &checker(), compute(None)), "NOT_BY_A_PERSON");
    // One person with both roles still does not pay what they approved.
    let both = Actor::person("county", "bureau", COUNTY, [Role::CountyStb, Role::FinancePayer]);
    assert_eq!(refused(&published(), "2025-03-14", &both, Command::Pay), "PAYER_IS_APPROVER");
    assert_eq!(refused(&published(), "2025-03-14", &checker(), Command::Pay), "ROLE_MISSING");
}

#[test]
fn what_a_person_computed_is_checked_by_another() {
    let manual = done(
        &filed(),
        "2025-03-04",
        &service(),
        Command::SendToManual {
            failure: text("OUT_OF_FUEL"),
            decision: None,
        },
    )
    .claim;
    assert_eq!(manual.failure.as_deref(), Some("OUT_OF_FUEL"));
    assert_eq!(refused(&manual, "2025-03-04", &checker(), by_hand(501)), "OVER_BUDGET");
    assert_eq!(refused(&manual, "2025-03-04", &checker(), by_hand(-1)), "NEGATIVE_AMOUNT");
    let decided = done(&manual, "2025-03-04", &checker(), by_hand(200));
    assert_eq!(decided.entry, Some(Entry::Reserve(Fen(200))));
    assert_eq!(
        refused(&decided.claim, "2025-03-05", &checker(), approve()),
        "CHECKER_IS_COMPUTER"
    );
    let other = person("second", Role::CountyStb);
    assert_eq!(done(&decided.claim, "2025-03-05", &other, approve()).claim.state, State::Approved);
    let again = done(&manual, "2025-03-04", &person("ops", Role::Operator), Command::AskAgain);
    assert_eq!(again.event, Event::ClaimAskedAgain);
    assert_eq!(again.claim.state, State::Filed);
}

#[test]
fn a_benefit_of_none_can_only_be_refused_and_a_found_one_needs_words() {
    let none = done(&filed(), "2025-03-04", &service(), compute(None)).claim;
    assert_eq!(refused(&none, "2025-03-05", &checker(), approve()), "AMOUNT_NONE");
    let decided = done(&none, "2025-03-05", &checker(), refuse("NO_RULE_IN_FORCE", ""));
    assert_eq!((decided.entry, decided.claim.state), (None, State::Refused));

    let claim = computed();
    assert_eq!(refused(&claim, "2025-03-05", &checker(), refuse("FALSE", " ")), "REASON_MISSING");
    assert_eq!(
        refused(&claim, "2025-03-05", &checker(), refuse("because", "x")),
        "REFUSAL_CODE_INVALID"
    );
    let decided = done(&claim, "2025-03-05", &checker(), refuse("FALSE_DOCUMENTS", "seen"));
    assert_eq!(decided.entry, Some(Entry::Release(Fen(100))));
    assert_eq!(decided.claim.amount, None);
    assert_eq!(decided.claim.budget_state(), BudgetState::None);
}

#[test]
fn a_notice_stands_five_working_days_and_payment_waits_for_its_end() {
    assert_eq!(refused(&approved(), "2025-03-06", &checker(), publish(4)), "NOTICE_TOO_SHORT");
    let short = Command::Publish {
        length: Length::CalendarDays(6),
        counting: Counting::default(),
    };
    assert_eq!(refused(&approved(), "2025-03-06", &checker(), short), "NOTICE_TOO_SHORT");
    let claim = published();
    assert_eq!(claim.notice.as_ref().unwrap().last_day, date("2025-03-13"));
    assert_eq!(refused(&claim, "2025-03-13", &payer(), Command::Pay), "NOTICE_NOT_OVER");
    assert_eq!(refused(&approved(), "2099-01-04", &checker(), publish(5)), "CALENDAR_MISSING");
}

#[test]
fn an_objection_suspends_and_leads_to_a_new_notice_or_a_refusal() {
    let citizen = Actor::person("citizen", "", "", []);
    let object = || Command::Object {
        text: text("the work was never done"),
    };
    assert_eq!(refused(&published(), "2025-03-14", &citizen, object()), "NOTICE_OVER");
    let suspended = done(&published(), "2025-03-13", &citizen, object()).claim;
    assert_eq!(suspended.state, State::Suspended);
    assert_eq!(refused(&suspended, "2025-03-14", &payer(), Command::Pay), "CLAIM_STATE_FORBIDS");

    let dismissed = done(
        &suspended,
        "2025-03-14",
        &checker(),
        Command::DismissObjection { reason: text("it was") },
    );
    assert_eq!(dismissed.claim.state, State::Approved);
    assert_eq!((dismissed.entry, dismissed.claim.open_objection()), (None, None));
    let again = done(&dismissed.claim, "2025-03-17", &checker(), publish(5)).claim;
    assert_eq!(again.notice.unwrap().last_day, date("2025-03-24"));

    let uphold = Command::UpholdObjection {
        code: text("WORK_NOT_DONE"),
        reason: text("right"),
    };
    let upheld = done(&suspended, "2025-03-14", &checker(), uphold);
    assert_eq!(upheld.claim.state, State::Refused);
    assert_eq!(upheld.entry, Some(Entry::ReleaseCommitted(Fen(100))));

    let official = person("second", Role::CountyStb);
    let own = done(&published(), "2025-03-10", &official, object()).claim;
    let dismiss = Command::DismissObjection { reason: text("no") };
    assert_eq!(refused(&own, "2025-03-11", &official, dismiss), "RESOLVER_IS_OBJECTOR");
}

#[test]
fn a_contract_that_left_or_shrank_is_not_paid() {
    let gone = ContractFacts {
        in_force: false,
        ..contract()
    };
    let shrunk = ContractFacts {
        technical: Some(Fen(99)),
        ..contract()
    };
    let reason = |claim: &Claim, day, actor: &Actor, contract, command| {
        on(claim, day, actor, contract, command).unwrap_err().reason
    };
    for (contract, expected) in [
        (&gone, "CONTRACT_NOT_IN_FORCE"),
        (&shrunk, "OVER_TECHNICAL_AMOUNT"),
    ] {
        assert_eq!(reason(&computed(), "2025-03-05", &checker(), contract, approve()), expected);
        assert_eq!(reason(&approved(), "2025-03-06", &checker(), contract, publish(5)), expected);
        assert_eq!(reason(&published(), "2025-03-14", &payer(), contract, Command::Pay), expected);
    }
}

#[test]
fn a_broken_promise_is_recovered_and_never_for_more_than_was_paid() {
    let breach = |ground| Command::RecordBreach {
        ground,
        reason: text("moved away"),
    };
    let recover = |fen| Command::RecordRecovery { amount: Fen(fen) };
    let promise = BreachGround::Commitment;
    let lost = BreachGround::RegistrationLost;
    assert_eq!(
        refused(&paid(), "2030-03-04", &checker(), breach(promise)),
        "NO_COMMITMENT_IN_FORCE"
    );
    assert_eq!(
        refused(&paid(), "2026-01-05", &checker(), breach(lost)),
        "REGISTRATION_STILL_IN_FORCE"
    );
    let gone = ContractFacts {
        in_force: false,
        ..contract()
    };
    assert!(on(&paid(), "2031-01-06", &checker(), &gone, breach(lost)).is_ok());
    let recovering = done(&paid(), "2030-03-03", &checker(), breach(promise)).claim;
    assert_eq!(recovering.budget_state(), BudgetState::Paid);
    for fen in [0, 101] {
        assert_eq!(
            refused(&recovering, "2030-03-04", &payer(), recover(fen)),
            "RECOVERY_OUT_OF_RANGE"
        );
    }
    let recovered = done(&recovering, "2030-03-04", &payer(), recover(60));
    assert_eq!(recovered.entry, Some(Entry::Recover(Fen(60))));
    assert_eq!(recovered.claim.state, State::Recovered);
}

#[test]
fn a_claimant_may_withdraw_before_the_decision_and_frees_the_budget() {
    let withdraw = || Command::Withdraw { reason: text("") };
    for (claim, entry) in [
        (drafted(), None),
        (filed(), None),
        (computed(), Some(Entry::Release(Fen(100)))),
    ] {
        let decided = done(&claim, "2025-03-05", &applicant(), withdraw());
        assert_eq!((decided.entry, decided.claim.state), (entry, State::Withdrawn));
        assert_eq!(decided.claim.budget_state(), BudgetState::None);
    }
    let stranger = Actor::person("bob", "buyer", "", [Role::Applicant]);
    assert_eq!(refused(&computed(), "2025-03-05", &stranger, withdraw()), "NOT_THE_CLAIMANT");
    assert_eq!(refused(&approved(), "2025-03-05", &applicant(), withdraw()), "CLAIM_STATE_FORBIDS");
}

#[test]
fn a_claim_survives_being_stored() {
    let claim = paid();
    let stored = serde_json::to_string(&claim).unwrap();
    assert_eq!(serde_json::from_str::<Claim>(&stored).unwrap(), claim);
}

fn random_command(kind: u8, fen: i64) -> (Actor, Command) {
    match kind {
        0 => (applicant(), file()),
        1 => (service(), compute((fen > 0).then(|| amount(fen)))),
        2 => (
            service(),
            Command::SendToManual {
                failure: text("TRAP"),
                decision: None,
            },
        ),
        3 => (person("first", Role::CountyStb), by_hand(fen)),
        4 => (person("ops", Role::Operator), Command::AskAgain),
        5 => (checker(), refuse("NO", "no")),
        6 => (checker(), approve()),
        7 => (checker(), publish(5)),
        8 => (Actor::person("citizen", "", "", []), Command::Object { text: text("no") }),
        9 => (checker(), Command::DismissObjection { reason: text("no") }),
        10 => (
            checker(),
            Command::UpholdObjection {
                code: text("YES"),
                reason: text("yes"),
            },
        ),
        11 => (payer(), Command::Pay),
        12 => (
            checker(),
            Command::RecordBreach {
                ground: BreachGround::Commitment,
                reason: text("moved"),
            },
        ),
        13 => (payer(), Command::RecordRecovery { amount: Fen(fen) }),
        _ => (applicant(), Command::Withdraw { reason: text("") }),
    }
}

proptest! {
    /// Random histories of claims on one budget: it always holds exactly what the claims hold.
    #[test]
    fn the_budget_holds_what_the_claims_hold(
        history in proptest::collection::vec((0..3_usize, 0..15_u8, 0..400_i64, 0..4_u64), 0..120),
    ) {
        let mut ledger = Ledger::new(Fen(700), false);
        let mut claims = vec![drafted(), drafted(), drafted()];
        let mut today = date("2025-03-04");
        for (index, kind, fen, days) in history {
            today = today + chrono::Days::new(days);
            let (actor, command) = random_command(kind, fen);
            let contract = contract();
            let at = Circumstances {
                actor: &actor,
                today,
                contract: &contract,
                calendar: WorkingCalendar::shipped(),
            };
            let Ok(decided) = decide(&claims[index], command, &at) else { continue };
            let booked = decided.entry.map_or(Ok(ledger), |entry| ledger.book(entry));
            // The whole step is refused when the budget refuses it.
            let Ok(booked) = booked else { continue };
            ledger = booked;
            prop_assert_eq!(decided.claim.version, claims[index].version + 1);
            claims[index] = decided.claim;
            let held = |state: BudgetState| -> i64 {
                claims.iter().filter(|claim| claim.budget_state() == state)
                    .map(|claim| claim.amount_fen().0).sum()
            };
            prop_assert_eq!(ledger.reserved.0, held(BudgetState::Reserved));
            prop_assert_eq!(ledger.committed.0, held(BudgetState::Committed));
            let paid = held(BudgetState::Paid) + held(BudgetState::Recovered);
            prop_assert_eq!(ledger.paid.0, paid);
            prop_assert!(ledger.available() >= Fen::ZERO);
        }
    }
}
