//! What is known of an enterprise, and what a bank is shown of it: by case, under a consent that holds, each time written down.
use kezhuan_protocol::financing::v1::*;
use tonic::{Code, Status};

use crate::bank_line::eligible;
use crate::world::*;

fn telling(kind: fact::Kind, version: i64, value: &str) -> RecordFactRequest {
    RecordFactRequest {
        enterprise: "enterprise-1".to_owned(),
        kind: kind.into(),
        reference: "2024".to_owned(),
        version,
        value: value.to_owned(),
        request_id: id(),
    }
}

async fn told(world: &World, person: &Person, request: RecordFactRequest) -> Result<Fact, Status> {
    call!(world, person, record_fact, request)
}

fn consent_to(application: &Application, kind: consent::Kind, until: &str) -> GiveConsentRequest {
    GiveConsentRequest {
        application: application.name.clone(),
        kind: kind.into(),
        until: until.to_owned(),
        request_id: id(),
    }
}

async fn given(world: &World, application: &Application, kind: consent::Kind) -> Consent {
    let request = consent_to(application, kind, "2025-03-10");
    call!(world, &applicant(), give_consent, request).unwrap()
}

async fn card(
    world: &World,
    person: &Person,
    application: &Application,
    kinds: &[fact::Kind],
) -> Result<DataCard, Status> {
    let request = GetDataCardRequest {
        application: application.name.clone(),
        kinds: kinds.iter().map(|kind| (*kind).into()).collect(),
    };
    call!(world, person, get_data_card, request)
}

fn withdraw(consent: &Consent) -> WithdrawConsentRequest {
    WithdrawConsentRequest {
        name: consent.name.clone(),
        request_id: id(),
    }
}

