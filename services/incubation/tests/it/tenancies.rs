//! Tenancies, from the application to the exit.
mod rule;
mod time;

use kezhuan_protocol::incubation::v1::tenancy::{Kind, Landing, Profile, Registration, State};
use kezhuan_protocol::incubation::v1::verify_graduation_request::Outcome;
use kezhuan_protocol::incubation::v1::*;
use tonic::Code;

use crate::carriers::{accredited, applied_with, entered, profile, read};
use crate::step;
use crate::tenants::*;
use crate::world::*;

#[tokio::test]
async fn a_start_up_applies_comes_in_graduates_and_is_found_true() {
    let world = World::on(World::CALM).await;
    let carrier = entered(&world).await;
    let asked = application(&carrier, start_up());
    let tenancy = call!(world, &applicant(), apply_for_tenancy, asked.clone()).unwrap();
    assert!(
        tenancy.number.starts_with("KZ-INT-2025-440703-"),
        "{}",
        tenancy.number
    );
    assert_eq!(
        (tenancy.operator.as_str(), tenancy.tenant.as_str()),
        ("park-1", "440703")
    );
    // The same request is the same application.
    let again = call!(world, &applicant(), apply_for_tenancy, asked).unwrap();
    assert_eq!(again, tenancy);
    let inside = admit(&world, &tenancy, "").await.unwrap();
    assert_eq!(inside.state(), State::Incubating);
    assert_eq!(
        (inside.until.as_str(), inside.latest_exit.as_str()),
        ("2029-03-03", "2029-03-03")
    );
    assert_eq!(inside.reasons, ["NO_RULE_IN_FORCE"]);
    assert!(inside.decision.starts_with("decisions/"));
    let told = recorded(&world, &inside, high_tech(2024)).await;
    let graduated = step!(
        world,
        operator(),
        told,
        graduate_tenant,
        GraduateTenantRequest {}
    )
    .unwrap();
    assert_eq!(graduated.left_on, World::CALM);
    assert_eq!(graduated.graduation.as_ref().unwrap().met, ["HNTE"]);
    let found = step!(
        world,
        county_stb(),
        graduated,
        verify_graduation,
        VerifyGraduationRequest {
            outcome: Outcome::Confirmed.into()
        }
    )
    .unwrap();
    assert_eq!(found.graduation.unwrap().verified_on, World::CALM);
    assert_eq!(
        world.events_of(&tenancy.name).await,
        [
            "TenancyApplied",
            "TenantAdmitted",
            "TenantYearRecorded",
            "TenantGraduated",
            "GraduationConfirmed",
        ]
    );
}

#[tokio::test]
async fn a_carrier_that_lost_its_status_takes_nobody_in_who_applied_before() {
    let world = World::on(World::CALM).await;
    let carrier = accredited(&world).await;
    let tenancy = applied(&world, &carrier, start_up()).await;
    let carrier = read(&world, &carrier.name).await;
    let revoked = step!(
        world,
        county_stb(),
        carrier,
        revoke_carrier,
        RevokeCarrierRequest {
            reason: "提供虚假材料".to_owned(),
        }
    )
    .unwrap();
    // Applying anew does not open it.
    let figures = crate::carriers::figures();
    let again = applied_with(&world, &revoked, (carrier::Grade::County, figures)).await;
    assert_eq!(again.unwrap().state(), carrier::State::Applied);
    let open = ListOpenCarriersRequest {
        division: "440703".to_owned(),
        ..Default::default()
    };
    let open = call!(world, &applicant(), list_open_carriers, open).unwrap();
    assert!(open.carriers.is_empty());
    let refused = admit(&world, &tenancy, "").await.unwrap_err();
    assert_eq!(reason(&refused), "CARRIER_TAKES_NO_TENANTS");
    let after = seen(&world, &operator(), &tenancy.name).await.unwrap();
    assert_eq!(after.state(), State::Applied);
}

