//! `kezhuan database restored`: after databases were brought back to an earlier point, tells what the streams still hold of the
//! time after it, and brings streams and inboxes in step with what the databases know.
mod streams;
mod told_file;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, ensure};
use chrono::{Datelike, NaiveDate};
use clap::builder::PossibleValuesParser;
use kezhuan_bus::restored::{Told, forget_stream, read_again, told_since};
use kezhuan_bus::{Bus, BusConfig};
use kezhuan_database::prepare::place;
use kezhuan_database::restored::{Loss, newest_event, reach, set_back, unknown, visitors};
use kezhuan_database::{Database, DatabaseConfig, seal};
use uuid::Uuid;

use crate::command::service_url;
use crate::suite::SERVICES;

/// Clocks of Postgres and NATS may differ; an event that is looked at in vain costs nothing.
const CLOCKS_APART: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// What it takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Postgres as an admin; each service has its database there
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    server: String,
    /// A service whose database is on a server of its own; may be given several times
    #[arg(long = "at", value_name = "SERVICE=URL")]
    elsewhere: Vec<String>,
    /// NATS with the services' streams
    #[arg(long, value_name = "URL", env = "NATS_URL", hide_env_values = true)]
    nats: String,
    /// What the services' `bus.namespace` says, which is the chart's
    #[arg(long, default_value = "")]
    namespace: String,
    /// Take a stream that is not there for an empty one: NATS was lost, or a run with --apply has deleted it already
    ///
    /// Without it a missing stream is refused: with another NATS or namespace than the services' own nothing would be found,
    /// and what they told would be forgotten in silence.
    #[arg(long)]
    without_streams: bool,
    /// New file for what the databases have forgotten, one JSON object a line
    #[arg(long, value_name = "FILE")]
    told: PathBuf,
    /// Numbers per series and year that are left out, more than can have been given since the point
    #[arg(long, default_value_t = 1_000)]
    skip_numbers: i64,
    /// Change streams, inboxes, what others keep, and numbers; without it they are only looked at
    #[arg(long)]
    apply: bool,
    /// The services whose databases were brought back
    #[arg(required = true,
          value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
    services: Vec<String>,
}

/// What a service's database has forgotten.
struct Forgotten {
    service: &'static str,
    events: Vec<Told>,
    /// Heads of its log, by who keeps them.
    heads: Vec<(&'static str, i64)>,
}

type Databases = BTreeMap<&'static str, Database>;

/// Does it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let databases = databases(&arguments)?;
    for (service, database) in &databases {
        let visitors = visitors(database)
            .await
            .with_context(|| format!("the database of {service}"))?;
        ensure!(
            visitors == 0,
            "{service} 仍有 {visitors} 个连接：请先停止所有服务 · {service} still has {visitors} connections: stop every service first"
        );
    }
    let bus = Bus::connect(&BusConfig {
        namespace: arguments.namespace.clone(),
        ..BusConfig::new(arguments.nats.clone())
    })
    .await?;
    bus.reached().await?;
    let restored: Vec<&'static str> = SERVICES
        .iter()
        .map(|service| service.name)
        .filter(|name| arguments.services.iter().any(|given| given == name))
        .collect();
    let missing = streams::missing(&bus, &restored).await?;
    if !arguments.without_streams {
        streams::expect_none(&missing, &arguments.namespace, &bus.servers())?;
    }

