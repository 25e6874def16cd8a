use super::*;
use crate::domain::regime::Regime;
use crate::domain::time_limit::Track;

fn clock(desk: &Desk) -> &Acceptance {
    desk.contract.acceptance.as_ref().unwrap()
}

#[test]
fn acceptance_chooses_the_regime_and_starts_the_clock() {
    let old = Desk::submitted(form())
        .on("2025-09-25")
        .take(&registrar(), accept());
    assert_eq!(
        (clock(&old).regime, clock(&old).due_on),
        (Regime::R2001, date("2025-10-27"))
    );
    let new = Desk::submitted(form_2026(4_999_999))
        .on("2026-02-10")
        .take(&registrar(), accept());
    assert_eq!(
        (clock(&new).regime, clock(&new).due_on),
        (Regime::R2026, date("2026-03-09"))
    );
    let large = Desk::submitted(form_2026(5_000_000))
        .on("2026-02-10")
        .take(&registrar(), accept());
    assert_eq!(
        (clock(&large).track, clock(&large).due_on),
        (Track::Expert, date("2026-03-30"))
    );
    assert_eq!(
        *large.event(),
        Event::ContractAccepted {
            accepted_on: date("2026-02-10"),
            regime: Regime::R2026,
            due_on: date("2026-03-30"),
        }
    );
}

#[test]
fn a_county_s_promise_shortens_the_limit_and_may_not_lengthen_it() {
    let submitted = Desk::submitted(form());
    let promise = |days| Command::Accept {
        promised_working_days: Some(days),
    };
    let promised = submitted.clone().take(&registrar(), promise(10));
    assert_eq!(clock(&promised).due_on, date("2025-03-17"));
    assert_eq!(clock(&promised).legal_due_on, date("2025-04-02"));
    assert_eq!(
        submitted.reason(&registrar(), promise(40)),
        "PROMISE_BEYOND_LIMIT"
    );
    assert!(!promised.contract.overdue(date("2025-04-02")));
    assert!(promised.contract.overdue(date("2025-04-03")));
    assert_eq!(promised.contract.due_on(), Some(date("2025-03-17")));
}

#[test]
fn the_acceptance_check_and_the_promise_have_days_of_their_own() {
    let submitted = Desk::submitted(form());
    assert_eq!(submitted.contract.check_due_on, Some(date("2025-03-05")));
    assert!(!submitted.contract.overdue(date("2025-03-05")));
    assert!(submitted.contract.overdue(date("2025-03-06")));
    let manual = submitted.clone().take(
        &timer(),
        Command::SendToManual {
            blocked: Blocked::Accept,
            hook: "tc.sla@1".to_owned(),
            failure: "TRAP".to_owned(),
        },
    );
    assert!(manual.contract.overdue(date("2025-03-06")));
    let promise = Command::Accept {
        promised_working_days: Some(10),
    };
    let promised = submitted.take(&registrar(), promise).contract;
    assert_eq!(promised.check_due_on, None);
    assert!(!promised.promise_missed(date("2025-03-17")));
    assert!(promised.promise_missed(date("2025-03-18")));
    assert!(!promised.overdue(date("2025-03-18")));
    // Without a promise there is none to miss.
    let plain = Desk::accepted(form()).contract;
    assert!(!plain.promise_missed(date("2025-12-01")));
}

#[test]
fn the_limit_a_county_is_told_is_the_one_its_promise_is_held_to() {
    let parameters = Parameters::default();
    let limit = |form: &Form, day| {
        expected_limit(form, date(day), &parameters, WorkingCalendar::shipped()).unwrap()
    };
    let large = limit(&form_2026(5_000_000), "2026-02-10");
    assert_eq!(
        (large.track, large.due_on),
        (Track::Expert, date("2026-03-30"))
    );
    let small = limit(&form_2026(100_000), "2026-02-10");
    assert_eq!(small.due_on, date("2026-03-09"));
    assert_eq!(
        limit(&form_2026(5_000_000), "2025-09-25").due_on,
        date("2025-10-27")
    );
}