#[tokio::test]
async fn only_its_parties_and_their_authorities_see_it() {
    let world = World::on(World::CALM).await;
    let (_, tenancy) = housed(&world).await;
    for person in [operator(), applicant(), county_stb(), city_stb()] {
        assert!(seen(&world, &person, &tenancy.name).await.is_ok());
    }
    for person in [other_operator(), other_applicant(), other_county_stb()] {
        let refused = seen(&world, &person, &tenancy.name).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let exit = step!(
            world,
            other_operator(),
            tenancy,
            exit_tenant,
            ExitTenantRequest {
                code: "GONE".to_owned(),
                note: "gone".to_owned(),
                exited_on: World::CALM.to_owned(),
            }
        );
        assert_eq!(exit.unwrap_err().code(), Code::NotFound);
    }
    let by_tenant = seen(&world, &applicant(), &tenancy.name).await.unwrap();
    assert_eq!(by_tenant.decided_by, "");
    let by_operator = seen(&world, &operator(), &tenancy.name).await.unwrap();
    assert_eq!(by_operator.decided_by, "chen");
}

#[tokio::test]
async fn the_form_is_held_to_field_by_field() {
    let world = World::on(World::CALM).await;
    let carrier = entered(&world).await;
    type Change = fn(&mut Profile);
    let cases: [(Change, &str, &str); 8] = [
        (|new| new.kind = 0, "tenancy.kind", "CODE_UNKNOWN"),
        (
            |new| new.entry_on = "3 March".to_owned(),
            "tenancy.entry_on",
            "DATE_INVALID",
        ),
        (
            |new| new.uscc = "91440703MA50000A8X".to_owned(),
            "tenancy.uscc",
            "USCC_INVALID",
        ),
        (|new| new.name.clear(), "tenancy.name", "NAME_MISSING"),
        (
            |new| new.founded_on.clear(),
            "tenancy.founded_on",
            "FOUNDED_MISSING",
        ),
        (|new| new.staff = -1, "tenancy.staff", "NUMBER_OUT_OF_RANGE"),
        (
            |new| new.overseas_chinese = true,
            "tenancy.source_region",
            "SOURCE_REGION_MISSING",
        ),
        (
            |new| new.chain = "chains/NONE".to_owned(),
            "tenancy.chain",
            "CHAIN_UNKNOWN",
        ),
    ];
    for (change, field, code) in cases {
        let mut new = start_up();
        change(&mut new);
        let asked = application(&carrier, new);
        let refused = call!(world, &operator(), apply_for_tenancy, asked).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{field}");
        let said = kezhuan_rpc::Explanation::of(&refused);
        let told = said
            .fields
            .iter()
            .map(|wrong| (wrong.path.as_str(), wrong.reason.as_str()));
        assert_eq!(told.collect::<Vec<_>>(), [(field, code)]);
    }
    let nul = Profile {
        name: "a\0b".to_owned(),
        ..start_up()
    };
    let asked = application(&carrier, nul);
    let refused = call!(world, &operator(), apply_for_tenancy, asked).unwrap_err();
    assert_eq!(reason(&refused), "TEXT_INVALID");
    let stranger = application(&carrier, start_up());
    let refused = call!(world, &other_applicant(), apply_for_tenancy, stranger).unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "NOT_YOUR_STEP")
    );
}

#[tokio::test]
async fn whom_the_nation_refuses_no_rule_is_asked_about() {
    let world = World::on(World::CALM).await;
    let carrier = entered(&world).await;
    let old = Profile {
        founded_on: "2023-03-02".to_owned(),
        office_here: false,
        ..start_up()
    };
    let tenancy = applied(&world, &carrier, old).await;
    let refused = admit(&world, &tenancy, "").await.unwrap();
    assert_eq!(refused.state(), State::Refused);
    assert_eq!(refused.reasons, ["AGE_GT_24M", "OFFICE_ELSEWHERE"]);
    assert_eq!(
        (refused.decision.as_str(), refused.left_on.as_str()),
        ("", "")
    );
    let again = admit(&world, &refused, "").await.unwrap_err();
    assert_eq!(reason(&again), "STATE_FORBIDS");
    let stale = admit(&world, &tenancy, "").await.unwrap_err();
    assert_eq!(reason(&stale), "STALE_ETAG");
}

