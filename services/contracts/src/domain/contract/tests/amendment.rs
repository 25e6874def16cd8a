use super::*;
use crate::domain::form::Findings;
use crate::domain::kind::Kind;

fn review() -> Command {
    Command::ReviewAmendment(Review::default())
}

#[test]
fn an_amendment_passes_two_reviewers_and_becomes_the_next_version() {
    let pending = Desk::amending(form());
    assert_eq!(pending.reason(&second(), approve()), "REVIEW_MISSING");
    assert_eq!(pending.reason(&second(), review()), "ROLE_MISSING");
    let reviewed = pending.take(&registrar(), review());
    assert_eq!(reviewed.contract.state, State::AmendmentPending);
    // Version 1 stays in force meanwhile.
    assert_eq!(reviewed.contract.total(), Fen::from_yuan(100_000));
    let same = Actor::person("rui", "office-440703", OFFICE, [Role::Registrar2]);
    assert_eq!(reviewed.reason(&same, approve()), "SAME_REVIEWER");
    let amended = reviewed.on("2025-06-02").take(&second(), approve());
    assert_eq!(
        (amended.contract.form_version, &amended.contract.amendment),
        (2, &None)
    );
    let Event::ContractAmended { version } = amended.event() else {
        panic!("{:?}", amended.event())
    };
    assert_eq!(version.total, Fen::from_yuan(200_000));
    assert_eq!(
        (version.registered_on, version.in_force_from),
        (date("2025-03-03"), date("2025-06-02"))
    );
    assert_eq!(amended.last.unwrap().new_version.unwrap().form_version, 2);
}

#[test]
fn a_refused_or_withdrawn_amendment_leaves_the_version_as_it_was() {
    let registered = Desk::registered(form()).contract;
    let pending = Desk::amending(form());
    assert_eq!(
        pending.reason(
            &second(),
            Command::RefuseAmendment {
                note: String::new()
            }
        ),
        "REASON_MISSING"
    );
    let buyer = Actor::person("bob", "buyer", "", [Role::Applicant]);
    assert_eq!(
        pending.reason(&buyer, Command::WithdrawAmendment),
        "NOT_THE_APPLICANT"
    );
    for (actor, command, outcome) in [
        (
            second(),
            Command::RefuseAmendment { note: note() },
            AmendmentEnd::Refused,
        ),
        (
            registrar(),
            Command::RefuseAmendment { note: note() },
            AmendmentEnd::Refused,
        ),
        (
            applicant(),
            Command::WithdrawAmendment,
            AmendmentEnd::Withdrawn,
        ),
    ] {
        let ended = pending.clone().take(&actor, command);
        assert_eq!(*ended.event(), Event::ContractAmendmentEnded { outcome });
        let after = &ended.contract;
        assert_eq!(
            (
                after.state,
                &after.form,
                after.form_version,
                &after.classification
            ),
            (
                State::Registered,
                &registered.form,
                1,
                &registered.classification
            )
        );
        assert_eq!(ended.last.unwrap().new_version, None);
    }
}

#[test]
fn an_amendment_is_asked_for_with_a_form_in_order() {
    let desk = Desk::registered(form());
    assert_eq!(
        desk.reason(&applicant(), ask_amendment(Form::default())),
        "FORM_INVALID"
    );
    assert_eq!(
        desk.reason(&registrar(), ask_amendment(form())),
        "ROLE_MISSING"
    );
}

#[test]
fn who_joins_by_an_amendment_does_not_review_it_and_reads_the_case_after_it() {
    let mut joined = form();
    joined.broker = Some(testing::party(
        "江门技术转移中心",
        "91440703MA5000009",
        OFFICE,
        "broker",
    ));
    let pending = Desk::registered(form()).take(&applicant(), ask_amendment(joined));
    let own = Actor::person("own", "broker", OFFICE, [Role::Registrar]);
    assert_eq!(pending.reason(&own, review()), "OWN_ORGANISATION");
    let amended = pending
        .take(&registrar(), review())
        .take(&second(), approve());
    let brokers = |party: &&Party| party.capacity == Capacity::Broker;
    assert_eq!(amended.contract.parties.iter().filter(brokers).count(), 1);
}

#[test]
fn an_amendment_that_leaves_no_technology_is_not_recognised() {
    let mut goods = form();
    goods.price_items = vec![testing::goods("equipment", 100_000)];
    let pending = Desk::registered(form()).take(&applicant(), ask_amendment(goods));
    assert_eq!(pending.reason(&registrar(), review()), "NOT_RECOGNISED");
}

/// What the registrars found otherwise than the applicant: another kind, goods in the price, a dispute.
fn corrected() -> Desk {
    let view = Review {
        kind: Some(Kind::GeneralService),
        price_items: Some(vec![testing::goods("equipment", 20_000)]),
        findings: Some(Findings {
            rights_unclear: true,
            ..Findings::default()
        }),
        ..Review::default()
    };
    Desk::accepted(form())
        .take(&registrar(), Command::Classify(view))
        .take(&second(), register())
}

fn amended(desk: Desk, form: Form, view: Review) -> Classification {
    let desk = desk
        .take(&applicant(), ask_amendment(form))
        .take(&registrar(), Command::ReviewAmendment(view))
        .take(&second(), approve());
    desk.contract.classification.unwrap()
}

#[test]
fn what_the_registrars_found_outlives_an_amendment_that_leaves_it_alone() {
    let mut renamed = form();
    renamed.project_name = "智能照明控制系统研发(二期)".to_owned();
    let found = amended(corrected(), renamed, Review::default());
    assert_eq!(found.kind, Kind::GeneralService);
    assert_eq!(found.technical, Some(Fen::from_yuan(80_000)));
    assert!(found.findings.unwrap().rights_unclear);
}