#[test]
fn a_supplement_restarts_the_newer_clock_and_not_the_older() {
    let supplement = || Command::FileSupplement {
        form: None,
        promised_working_days: Some(5),
    };
    let ask = || Command::AskSupplement { note: note() };
    let older = Desk::accepted(form()).take(&registrar(), ask());
    assert!(older.contract.overdue(date("2025-04-03")));
    let older = older.on("2025-03-20").take(&applicant(), supplement());
    assert_eq!(clock(&older).accepted_on, date("2025-03-03"));
    assert_eq!(clock(&older).due_on, date("2025-04-02"));

    let newer = Desk::submitted(form_2026(100_000))
        .on("2026-06-01")
        .take(&registrar(), accept());
    let newer = newer.take(&registrar(), ask());
    assert!(!newer.contract.overdue(date("2026-12-01")));
    let newer = newer.on("2026-06-15").take(&applicant(), supplement());
    assert_eq!(clock(&newer).accepted_on, date("2026-06-15"));
    assert_eq!(clock(&newer).legal_due_on, date("2026-07-07"));
    assert_eq!(clock(&newer).due_on, date("2026-06-23"));
    assert!(matches!(newer.event(), Event::ContractSupplemented { .. }));
}

#[test]
fn a_supplemented_form_must_be_in_order() {
    let waiting =
        Desk::accepted(form()).take(&registrar(), Command::AskSupplement { note: note() });
    let supplement = |form| Command::FileSupplement {
        form: Some(Box::new(form)),
        promised_working_days: None,
    };
    assert_eq!(
        waiting.reason(&applicant(), supplement(Form::default())),
        "FORM_INVALID"
    );
    let mut better = form();
    better.project_name = "更完整的名称".to_owned();
    let filed = waiting.take(&applicant(), supplement(better));
    assert_eq!(filed.contract.form.project_name, "更完整的名称");
}

#[test]
fn an_oral_contract_is_refused_and_never_accepted() {
    let mut oral = form();
    oral.findings.oral = true;
    let desk = Desk::submitted(oral);
    assert_eq!(desk.reason(&registrar(), accept()), "ORAL");
    let refused = desk.take(
        &registrar(),
        Command::Refuse {
            ground: NotAcceptedGround::Oral,
            note: String::new(),
        },
    );
    assert_eq!(
        *refused.event(),
        Event::ContractNotAccepted {
            ground: NotAcceptedGround::Oral
        }
    );
    assert_eq!(refused.contract.refusal.as_ref().unwrap().code, "ORAL");
}

#[test]
fn a_seller_of_another_region_is_refused_and_one_of_this_region_is_not() {
    let refuse = || Command::Refuse {
        ground: NotAcceptedGround::SellerRegion,
        note: note(),
    };
    assert_eq!(
        Desk::submitted(form()).reason(&registrar(), refuse()),
        "GROUND_NOT_MET"
    );
    let mut elsewhere = form();
    elsewhere.seller.division = "440106".to_owned();
    elsewhere.buyer.division = OFFICE.to_owned();
    let desk = Desk::submitted(elsewhere);
    assert_eq!(desk.contract.tenant, OFFICE);
    assert_eq!(desk.reason(&registrar(), accept()), "SELLER_REGION");
    let refused = desk.take(&registrar(), refuse());
    assert_eq!(refused.contract.state, State::NotAccepted);
}

#[test]
fn nobody_decides_for_another_office_their_own_organisation_or_themselves() {
    let desk = Desk::submitted(form());
    let elsewhere = Actor::person("tan", "office-440781", "440781", [Role::Registrar]);
    assert_eq!(desk.reason(&elsewhere, accept()), "NOT_THE_DECIDING_TENANT");
    for organisation in ["seller", "buyer"] {
        let own = Actor::person("own", organisation, OFFICE, [Role::Registrar]);
        assert_eq!(desk.reason(&own, accept()), "OWN_ORGANISATION");
    }
    let both = Actor::person(
        "ann",
        "office-440703",
        OFFICE,
        [Role::Applicant, Role::Registrar],
    );
    assert_eq!(desk.reason(&both, accept()), "SELF_REVIEW");
    assert_eq!(desk.reason(&second(), accept()), "ROLE_MISSING");
    assert_eq!(desk.reason(&timer(), accept()), "ROLE_MISSING");
}

#[test]
fn a_date_beyond_the_loaded_calendars_is_said_and_not_guessed() {
    let desk = Desk::submitted(form_2026(100_000)).on("2026-12-28");
    assert_eq!(desk.reason(&registrar(), accept()), "CALENDAR_MISSING");
}