/// How often a card was read.
async fn readings(world: &World) -> i64 {
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query_scalar(
        "SELECT count(*) FROM audit WHERE action = 'data_card.read' AND organisation = 'bank-1' AND tenant = '440703'",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap()
}

#[tokio::test]
async fn of_a_fact_the_newest_version_counts_whatever_comes_when() {
    let world = World::on(World::CALM).await;
    let first = telling(fact::Kind::Revenue, 2, "8000");
    let fact = told(&world, &applicant(), first.clone()).await.unwrap();
    assert_eq!(
        (fact.source.as_str(), fact.version, fact.value.as_str()),
        ("enterprise-1", 2, "8000")
    );
    assert_eq!(told(&world, &applicant(), first).await.unwrap(), fact);
    let late = telling(fact::Kind::Revenue, 1, "7000");
    let late = told(&world, &applicant(), late).await.unwrap();
    assert_eq!((late.version, late.value.as_str()), (2, "8000"));
    let newer = telling(fact::Kind::Revenue, 3, "9000");
    told(&world, &applicant(), newer).await.unwrap();

    // Each source has a fact of its own.
    let office = person("zhong", "stb-440703", "440703", &["county_stb"]);
    for source in [&office, &city_stb(), &service("incubation")] {
        let fact = telling(fact::Kind::Tenancy, 1, "since 2023");
        told(&world, source, fact).await.unwrap();
    }
    let list = async |person: Person, enterprise: &str, filter: &str| {
        let request = ListFactsRequest {
            enterprise: enterprise.to_owned(),
            filter: filter.to_owned(),
            ..ListFactsRequest::default()
        };
        call!(world, &person, list_facts, request)
    };
    let known = list(applicant(), "", "").await.unwrap().facts;
    let named: Vec<_> = known
        .iter()
        .map(|fact| (fact.source.as_str(), fact.version))
        .collect();
    assert_eq!(
        named,
        [
            ("enterprise-1", 3),
            ("incubation", 1),
            ("stb-440700", 1),
            ("stb-440703", 1)
        ]
    );
    let of_kind = list(applicant(), "enterprise-1", "kind=\"REVENUE\"").await;
    assert_eq!(of_kind.unwrap().facts, known[..1]);
    let foreign = list(other_applicant(), "enterprise-1", "").await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    assert_eq!(list(other_applicant(), "", "").await.unwrap().facts, []);
}

#[tokio::test]
async fn a_fact_is_whole_and_told_by_who_may_tell_it() {
    let world = World::on(World::CALM).await;
    for (person, request, expected) in [
        (
            other_applicant(),
            telling(fact::Kind::Tax, 1, "5"),
            "NOT_YOUR_STEP",
        ),
        (
            applicant(),
            telling(fact::Kind::Tax, 0, "5"),
            "FACT_INCOMPLETE",
        ),
        (
            applicant(),
            telling(fact::Kind::Tax, 1, ""),
            "FACT_INCOMPLETE",
        ),
        (
            applicant(),
            telling(fact::Kind::Unspecified, 1, "5"),
            "CODE_UNKNOWN",
        ),
        (
            applicant(),
            RecordFactRequest {
                enterprise: String::new(),
                ..telling(fact::Kind::Tax, 1, "5")
            },
            "ENTERPRISE_MISSING",
        ),
    ] {
        let refused = told(&world, &person, request).await.unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
}

#[tokio::test]
async fn a_bank_sees_what_was_consented_to_and_each_reading_is_written_down() {
    let world = World::on(World::CALM).await;
    let application = eligible(&world).await;
    for (kind, value) in [
        (fact::Kind::LegalRepresentative, "欧阳明"),
        (fact::Kind::Revenue, "8000"),
        (fact::Kind::Litigation, "none"),
    ] {
        let fact = telling(kind, 1, value);
        told(&world, &applicant(), fact).await.unwrap();
    }
    let asked = [fact::Kind::Revenue, fact::Kind::LegalRepresentative];
    let refused = card(&world, &banker(), &application, &asked).await;
    assert_eq!(reason(&refused.unwrap_err()), "CONSENT_MISSING");
    let send = given(&world, &application, consent::Kind::SendToBank).await;
    let refused = card(&world, &banker(), &application, &asked).await;
    let refused = kezhuan_rpc::Explanation::of(&refused.unwrap_err());
    assert_eq!(
        (
            refused.reason.as_str(),
            refused.metadata["consent"].as_str()
        ),
        ("CONSENT_MISSING", "FINANCES")
    );
    let finances = given(&world, &application, consent::Kind::Finances).await;
    assert_eq!(readings(&world).await, 0);

    let shown = card(&world, &banker(), &application, &asked).await.unwrap();
    assert_eq!(shown.enterprise, "enterprise-1");
    let fields: Vec<_> = shown
        .fields
        .iter()
        .map(|field| {
            assert!(field.tell_time.is_some() && field.source == "enterprise-1");
            (field.kind(), field.value.as_str(), field.consent.as_str())
        })
        .collect();
    assert_eq!(
        fields,
        [
            (fact::Kind::Revenue, "8000", finances.name.as_str()),
            (fact::Kind::LegalRepresentative, "欧**", send.name.as_str())
        ]
    );
    assert_eq!(readings(&world).await, 1);

    let none = card(&world, &banker(), &application, &[]).await;
    assert_eq!(reason(&none.unwrap_err()), "KINDS_MISSING");
    let foreign = card(&world, &other_banker(), &application, &asked).await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    assert_eq!(readings(&world).await, 1);
}

#[tokio::test]
async fn a_consent_ends_on_its_day_or_when_it_is_taken_back() {
    let world = World::on(World::CALM).await;
    let application = eligible(&world).await;
    let asked = [fact::Kind::Contract];
    let first = given(&world, &application, consent::Kind::SendToBank).await;
    assert!(card(&world, &banker(), &application, &asked).await.is_ok());

    let foreign = call!(
        world,
        &other_applicant(),
        withdraw_consent,
        withdraw(&first)
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let request = withdraw(&first);
    let withdrawn = call!(world, &applicant(), withdraw_consent, request.clone()).unwrap();
    assert_eq!(withdrawn.withdrawn_on, World::CALM);
    let again = call!(world, &applicant(), withdraw_consent, request).unwrap();
    assert_eq!(again, withdrawn);
    let twice = call!(world, &applicant(), withdraw_consent, withdraw(&first));
    assert_eq!(reason(&twice.unwrap_err()), "CONSENT_WITHDRAWN");
    let steps = ["ConsentGiven", "ConsentWithdrawn"];
    assert_eq!(world.events_of(&first.name).await, steps);
    let refused = card(&world, &banker(), &application, &asked).await;
    assert_eq!(reason(&refused.unwrap_err()), "CONSENT_WITHDRAWN");

    // Given anew until another day, which passes.
    let until = consent_to(&application, consent::Kind::SendToBank, "2025-03-11");
    call!(world, &applicant(), give_consent, until).unwrap();
    world.advance_to("2025-03-11");
    assert!(card(&world, &banker(), &application, &asked).await.is_ok());
    world.advance_to("2025-03-12");
    let refused = card(&world, &banker(), &application, &asked).await;
    assert_eq!(reason(&refused.unwrap_err()), "CONSENT_EXPIRED");
}

#[tokio::test]
async fn a_consent_is_given_for_ones_own_case_and_for_today_at_least() {
    let world = World::on(World::CALM).await;
    let application = eligible(&world).await;
    let to = |until: &str| consent_to(&application, consent::Kind::CreditEnquiry, until);
    let past = call!(world, &applicant(), give_consent, to("2025-03-02"));
    assert_eq!(reason(&past.unwrap_err()), "CONSENT_ENDS_IN_PAST");
    let undated = call!(world, &applicant(), give_consent, to("soon"));
    assert_eq!(reason(&undated.unwrap_err()), "DATE_INVALID");
    let foreign = call!(world, &other_applicant(), give_consent, to(World::CALM));
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let request = to(World::CALM);
    let consent = call!(world, &applicant(), give_consent, request.clone()).unwrap();
    assert_eq!(
        (consent.bank.as_str(), consent.enterprise.as_str()),
        ("bank-1", "enterprise-1")
    );
    let again = call!(world, &applicant(), give_consent, request).unwrap();
    assert_eq!(again, consent);

    for (person, filter, count) in [
        (applicant(), "", 1),
        (banker(), "kind=\"CREDIT_ENQUIRY\" AND in_force=true", 1),
        (applicant(), "in_force=false", 0),
        (other_banker(), "", 0),
        (other_applicant(), "", 0),
    ] {
        let request = ListConsentsRequest {
            application: application.name.clone(),
            filter: filter.to_owned(),
            ..ListConsentsRequest::default()
        };
        let found = call!(world, &person, list_consents, request).unwrap();
        assert_eq!(found.consents.len(), count, "{filter}");
    }
}