#[test]
fn what_an_amendment_changes_is_judged_by_the_amended_form() {
    let mut changed = form();
    changed.kind = "KF-HZ".into();
    changed.total_amount = Fen::from_yuan(300_000);
    let found = amended(corrected(), changed, Review::default());
    assert_eq!(found.kind, Kind::CooperativeDevelopment);
    assert_eq!(found.technical, Some(Fen::from_yuan(300_000)));
}

#[test]
fn the_reviewer_of_an_amendment_may_see_it_otherwise() {
    let mut changed = form();
    changed.total_amount = Fen::from_yuan(300_000);
    let view = Review {
        kind: Some(Kind::Training),
        total: Some(Fen::from_yuan(250_000)),
        price_items: Some(vec![testing::goods("material", 50_000)]),
        ..Review::default()
    };
    let found = amended(corrected(), changed, view);
    assert_eq!(found.kind, Kind::Training);
    assert_eq!(
        (found.total, found.technical),
        (Fen::from_yuan(250_000), Some(Fen::from_yuan(200_000)))
    );
}

#[test]
fn an_amendment_leaves_room_for_the_income_verified_before() {
    let mut smaller = form();
    smaller.total_amount = Fen::from_yuan(50_000);
    let mut unknown = form();
    unknown.amount_unknown = true;
    for (form, verified, reason) in [
        (
            smaller.clone(),
            50_001,
            Some("INCOME_OVER_TECHNICAL_AMOUNT"),
        ),
        (smaller, 50_000, None),
        (unknown.clone(), 1, Some("INCOME_OVER_TECHNICAL_AMOUNT")),
        (unknown, 0, None),
    ] {
        let reviewed = Desk::registered(super::form())
            .take(&applicant(), ask_amendment(form))
            .take(&registrar(), review());
        let approved = reviewed.ask(
            &second(),
            Command::ApproveAmendment {
                verified_income: Fen::from_yuan(verified),
            },
        );
        assert_eq!(approved.err().map(|refused| refused.reason), reason);
    }
}

#[test]
fn a_price_in_the_same_currency_stays_at_the_rate_of_the_registration_day() {
    let foreign = testing::in_dollars(form(), 1_000_000, 71_000, "2025-03-03");
    let registered = Desk::registered(foreign.clone());
    let mut changed = testing::in_dollars(foreign, 2_000_000, 80_000, "2025-05-30");
    changed.total_amount = Fen::from_yuan(160_000);
    let pending = registered
        .on("2025-06-02")
        .take(&applicant(), ask_amendment(changed));
    let form = &pending.contract.amendment.as_ref().unwrap().form;
    assert_eq!(form.total(), Some(Fen::from_yuan(142_000)));
}

#[test]
fn a_seller_that_moved_stays_with_its_office_and_counts_for_its_new_county() {
    let desk = Desk::registered(form());
    for division in ["440705", "440106"] {
        let mut moved = form();
        moved.seller.division = division.to_owned();
        let pending = desk.clone().take(&applicant(), ask_amendment(moved));
        let new_county = Actor::person("he", "office-440705", "440705", [Role::Registrar]);
        assert_eq!(
            pending.reason(&new_county, review()),
            "NOT_THE_DECIDING_TENANT"
        );
        let amended = pending
            .take(&registrar(), review())
            .take(&second(), approve());
        assert_eq!(amended.contract.tenant, OFFICE);
        let Event::ContractAmended { version } = amended.event() else {
            panic!("{:?}", amended.event())
        };
        // The plan's figures and the statistical return are told the same.
        let kept = amended.last.as_ref().unwrap().new_version.as_ref().unwrap();
        assert_eq!(version.seller_division, division);
        assert_eq!(kept.form.seller.division, division);
        assert_eq!(kept.tenant, OFFICE);
    }
}

#[test]
fn an_amendment_s_file_is_judged_by_its_review() {
    let mut pending = Desk::amending(form());
    pending.materials = [Material::ContractText].into();
    let view = Review {
        kind: Some(Kind::SecretTransfer),
        ..Review::default()
    };
    let reviewed = pending.take(&registrar(), Command::ReviewAmendment(view));
    let refused = reviewed.ask(&second(), approve()).unwrap_err();
    assert_eq!(refused.fields[0].field, "materials.IP_PROOF");
}

#[test]
fn a_registrar_s_view_of_a_foreign_price_outlives_an_amendment_at_the_registered_rate() {
    let foreign = testing::in_dollars(form(), 1_000_000, 71_000, "2025-03-03");
    let view = Review {
        currency_amount_minor: Some(900_000),
        price_items: Some(vec![testing::goods_in_currency("equipment", 400_000)]),
        ..Review::default()
    };
    let registered = Desk::accepted(foreign.clone())
        .take(&registrar(), Command::Classify(view))
        .take(&second(), register());
    // A rate of a later day is not the registration's.
    let mut renamed = testing::in_dollars(foreign.clone(), 1_000_000, 80_000, "2025-03-03");
    renamed.project_name.push('二');
    let found = amended(registered.clone(), renamed.clone(), Review::default());
    assert_eq!(
        (found.total, found.technical),
        (Fen::from_yuan(63_900), Some(Fen::from_yuan(35_500)))
    );
    // Another price is another view; its parts are at the registered rate too.
    renamed.price_items = vec![testing::goods_in_currency("equipment", 500_000)];
    let found = amended(registered, renamed, Review::default());
    assert_eq!(
        (found.total, found.technical),
        (Fen::from_yuan(71_000), Some(Fen::from_yuan(35_500)))
    );
}
