//! What people are shown of the facts that are kept.
use kezhuan_protocol::rules::v1::{ListFactReservationsRequest, ListFactReservationsResponse};

use super::*;

/// What somebody of a tenant is shown.
async fn page(
    world: &World,
    (tenant, role): (&str, &str),
    request: ListFactReservationsRequest,
) -> ListFactReservationsResponse {
    let request = world.ask_in("reader", tenant, &[role], request);
    let answer = world.client.clone().list_fact_reservations(request).await;
    answer.unwrap().into_inner()
}

#[tokio::test]
async fn people_list_what_is_kept_and_paid_by_tenant_fact_and_state() {
    let world = world().await;
    let first = kept(&world).await;
    let second = key(CONTRACTS, COUNTY, "contracts/2", "claims/2");
    reserve(&world, CONTRACTS, second.clone(), 0).await.unwrap();
    let second = confirm(&world, CONTRACTS, second).await.unwrap();
    let elsewhere = key(FINANCING, NEIGHBOUR, "contracts/1", "loans/1");
    let elsewhere = reserve(&world, FINANCING, elsewhere, 60).await.unwrap();

    let wanted = ListFactReservationsRequest::default;
    let office = (COUNTY, "county_stb");
    let all = page(&world, office, wanted()).await;
    assert_eq!(all.reservations, [second.clone(), first.clone()]);
    assert_eq!(all.next_page_token, "");
    let mut paged = ListFactReservationsRequest {
        page_size: 1,
        ..wanted()
    };
    let newest = page(&world, office, paged.clone()).await;
    assert_eq!(newest.reservations, std::slice::from_ref(&second));
    paged.page_token = newest.next_page_token;
    let rest = page(&world, office, paged).await;
    assert_eq!(
        (rest.reservations, rest.next_page_token.as_str()),
        (vec![first.clone()], "")
    );
    for (state, expected) in [
        (State::Paid, vec![second]),
        (State::Reserved, vec![first.clone()]),
        (State::Released, vec![]),
    ] {
        let only = ListFactReservationsRequest {
            state: state.into(),
            ..wanted()
        };
        assert_eq!(page(&world, office, only).await.reservations, expected);
    }
    let unknown = ListFactReservationsRequest {
        state: 9,
        ..wanted()
    };
    let unknown = world.ask_in("reader", COUNTY, &["county_stb"], unknown);
    let answer = world.client.clone().list_fact_reservations(unknown).await;
    refused(answer, Code::InvalidArgument, "FIELD_INVALID");

    // The city sees both counties' of one fact; who writes rules sees no case, and so none of this.
    let fact = ListFactReservationsRequest {
        fact: "contracts/1".to_owned(),
        ..wanted()
    };
    let city = page(&world, ("440700", "city_stb"), fact.clone()).await;
    assert_eq!(city.reservations, [elsewhere.clone(), first]);
    let neighbours = ListFactReservationsRequest {
        tenant: NEIGHBOUR.to_owned(),
        ..fact.clone()
    };
    let city = page(&world, ("440700", "auditor"), neighbours.clone()).await;
    assert_eq!(city.reservations, [elsewhere]);
    for (who, request) in [(office, neighbours), ((COUNTY, "rule_author"), fact)] {
        assert_eq!(page(&world, who, request).await.reservations, []);
    }
    world.stop().await;
}