#[tokio::test]
async fn an_enterprise_sits_in_a_carrier_once_and_in_several_carriers() {
    let world = World::on(World::CALM).await;
    let (carrier, first) = housed(&world).await;
    let asked = application(&carrier, start_up());
    let refused = call!(world, &operator(), apply_for_tenancy, asked).unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "ALREADY_TENANT")
    );
    let elsewhere = entered(&world).await;
    let second = admitted(&world, &elsewhere, start_up()).await;
    let list = ListTenanciesRequest {
        filter: format!("uscc=\"{}\" AND state=\"INCUBATING\"", CODES[0]),
        order_by: "latest_exit".to_owned(),
        page_size: 1,
        ..ListTenanciesRequest::default()
    };
    let page = call!(world, &city_stb(), list_tenancies, list.clone()).unwrap();
    assert_eq!(page.tenancies, std::slice::from_ref(&first));
    let rest = ListTenanciesRequest {
        page_token: page.next_page_token,
        ..list
    };
    let rest = call!(world, &city_stb(), list_tenancies, rest).unwrap();
    assert_eq!(
        (rest.tenancies, rest.next_page_token),
        (vec![second], String::new())
    );
    // Out of the first carrier it may come back to it.
    let left = step!(
        world,
        operator(),
        first,
        exit_tenant,
        ExitTenantRequest {
            code: "MOVED_AWAY".to_owned(),
            note: "to a place of its own".to_owned(),
            exited_on: World::CALM.to_owned(),
        }
    )
    .unwrap();
    assert_eq!(
        (left.state(), left.left_on.as_str()),
        (State::Exited, World::CALM)
    );
    applied(&world, &carrier, start_up()).await;
}

