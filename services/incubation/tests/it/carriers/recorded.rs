//! Accreditations that stood before the carrier was entered here.
use super::*;

/// M2025 is in force since a month.
const TODAY: &str = "2025-07-01";

fn recording(of: &Carrier, grade: Grade, since: &str) -> RecordAccreditationRequest {
    RecordAccreditationRequest {
        name: of.name.clone(),
        etag: of.etag.clone(),
        request_id: id(),
        grade: grade.into(),
        since: since.to_owned(),
        document: "国科发火〔2021〕300号".to_owned(),
        sha256: "0f".repeat(32),
    }
}

#[tokio::test]
async fn a_national_incubator_of_years_ago_is_entered_with_its_years() {
    let world = World::on(TODAY).await;
    let draft = entered(&world).await;
    let request = recording(&draft, Grade::National, "2021-05-20");
    let carrier = call!(world, &city_stb(), record_accreditation, request.clone()).unwrap();
    assert_eq!(carrier.state(), State::Accredited);
    let status = &carrier.statuses[0];
    assert_eq!(
        (status.grade(), status.regime(), status.since.as_str()),
        (Grade::National, Regime::N2018, "2021-05-20")
    );
    assert_eq!(
        (status.sha256.as_str(), status.decided_by.as_str()),
        ("0f".repeat(32).as_str(), "zhao")
    );
    let again = call!(world, &city_stb(), record_accreditation, request).unwrap();
    assert_eq!(again, carrier, "a repeat returns the first answer");
    assert_eq!(
        world.events_of(&carrier.name).await[..2],
        ["CarrierCreated", "CarrierAccredited"]
    );
    let taxes = GetTaxBenefitRequest {
        carrier: carrier.name.clone(),
        year: 2021,
    };
    let taxes = call!(world, &operator(), get_tax_benefit, taxes).unwrap();
    assert_eq!(taxes.exempt_months, (6..=12).collect::<Vec<i32>>());
    let year = OpenReturnRequest {
        carrier: carrier.name.clone(),
        year: 2021,
        request_id: id(),
    };
    let opened = call!(world, &county_stb(), open_return, year.clone()).unwrap();
    assert_eq!(opened.year, 2021);
    let before = OpenReturnRequest {
        year: 2020,
        request_id: id(),
        ..year
    };
    let before = call!(world, &county_stb(), open_return, before).unwrap_err();
    assert_eq!(reason(&before), "CARRIER_NOT_ACCREDITED");
}

#[tokio::test]
async fn what_no_decision_says_is_not_recorded() {
    let world = World::on(TODAY).await;
    let draft = entered(&world).await;
    let asked = |grade, since: &str| recording(&draft, grade, since);
    let county = || asked(Grade::County, "2021-05-20");
    let undigested = RecordAccreditationRequest {
        sha256: "0F".repeat(32),
        ..county()
    };
    let nul = RecordAccreditationRequest {
        document: "a\0b".to_owned(),
        ..county()
    };
    for (by, request, code, expected) in [
        (
            city_stb(),
            asked(Grade::National, "2025-06-01"),
            Code::FailedPrecondition,
            "GRADE_NOT_GIVEN_NOW",
        ),
        (
            city_stb(),
            asked(Grade::City, "2025-07-02"),
            Code::InvalidArgument,
            "DATE_IN_FUTURE",
        ),
        (
            city_stb(),
            undigested,
            Code::InvalidArgument,
            "DIGEST_INVALID",
        ),
        (
            county_stb(),
            asked(Grade::City, "2021-05-20"),
            Code::PermissionDenied,
            "ROLE_MISSING",
        ),
        (
            person("li", "park-1", "440703", &["county_stb"]),
            county(),
            Code::PermissionDenied,
            "OWN_ORGANISATION",
        ),
    ] {
        let refused = call!(world, &by, record_accreditation, request).unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (code, expected)
        );
    }
    let nul = call!(world, &county_stb(), record_accreditation, nul).unwrap_err();
    assert_eq!(nul.code(), Code::InvalidArgument);
    let foreign = call!(world, &other_county_stb(), record_accreditation, county());
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    // Of its own grade a county records what it gave.
    let recorded = call!(world, &county_stb(), record_accreditation, county()).unwrap();
    assert_eq!(recorded.statuses[0].grade(), Grade::County);
}
