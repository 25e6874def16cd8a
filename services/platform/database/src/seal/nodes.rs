//! Table `log_node`: hashes of whole subtrees. They save reading leaves and promise nothing: what a proof
//! is worth, the signed root says.
use std::collections::{BTreeSet, HashMap};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::PgConnection;

use super::frontier::{Hash, of_leaf};
use super::path::{Path, STEP, root_of_whole};
use crate::Error;

/// Nodes of one level that one batch adds: an old log gets its nodes in small portions.
const KEPT_AT_ONCE_MAX: u64 = 64;

/// Adds nodes that the first `size` leaves complete, a bounded number of each level.
pub(super) async fn keep(connection: &mut PgConnection, size: u64) -> Result<(), Error> {
    let (mut level, mut below) = (STEP, size);
    while below >> STEP > 0 {
        let kept: i64 =
            sqlx::query_scalar("SELECT coalesce(max(place) + 1, 0) FROM log_node WHERE level = $1")
                .bind(smallint(level))
                .fetch_one(&mut *connection)
                .await?;
        let kept = u64::try_from(kept).unwrap_or_default();
        let until = (below >> STEP).min(kept + KEPT_AT_ONCE_MAX);
        for place in kept..until {
            let hash = computed(connection, level, place).await?;
            insert(connection, level, place, &hash).await?;
        }
        (level, below) = (level + STEP, until.max(kept));
    }
    Ok(())
}

/// The inclusion proof of leaf `index` in the tree of the first `size` leaves.
pub(super) async fn proof(
    connection: &mut PgConnection,
    index: u64,
    size: u64,
) -> Result<Vec<u8>, Error> {
    let path = Path::new(index, size).ok_or(Error::LogBroken(index))?;
    let mut known: HashMap<(u32, u64), Hash> = HashMap::new();
    for (level, places) in path.wanted() {
        let hashes = hashes(connection, level, places).await?;
        known.extend(
            hashes
                .into_iter()
                .map(|(place, hash)| ((level, place), hash)),
        );
    }
    path.proof(|level, place| known.get(&(level, place)).copied())
        .ok_or(Error::LogBroken(index))
}

/// The hashes at `places` of a level: the leaves', the kept ones, or computed from the level below.
async fn hashes(
    connection: &mut PgConnection,
    level: u32,
    places: BTreeSet<u64>,
) -> Result<HashMap<u64, Hash>, Error> {
    let mut found = match level {
        0 => leaves(connection, &places).await?,
        _ => kept(connection, level, &places).await?,
    };
    for place in places {
        if found.contains_key(&place) {
            continue;
        }
        if level == 0 {
            return Err(Error::LogBroken(place));
        }
        let hash = computed(connection, level, place).await?;
        found.insert(place, hash);
    }
    Ok(found)
}

/// One subtree's hash from the level below; holds 256 hashes of each level, however high it stands.
fn computed(
    connection: &mut PgConnection,
    level: u32,
    place: u64,
) -> BoxFuture<'_, Result<Hash, Error>> {
    async move {
        let children: BTreeSet<u64> = (place << STEP..(place + 1) << STEP).collect();
        let mut hashes = hashes(connection, level - STEP, children.clone()).await?;
        let ordered = children.iter().filter_map(|child| hashes.remove(child));
        root_of_whole(ordered.collect()).ok_or(Error::LogBroken(place << level))
    }
    .boxed()
}

async fn leaves(
    connection: &mut PgConnection,
    places: &BTreeSet<u64>,
) -> Result<HashMap<u64, Hash>, Error> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT leaf_index, digest FROM leaf WHERE leaf_index = ANY ($1)")
            .bind(bigints(places))
            .fetch_all(connection)
            .await?;
    let hashed = rows
        .into_iter()
        .map(|(index, digest)| (unsigned(index), of_leaf(&digest)));
    Ok(hashed.collect())
}

async fn kept(
    connection: &mut PgConnection,
    level: u32,
    places: &BTreeSet<u64>,
) -> Result<HashMap<u64, Hash>, Error> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT place, hash FROM log_node WHERE level = $1 AND place = ANY ($2)")
            .bind(smallint(level))
            .bind(bigints(places))
            .fetch_all(connection)
            .await?;
    let whole = |(place, hash): (i64, Vec<u8>)| Some((unsigned(place), hash.try_into().ok()?));
    Ok(rows.into_iter().filter_map(whole).collect())
}

async fn insert(
    connection: &mut PgConnection,
    level: u32,
    place: u64,
    hash: &Hash,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO log_node (level, place, hash) VALUES ($1, $2, $3)")
        .bind(smallint(level))
        .bind(i64::try_from(place).unwrap_or(i64::MAX))
        .bind(hash.as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

fn smallint(level: u32) -> i16 {
    i16::try_from(level).unwrap_or(i16::MAX)
}

fn unsigned(place: i64) -> u64 {
    u64::try_from(place).unwrap_or(u64::MAX)
}

fn bigints(places: &BTreeSet<u64>) -> Vec<i64> {
    places
        .iter()
        .map(|place| i64::try_from(*place).unwrap_or(i64::MAX))
        .collect()
}
