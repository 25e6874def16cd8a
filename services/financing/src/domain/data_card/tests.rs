use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn field(kind: FieldKind, reference: &str, version: i64, value: &str) -> Field {
    Field {
        kind,
        source: Source {
            name: "contracts".to_owned(),
            reference: reference.to_owned(),
        },
        version,
        told_at: DateTime::from_timestamp(1_772_000_000 + version, 0).unwrap(),
        value: value.to_owned(),
    }
}

fn consent(kind: ConsentKind, until: &str) -> Consent {
    Consent {
        id: Uuid::from_u128(u128::from(kind.as_str().len() as u64)),
        enterprise: "acme".to_owned(),
        bank: "bank".to_owned(),
        application: Uuid::nil(),
        kind,
        given_on: date("2026-01-05"),
        until: date(until),
        withdrawn_on: None,
    }
}

fn ask(
    known: &Known,
    kinds: &[FieldKind],
    consents: &[Consent],
    today: &str,
) -> Result<DataCard, &'static str> {
    let request = Request {
        enterprise: "acme",
        bank: "bank",
        application: Uuid::nil(),
        today: date(today),
    };
    let banker = Actor::person("li", "bank", "", [Role::Bank]);
    let card = known.card(kinds, consents, &request, &banker);
    card.map_err(|refused| refused.reason)
}

fn known() -> Known {
    let mut known = Known::default();
    known.learn(field(FieldKind::Contract, "c1", 1, "J=100"));
    known.learn(field(FieldKind::LegalRepresentative, "r", 1, "欧阳明"));
    known.learn(field(FieldKind::Revenue, "2025", 1, "8000"));
    known
}

#[test]
fn every_field_carries_its_source_its_time_and_its_consent() {
    let send = consent(ConsentKind::SendToBank, "2026-06-30");
    let kinds = [FieldKind::Contract, FieldKind::LegalRepresentative];
    let card = ask(&known(), &kinds, std::slice::from_ref(&send), "2026-06-30").unwrap();
    let told: Vec<_> = card
        .fields
        .iter()
        .map(|field| (field.source.reference.as_str(), field.value.as_str()))
        .collect();
    assert_eq!(told, [("c1", "J=100"), ("r", "欧**")]);
    assert!(card.fields.iter().all(|field| field.consent == send.id));
}

#[test]
fn without_a_consent_in_force_nothing_is_sent() {
    let send = consent(ConsentKind::SendToBank, "2026-06-30");
    let finances = consent(ConsentKind::Finances, "2026-03-31");
    let mut withdrawn = finances.clone();
    withdrawn.withdrawn_on = Some(date("2026-02-02"));
    let mut elsewhere = send.clone();
    elsewhere.application = Uuid::from_u128(9);
    let revenue = [FieldKind::Contract, FieldKind::Revenue];
    for (consents, today, answer) in [
        (vec![send.clone(), finances.clone()], "2026-03-31", Ok(2)),
        (
            vec![send.clone(), finances.clone()],
            "2026-04-01",
            Err("CONSENT_EXPIRED"),
        ),
        (vec![send.clone()], "2026-03-31", Err("CONSENT_MISSING")),
        (vec![finances.clone()], "2026-03-31", Err("CONSENT_MISSING")),
        (
            vec![elsewhere, finances.clone()],
            "2026-03-31",
            Err("CONSENT_MISSING"),
        ),
        (vec![send.clone(), withdrawn.clone()], "2026-02-01", Ok(2)),
        (
            vec![send.clone(), withdrawn.clone()],
            "2026-02-02",
            Err("CONSENT_WITHDRAWN"),
        ),
        // A newer one holds beside one that was taken back.
        (
            vec![send.clone(), withdrawn, finances.clone()],
            "2026-02-02",
            Ok(2),
        ),
        (vec![send, finances], "2026-01-04", Err("CONSENT_MISSING")),
    ] {
        let card = ask(&known(), &revenue, &consents, today);
        assert_eq!(card.map(|card| card.fields.len()), answer, "{today}");
    }
    let request = Request {
        enterprise: "acme",
        bank: "bank",
        application: Uuid::nil(),
        today: date("2026-02-01"),
    };
    let other = Actor::person("x", "other", "", [Role::Bank]);
    let refused = known().card(&[], &[], &request, &other).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
}

