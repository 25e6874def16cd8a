use super::*;

fn review() -> Command {
    Command::ReviewAmendment(Review::default())
}

#[test]
fn an_amendment_passes_two_reviewers_and_becomes_the_next_version() {
    let pending = Desk::amending(form());
    assert_eq!(
        pending.reason(&second(), Command::ApproveAmendment),
        "REVIEW_MISSING"
    );
    assert_eq!(pending.reason(&second(), review()), "ROLE_MISSING");
    let reviewed = pending.take(&registrar(), review());
    assert_eq!(reviewed.contract.state, State::AmendmentPending);
    // Version 1 stays in force meanwhile.
    assert_eq!(reviewed.contract.total(), Fen::from_yuan(100_000));
    let same = Actor::person("rui", "office-440703", OFFICE, [Role::Registrar2]);
    assert_eq!(
        reviewed.reason(&same, Command::ApproveAmendment),
        "SAME_REVIEWER"
    );
    let amended = reviewed
        .on("2025-06-02")
        .take(&second(), Command::ApproveAmendment);
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
fn an_amendment_is_asked_for_with_a_form_in_order_at_the_original_office() {
    let desk = Desk::registered(form());
    assert_eq!(
        desk.reason(&applicant(), ask_amendment(Form::default())),
        "FORM_INVALID"
    );
    let mut moved = form();
    moved.seller.division = "440781".to_owned();
    assert_eq!(
        desk.reason(&applicant(), ask_amendment(moved)),
        "OFFICE_FIXED"
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
        .take(&second(), Command::ApproveAmendment);
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
