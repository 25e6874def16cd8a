//! Start-ups and what their carrier does with them, step by step, each with what a test leaves unsaid.
use kezhuan_protocol::incubation::v1::tenancy::{Field, Founder, Kind, Profile};
use kezhuan_protocol::incubation::v1::*;
use tonic::Status;

use crate::carriers::entered;
use crate::step;
use crate::world::*;

/// Credit codes whose check characters hold.
pub const CODES: [&str; 3] = [
    "91440703MA50000A8K",
    "91440703MA5TENT01M",
    "91440703MA5TENT02Q",
];

/// A year old, and all that the nation asks of a tenant; it moves in on a calm day.
pub fn start_up() -> Profile {
    Profile {
        kind: Kind::Enterprise.into(),
        name: "江门示例科技有限公司".to_owned(),
        uscc: CODES[0].to_owned(),
        organisation: "enterprise-1".to_owned(),
        founded_on: "2024-03-01".to_owned(),
        entry_on: World::CALM.to_owned(),
        field: Field::Software.into(),
        founder: Founder::Student.into(),
        staff: 12,
        registered_here: true,
        office_here: true,
        tech_sme: true,
        ..Profile::default()
    }
}

/// Another enterprise.
pub fn other_start_up() -> Profile {
    Profile {
        name: "江门另一科技有限公司".to_owned(),
        uscc: CODES[1].to_owned(),
        organisation: "enterprise-2".to_owned(),
        ..start_up()
    }
}

pub fn application(carrier: &Carrier, profile: Profile) -> ApplyForTenancyRequest {
    ApplyForTenancyRequest {
        carrier: carrier.name.clone(),
        tenancy: Some(profile),
        request_id: id(),
    }
}

pub async fn applied(world: &World, carrier: &Carrier, profile: Profile) -> Tenancy {
    let asked = application(carrier, profile);
    call!(world, &operator(), apply_for_tenancy, asked).unwrap()
}

pub async fn admit(world: &World, tenancy: &Tenancy, until: &str) -> Result<Tenancy, Status> {
    step!(
        world,
        operator(),
        tenancy,
        admit_tenant,
        AdmitTenantRequest {
            until: until.to_owned()
        }
    )
}

pub async fn admitted(world: &World, carrier: &Carrier, profile: Profile) -> Tenancy {
    let tenancy = applied(world, carrier, profile).await;
    let tenancy = admit(world, &tenancy, "").await.unwrap();
    assert_eq!(tenancy.state(), tenancy::State::Incubating);
    tenancy
}

/// A carrier and its one tenant.
pub async fn housed(world: &World) -> (Carrier, Tenancy) {
    let carrier = entered(world).await;
    let tenancy = admitted(world, &carrier, start_up()).await;
    (carrier, tenancy)
}

pub async fn seen(world: &World, person: &Person, name: &str) -> Result<Tenancy, Status> {
    let get = GetTenancyRequest {
        name: name.to_owned(),
    };
    call!(world, person, get_tenancy, get)
}

/// A high-tech enterprise since last year.
pub fn high_tech(year: i32) -> TenantYear {
    TenantYear {
        year,
        revenue_fen: 100_000_000,
        high_tech_on: format!("{year}-11-20"),
        source: "RETURN".to_owned(),
        ..TenantYear::default()
    }
}

pub async fn recorded(world: &World, tenancy: &Tenancy, figures: TenantYear) -> Tenancy {
    step!(
        world,
        operator(),
        tenancy,
        record_tenant_year,
        RecordTenantYearRequest {
            figures: Some(figures)
        }
    )
    .unwrap()
}

pub async fn unit(world: &World, carrier: &Carrier, code: &str, area_c: i64) -> Unit {
    let request = CreateUnitRequest {
        carrier: carrier.name.clone(),
        code: code.to_owned(),
        floor: "3".to_owned(),
        area_c,
        request_id: id(),
    };
    call!(world, &operator(), create_unit, request).unwrap()
}

/// A year from April on, unless it says otherwise.
pub fn terms() -> lease::Terms {
    lease::Terms {
        rent_fen: 2_500,
        free_months: 3,
        deposit_fen: 100_000,
        starts_on: "2025-04-01".to_owned(),
        ends_on: "2026-03-31".to_owned(),
    }
}

pub async fn offered(world: &World, unit: &Unit, tenancy: &Tenancy, terms: lease::Terms) -> Lease {
    let request = OfferLeaseRequest {
        unit: unit.name.clone(),
        tenancy: tenancy.name.clone(),
        lease: Some(terms),
        request_id: id(),
    };
    call!(world, &operator(), offer_lease, request).unwrap()
}

pub async fn sign(world: &World, person: &Person, lease: &Lease) -> Result<Lease, Status> {
    let request = SignLeaseRequest {
        name: lease.name.clone(),
        etag: lease.etag.clone(),
        request_id: id(),
    };
    call!(world, person, sign_lease, request)
}