#[tokio::test]
async fn a_remote_tenant_counts_with_its_landing_company_and_a_team_never() {
    let world = World::on(World::CALM).await;
    let shenzhen = CreateCarrierRequest {
        profile: Some(kezhuan_protocol::incubation::v1::Profile {
            division: "440305".to_owned(),
            ..profile()
        }),
        authority: "440703".to_owned(),
        request_id: id(),
    };
    let carrier = call!(world, &operator(), create_carrier, shenzhen).unwrap();
    let tenancy = admitted(&world, &carrier, start_up()).await;
    assert!(tenancy.remote);
    let team = Profile {
        kind: Kind::Team.into(),
        uscc: String::new(),
        organisation: "team-1".to_owned(),
        founded_on: String::new(),
        ..start_up()
    };
    admitted(&world, &carrier, team).await;
    let counted = async || {
        let asked = GetCarrierCountsRequest {
            carrier: carrier.name.clone(),
            ..GetCarrierCountsRequest::default()
        };
        let counts = call!(world, &county_stb(), get_carrier_counts, asked).unwrap();
        (
            counts.tenants,
            counts.enterprises,
            counts.counted_in_jiangmen,
        )
    };
    assert_eq!(counted().await, (2, 1, 0));
    let landing = Landing {
        uscc: CODES[2].to_owned(),
        name: "江门落地有限公司".to_owned(),
        landed_on: "2025-03-03".to_owned(),
        ..Landing::default()
    };
    let landed = step!(
        world,
        operator(),
        tenancy,
        record_landing,
        RecordLandingRequest {
            landing: Some(landing)
        }
    )
    .unwrap();
    assert_eq!(landed.landing.unwrap().recorded_by, "chen");
    assert_eq!(counted().await, (2, 1, 1));
    let foreign = GetCarrierCountsRequest {
        carrier: carrier.name.clone(),
        ..GetCarrierCountsRequest::default()
    };
    let refused = call!(world, &other_county_stb(), get_carrier_counts, foreign).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn a_team_that_registers_counts_as_an_enterprise() {
    let world = World::on(World::CALM).await;
    let (carrier, _) = housed(&world).await;
    let team = Profile {
        kind: Kind::Team.into(),
        uscc: String::new(),
        organisation: "team-1".to_owned(),
        founded_on: String::new(),
        ..start_up()
    };
    let team = admitted(&world, &carrier, team).await;
    world.advance_to("2025-03-05");
    let registering = |uscc: &str, name: &str| RecordTenantRegistrationRequest {
        name: team.name.clone(),
        etag: team.etag.clone(),
        request_id: id(),
        registration: Some(Registration {
            uscc: uscc.to_owned(),
            name: name.to_owned(),
            registered_on: "2025-03-04".to_owned(),
            ..Registration::default()
        }),
    };
    for (uscc, name, expected) in [
        ("91440703MA50000A8X", "江门新公司", "USCC_INVALID"),
        (CODES[2], " ", "NAME_MISSING"),
        // The enterprise sits in this carrier already.
        (CODES[0], "江门新公司", "ALREADY_TENANT"),
    ] {
        let asked = registering(uscc, name);
        let refused = call!(world, &operator(), record_tenant_registration, asked);
        assert_eq!(reason(&refused.unwrap_err()), expected);
    }
    let nul = registering(CODES[2], "a\0b");
    let nul = call!(world, &operator(), record_tenant_registration, nul).unwrap_err();
    assert_eq!(nul.code(), Code::InvalidArgument);
    let asked = registering(CODES[2], "江门新公司");
    let foreign = call!(
        world,
        &other_operator(),
        record_tenant_registration,
        asked.clone()
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let registered = call!(
        world,
        &operator(),
        record_tenant_registration,
        asked.clone()
    )
    .unwrap();
    let again = call!(world, &operator(), record_tenant_registration, asked).unwrap();
    assert_eq!(again, registered);
    let profile = registered.profile.unwrap();
    assert_eq!(
        (
            profile.kind(),
            profile.uscc.as_str(),
            profile.founded_on.as_str()
        ),
        (Kind::Enterprise, CODES[2], "2025-03-04")
    );
    assert_eq!(registered.registration.unwrap().recorded_by, "chen");
    let enterprises = async |day: &str| {
        let asked = GetCarrierCountsRequest {
            carrier: carrier.name.clone(),
            day: day.to_owned(),
            year: 2025,
        };
        let counts = call!(world, &county_stb(), get_carrier_counts, asked).unwrap();
        (
            counts.tenants,
            counts.enterprises,
            counts.counted_in_jiangmen,
        )
    };
    assert_eq!(enterprises("2025-03-03").await, (2, 1, 1));
    assert_eq!(enterprises("2025-03-04").await, (2, 2, 2));
    let found = ListTenanciesRequest {
        filter: format!("uscc=\"{}\"", CODES[2]),
        ..ListTenanciesRequest::default()
    };
    let found = call!(world, &county_stb(), list_tenancies, found).unwrap();
    assert_eq!(found.tenancies.len(), 1);
    assert_eq!(
        world.events_of(&team.name).await,
        ["TenancyApplied", "TenantAdmitted", "TenantRegistered"]
    );
}

#[tokio::test]
async fn the_city_names_its_chains_and_tenants_are_mapped_to_one() {
    let world = World::on(World::CALM).await;
    let (carrier, tenancy) = housed(&world).await;
    let food = |active, etag: &str| SetChainRequest {
        chain: Some(Chain {
            name: "chains/FOOD".to_owned(),
            etag: etag.to_owned(),
            title_zh: "食品".to_owned(),
            title_en: "food".to_owned(),
            source: "科技创新行动方案".to_owned(),
            active,
        }),
        request_id: id(),
    };
    let refused = call!(world, &county_stb(), set_chain, food(true, "")).unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let chain = call!(world, &city_stb(), set_chain, food(true, "")).unwrap();
    let listed = call!(
        world,
        &applicant(),
        list_chains,
        ListChainsRequest::default()
    )
    .unwrap();
    assert_eq!(listed.chains, std::slice::from_ref(&chain));
    let map = |chain: &str| MapTenantToChainRequest {
        name: tenancy.name.clone(),
        request_id: id(),
        chain: chain.to_owned(),
        ..MapTenantToChainRequest::default()
    };
    let mapped = call!(
        world,
        &county_stb(),
        map_tenant_to_chain,
        map("chains/FOOD")
    )
    .unwrap();
    assert_eq!(mapped.profile.unwrap().chain, "chains/FOOD");
    let counts = GetCarrierCountsRequest {
        carrier: carrier.name,
        ..GetCarrierCountsRequest::default()
    };
    let counts = call!(world, &operator(), get_carrier_counts, counts).unwrap();
    assert_eq!(
        (counts.mapped_to_chains, counts.chain_relevance_bp),
        (1, 10_000)
    );
    let stale = call!(world, &city_stb(), set_chain, food(false, "v9")).unwrap_err();
    assert_eq!(reason(&stale), "STALE_ETAG");
    call!(world, &city_stb(), set_chain, food(false, &chain.etag)).unwrap();
    let ended = call!(
        world,
        &county_stb(),
        map_tenant_to_chain,
        map("chains/FOOD")
    )
    .unwrap_err();
    assert_eq!(reason(&ended), "CHAIN_UNKNOWN");
}
