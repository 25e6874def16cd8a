//! Carriers, tenants and leases put in behind the service's back, as its own steps would have left them.
use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_incubation::domain::actor::{Actor, Role};
use kezhuan_incubation::domain::carrier::{
    self, Carrier, Grade, Kind, NewCarrier, Profile, Regime, Status,
};
use kezhuan_incubation::domain::lease::{self, Lease, Side, Signature};
use kezhuan_incubation::domain::tenancy::{
    self, Declared, Field, Founder, NewTenancy, Tenancy, TenantKind,
};
use kezhuan_incubation::domain::unit::Unit;
use kezhuan_incubation::store::{carriers, leases, tenancies};
use kezhuan_incubation::{Error, NAME};
use kezhuan_law::Fen;
use sqlx::types::Json;
use uuid::Uuid;

use crate::world::World;

pub const COUNTY: &str = "440703";
pub const OPERATOR: &str = "park-1";
pub const TENANT: &str = "enterprise-1";
const USCC: &str = "91440703MA50000A8K";

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn operator() -> Actor {
    Actor::person("chen", OPERATOR, "", [Role::CarrierOp])
}

/// A carrier of `operator` that holds a grade since a day.
pub async fn accredited(world: &World, grade: Grade, since: &str) -> Uuid {
    let new = NewCarrier {
        id: Uuid::now_v7(),
        number: format!("KZ-INC-2025-{COUNTY}-{}", Uuid::now_v7().simple()),
        profile: Profile {
            name: "蓬江科创园".to_owned(),
            kind: Kind::Incubator,
            division: COUNTY.to_owned(),
            address: "江门市蓬江区".to_owned(),
            legal_person: true,
            opened_on: date("2020-01-02"),
            field: None,
            leader: None,
            joint_hk_macao: false,
            area_c: 1_000_000,
            tenant_area_c: 750_000,
        },
        authority: String::new(),
    };
    let draft = carrier::draft(new, &operator(), date(since)).unwrap();
    let mut body = draft.clone();
    body.state = carrier::State::Accredited;
    body.version += 1;
    body.statuses = vec![Status {
        grade,
        regime: Regime::Local,
        since: date(since),
        until: None,
        document: "D-1".to_owned(),
        attachment: String::new(),
        decided_by: "wu".to_owned(),
    }];
    put_carrier(world, draft, body.clone()).await;
    body.id
}

async fn put_carrier(world: &World, draft: Carrier, body: Carrier) {
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let itself = Caller::service(NAME, COUNTY);
    let written = database.write_as(&itself, move |write| {
        let (draft, body) = (draft.clone(), body.clone());
        Box::pin(async move {
            let before = carriers::insert(write, draft).await?;
            carriers::save(write, &before, body, "CarrierAccredited").await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
}

/// An enterprise that incubates in a carrier since a day; `change`: what else became of it.
pub async fn tenant(
    world: &World,
    carrier: Uuid,
    entry_on: &str,
    change: impl FnOnce(&mut Tenancy),
) -> Uuid {
    let new = NewTenancy {
        id: Uuid::now_v7(),
        number: format!("KZ-INT-2025-{COUNTY}-{}", Uuid::now_v7().simple()),
        carrier,
        operator: OPERATOR.to_owned(),
        division: COUNTY.to_owned(),
        is_remote: false,
        kind: TenantKind::Enterprise,
        name: "激光科技有限公司".to_owned(),
        uscc: USCC.to_owned(),
        organisation: TENANT.to_owned(),
        founded_on: Some(date("2024-06-03")),
        entry_on: date(entry_on),
        field: Field::Laser,
        founder: Founder::Student,
        staff: 12,
        is_overseas_chinese: false,
        source_region: String::new(),
        declared: Declared {
            registered_here: true,
            office_here: true,
            tech_sme: true,
            high_tech: false,
        },
        chain: None,
    };
    let terms = tenancy::Terms::default();
    let applied = tenancy::apply(new, &operator(), date(entry_on), &terms).unwrap();
    let mut body = applied.clone();
    body.state = tenancy::State::Incubating;
    body.version += 1;
    body.until = Some(date("2028-12-31"));
    body.latest_exit = body.until;
    change(&mut body);
    let id = body.id;
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let itself = Caller::service(NAME, COUNTY);
    let written = database.write_as(&itself, move |write| {
        let (applied, body) = (applied.clone(), body.clone());
        Box::pin(async move {
            let before = tenancies::insert(write, COUNTY, applied, OPERATOR).await?;
            tenancies::save(write, &before, body, "TenantAdmitted").await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    id
}

/// What a tenant rents, and for how much.
pub struct Rents {
    pub carrier: Uuid,
    pub tenancy: Uuid,
    /// In 0.01 m².
    pub area_c: i64,
    /// Fen per square metre and month.
    pub rent: i64,
    pub free_months: u32,
}

/// A lease of the whole year 2025 that both sides have signed.
pub async fn lease(world: &World, rents: Rents) -> String {
    let unit = unit(world, rents.carrier).await;
    let signature = |side, by: &str| {
        Some(Signature {
            side,
            by: by.to_owned(),
            signed_on: date("2024-12-20"),
        })
    };
    let body = Lease {
        id: Uuid::now_v7(),
        number: format!("KZ-INL-2025-{COUNTY}-{}", Uuid::now_v7().simple()),
        carrier: rents.carrier,
        operator: OPERATOR.to_owned(),
        unit,
        unit_code: unit.to_string(),
        area_c: rents.area_c,
        tenancy: rents.tenancy,
        tenant: TENANT.to_owned(),
        tenant_name: "激光科技有限公司".to_owned(),
        rent: Fen(rents.rent),
        free_months: rents.free_months,
        deposit: Fen::ZERO,
        starts_on: date("2025-01-01"),
        ends_on: date("2025-12-31"),
        state: lease::State::Active,
        version: 4,
        offered_by: "chen".to_owned(),
        offered_on: date("2024-12-19"),
        first_signature: signature(Side::Operator, "chen"),
        second_signature: signature(Side::Tenant, "guo"),
        termination: None,
    };
    let name = format!("leases/{}", body.id);
    let database = world.database.open_with(world.clock.clone()).unwrap();
    let itself = Caller::service(NAME, COUNTY);
    let written = database.write_as(&itself, move |write| {
        let body = body.clone();
        Box::pin(async move {
            leases::insert(write, COUNTY, body).await?;
            Ok::<_, Error>(())
        })
    });
    written.await.unwrap();
    name
}

async fn unit(world: &World, carrier: Uuid) -> Uuid {
    let id = Uuid::now_v7();
    let unit = Unit {
        id,
        carrier,
        operator: OPERATOR.to_owned(),
        code: id.to_string(),
        floor: "3".to_owned(),
        area_c: 100_000,
        version: 1,
        added_on: date("2025-01-01"),
        added_by: "chen".to_owned(),
        retired_on: None,
    };
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO unit (id, tenant, version, event_sequence, state, carrier_id, happened_on, body, create_time, update_time)
         VALUES ($1, $2, 1, 1, 'RECORDED', $3, $4, $5, now(), now())",
    )
    .bind(id)
    .bind(COUNTY)
    .bind(carrier)
    .bind(unit.added_on)
    .bind(Json(unit))
    .execute(&mut admin)
    .await
    .unwrap();
    id
}