#[test]
fn each_kind_is_withheld_without_the_consent_it_is_given_under() {
    let of = |kind| consent(kind, "2026-06-30");
    let withheld = |consents: &[Consent]| -> Vec<FieldKind> {
        let kinds = FieldKind::ALL.iter().copied();
        let missing = Err("CONSENT_MISSING");
        kinds
            .filter(|kind| ask(&known(), &[*kind], consents, "2026-02-01") == missing)
            .collect()
    };
    let credit = [
        FieldKind::Litigation,
        FieldKind::PublicCredit,
        FieldKind::DeclaredLoan,
    ];
    let finances = [FieldKind::Revenue, FieldKind::Tax, FieldKind::Research];
    let mut consents = vec![of(ConsentKind::SendToBank)];
    assert_eq!(withheld(&consents), [finances, credit].concat());
    consents.push(of(ConsentKind::Finances));
    assert_eq!(withheld(&consents), credit);
    consents.push(of(ConsentKind::CreditEnquiry));
    assert_eq!(withheld(&consents), []);
    // To whom, and of whom.
    type Change = fn(&mut Consent);
    let changes: [Change; 2] = [
        |consent| consent.bank = "other".to_owned(),
        |consent| consent.enterprise = "other".to_owned(),
    ];
    for change in changes {
        let mut foreign = consents.clone();
        foreign.iter_mut().for_each(change);
        assert_eq!(withheld(&foreign), FieldKind::ALL);
    }
}

proptest! {
    /// Facts arrive twice, late and in any order: what is known is the same.
    #[test]
    fn the_order_of_arrival_never_matters(
        told in proptest::collection::vec(("[ab]", 1..4_i64, "[xy]"), 0..12), seed in any::<u64>(),
    ) {
        let told: Vec<Field> = told.iter()
            .map(|(reference, version, value)| field(FieldKind::Contract, reference, *version, value)).collect();
        let learned = |fields: &[Field]| {
            let mut known = Known::default();
            for field in fields { known.learn(field.clone()); }
            known
        };
        let once = learned(&told);
        let mut again = told.clone();
        again.extend(told.iter().cloned());
        again.reverse();
        let turn = (seed % (again.len() as u64 + 1)) as usize;
        let turn = turn.min(again.len());
        again.rotate_left(turn);
        prop_assert_eq!(&once, &learned(&again));
        let mut known = once.clone();
        for field in told { prop_assert!(!known.learn(field)); }
    }
}

#[test]
fn a_consent_is_the_enterprises_own_to_give_and_to_take_back_once() {
    let owner = Actor::person("li", "acme", "", [Role::Applicant]);
    let stranger = Actor::person("guo", "other", "", [Role::Applicant]);
    let given = |until: &str, actor: &Actor| {
        let given = consent(ConsentKind::Finances, until).given_by(actor);
        given.map_err(|refused| refused.reason)
    };
    assert!(given("2026-01-05", &owner).is_ok());
    assert_eq!(given("2026-01-04", &owner), Err("CONSENT_ENDS_IN_PAST"));
    assert_eq!(given("2026-01-05", &stranger), Err("NOT_YOUR_STEP"));

    let mut consent = consent(ConsentKind::Finances, "2026-06-30");
    assert_eq!(consent.withdrawable_by(&owner), Ok(()));
    assert!(consent.withdrawable_by(&stranger).is_err());
    consent.withdrawn_on = Some(date("2026-02-01"));
    let again = consent.withdrawable_by(&owner).unwrap_err();
    assert_eq!(again.reason, "CONSENT_WITHDRAWN");
}

#[test]
fn an_enterprise_tells_of_itself_and_an_authority_of_any() {
    let owner = Actor::person("li", "acme", "", [Role::Applicant]);
    let office = Actor::person("zhao", "stb-440703", "440703", []);
    let service = Actor::service("incubation", "440703");
    let told = |actor: &Actor, enterprise: &str| {
        let told = field(FieldKind::Revenue, "2025", 1, "8000").told_by(actor, enterprise);
        told.map(|field| field.source.name)
            .map_err(|refused| refused.reason)
    };
    assert_eq!(told(&owner, "acme"), Ok("acme".to_owned()));
    assert_eq!(told(&owner, "other"), Err("NOT_YOUR_STEP"));
    assert_eq!(told(&office, "other"), Ok("stb-440703".to_owned()));
    assert_eq!(told(&service, "other"), Ok("incubation".to_owned()));
    for incomplete in [
        field(FieldKind::Revenue, "", 1, "8000"),
        field(FieldKind::Revenue, "2025", 0, "8000"),
        field(FieldKind::Revenue, "2025", 1, ""),
        field(
            FieldKind::Revenue,
            "2025",
            1,
            &"8".repeat(VALUE_BYTES_MAX + 1),
        ),
    ] {
        let refused = incomplete.told_by(&owner, "acme").unwrap_err();
        assert_eq!(refused.reason, "FACT_INCOMPLETE");
    }
}