    let mut all = Vec::new();
    for &service in &restored {
        all.push(forgotten(&bus, &databases, service).await?);
    }
    told_file::write(&arguments.told, &all)?;
    for one in &all {
        println!(
            "{}: {} events and {} kept tree heads are of after the point · 恢复点之后的事件 {} 条、他处所存树头 {} 个",
            one.service,
            one.events.len(),
            one.heads.len(),
            one.events.len(),
            one.heads.len()
        );
    }
    let (mut places, mut consumers) = (0, 0);
    if arguments.apply {
        for one in &all {
            places += in_step(&databases, one, arguments.skip_numbers).await?;
        }
        // The streams at last: a run that broke off before still finds in them what is to be told.
        for one in &all {
            for source in SERVICES {
                if !restored.contains(&source.name) {
                    consumers += read_again(&bus, one.service, source.name).await?;
                }
            }
            forget_stream(&bus, one.service).await?;
        }
    }
    let events: usize = all.iter().map(|one| one.events.len()).sum();
    let heads: usize = all.iter().map(|one| one.heads.len()).sum();
    println!(
        "restored: events={events} heads={heads} set_back={places} read_again={consumers} applied={}",
        arguments.apply
    );
    Ok(())
}

fn databases(arguments: &Arguments) -> anyhow::Result<Databases> {
    let mut elsewhere = BTreeMap::new();
    for given in &arguments.elsewhere {
        let (service, url) = service_url::read("--at", given)?;
        elsewhere.insert(service, url);
    }
    let open = |service: &'static str| {
        let server = elsewhere.get(service).copied();
        let url = place(server.unwrap_or(&arguments.server), service)?.admin_url;
        let config = DatabaseConfig::new(url.clone(), url);
        anyhow::Ok((service, Database::connect_lazy(&config, service)?))
    };
    SERVICES.iter().map(|service| open(service.name)).collect()
}

async fn forgotten(
    bus: &Bus,
    databases: &Databases,
    service: &'static str,
) -> anyhow::Result<Forgotten> {
    let database = databases
        .get(service)
        .with_context(|| format!("no database of {service}"))?;
    let newest = newest_event(database).await?;
    let told = told_since(bus, service, newest.map(|newest| newest - CLOCKS_APART)).await?;
    // Without a stream only where that was asked for.
    let told = told.unwrap_or_default();
    let ids: Vec<Uuid> = told.iter().map(|told| told.event_id).collect();
    let unknown: BTreeSet<Uuid> = unknown(database, &ids).await?.into_iter().collect();
    let events = told
        .into_iter()
        .filter(|told| unknown.contains(&told.event_id))
        .collect();
    let mut heads = Vec::new();
    for (keeper, other) in databases.iter().filter(|(keeper, _)| **keeper != service) {
        let kept = seal::kept_heads(other, service).await?;
        let numbers = seal::forgotten(database, &kept).await?;
        heads.extend(numbers.into_iter().map(|number| (*keeper, number)));
    }
    Ok(Forgotten {
        service,
        events,
        heads,
    })
}

/// Sets everybody who heard what is forgotten back to what is known; answers how many places.
async fn in_step(databases: &Databases, one: &Forgotten, skip_numbers: i64) -> anyhow::Result<u64> {
    let database = databases
        .get(one.service)
        .with_context(|| format!("no database of {}", one.service))?;
    kezhuan_numbers::skip(database, skip_numbers, year(database, one)).await?;
    let aggregates: BTreeSet<(String, Uuid)> = one
        .events
        .iter()
        .map(|told| (told.aggregate.clone(), told.aggregate_id))
        .collect();
    let aggregates: Vec<_> = aggregates.into_iter().collect();
    let loss = Loss {
        source: one.service,
        reach: reach(database, &aggregates).await?,
        events: one.events.iter().map(|told| told.event_id).collect(),
    };
    let mut places = 0;
    for service in SERVICES {
        let listener = databases
            .get(service.name)
            .with_context(|| format!("no database of {}", service.name))?;
        let set_back = set_back(listener, &loss, service.guarded).await;
        places += set_back.with_context(|| format!("the inbox of {}", service.name))?;
    }
    Ok(places)
}

/// The latest legal year in which numbers can have been given.
fn year(database: &Database, one: &Forgotten) -> i32 {
    let days = one.events.iter();
    let days = days.filter_map(|told| told.legal_date.parse::<NaiveDate>().ok());
    days.map(|day| day.year())
        .fold(database.clock().today().year(), i32::max)
}
