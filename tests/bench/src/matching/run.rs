//! The run as people have it: 10,000 needs and as many achievements stand in Postgres, `RunMatching` starts it, and it has ended when
//! the service says so: read, compared, and every list written with its audit and event, by the service's own program. Against the
//! same needs with a tenth of the achievements: there are ten times the pairs, and memory must not follow them. Each turn has a
//! program of its own, so that its peak is this run's. The lists are those of the index in memory, or nothing is told.
use std::time::Instant;

use anyhow::{Context, ensure};
use chrono::Utc;
use kezhuan_auth::DevelopmentIssuer;
use kezhuan_events::domain::submission::{Kind, State, Submission, SubmissionForm};
use kezhuan_protocol::events::v1::{Event, matching};
use kezhuan_servers::Nats;
use sqlx::PgConnection;
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::{Item, SAMPLE, SECONDS_MAX, indexed};
use crate::idle_rss::close;
use crate::registration_rush::people::Organiser;
use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::{Ground, runtime};

const SERVICE: &str = kezhuan_events::NAME;
const WHOLE: &str = "all achievements";
const TENTH: &str = "a tenth of the achievements";
/// What a list keeps (`parameters.matching.kept`).
const KEPT: usize = 20;
/// Peak memory ÷ that with a tenth of the achievements.
const PEAK_GOAL: f64 = 2.0;
/// Rows of one statement.
const CHUNK: usize = 2_000;

/// What one run took.
struct Turn {
    seconds: f64,
    megabytes: f64,
}

/// An event, and the ids of its achievements by their place.
struct Hall {
    event: Event,
    needs: Vec<Uuid>,
    achievements: Vec<Uuid>,
}

/// The rows.
pub fn compare(needs: &[Item], offers: &[Item]) -> anyhow::Result<Vec<Row>> {
    let runtime = runtime()?;
    let few = offers.get(..offers.len() / 10).context("achievements")?;
    let opened = runtime.block_on(opened(needs, [offers, few]));
    let (ground, nats, issuer, [whole, tenth]) = opened?;
    let at = (&ground, &nats, &issuer);
    let turn = |hall: &Hall, offers: &[Item]| {
        let expected = indexed(&needs[..SAMPLE], offers);
        run_once(&runtime, at, hall, &expected)
    };
    let sides = vec![
        Side::new(WHOLE, || turn(&whole, offers)),
        Side::new(TENTH, || turn(&tenth, few)),
    ];
    let measured = alternate("match_run", ROUNDS, sides)?;
    close(&runtime, ground, nats);
    let megabytes = |turn: &Turn| turn.megabytes;
    let seconds = measured.median(WHOLE, |turn| turn.seconds);
    let peak = measured.median(WHOLE, megabytes);
    Ok(vec![
        Row::new("match_run", seconds, "s", ROUNDS).value_at_most(SECONDS_MAX),
        Row::new("match_run_peak", peak, "MB", ROUNDS)
            .against(TENTH, measured.ratio(WHOLE, TENTH, megabytes))
            .ratio_at_most(PEAK_GOAL),
    ])
}

/// Everything that stays: two events, with the same needs and more or fewer achievements.
async fn opened(
    needs: &[Item],
    offers: [&[Item]; 2],
) -> anyhow::Result<(Ground, Nats, DevelopmentIssuer, [Hall; 2])> {
    let ground = Ground::prepare().await?;
    let nats = ground.nats(false).await?;
    let keys = ground.suite_folder().join("keys");
    std::fs::create_dir_all(&keys)?;
    let issuer = DevelopmentIssuer::create_or_load(&keys)?;
    let (program, address) = ground.service(SERVICE, &nats).await?;
    let organiser = Organiser::connect(&address, &issuer).await?;
    let mut events = ground.admin(SERVICE).await?;
    let [whole, tenth] = offers;
    let whole = filled(&organiser, &mut events, needs, whole).await?;
    let tenth = filled(&organiser, &mut events, needs, tenth).await?;
    program.stop()?;
    sqlx::query("ANALYZE submission")
        .execute(&mut events)
        .await?;
    Ok((ground, nats, issuer, [whole, tenth]))
}

async fn filled(
    organiser: &Organiser,
    events: &mut PgConnection,
    needs: &[Item],
    offers: &[Item],
) -> anyhow::Result<Hall> {
    let event = organiser.opened(1).await?;
    let id: Uuid = event.name.trim_start_matches("events/").parse()?;
    let needs = submitted(events, id, (Kind::Need, needs)).await?;
    let achievements = submitted(events, id, (Kind::Achievement, offers)).await?;
    Ok(Hall {
        event,
        needs,
        achievements,
    })
}

/// Submits all of them to an event behind the service's back; their ids, which follow one another.
async fn submitted(
    events: &mut PgConnection,
    event: Uuid,
    (kind, items): (Kind, &[Item]),
) -> anyhow::Result<Vec<Uuid>> {
    let mut ids = Vec::with_capacity(items.len());
    let mut next = Uuid::now_v7().as_u128();
    for chunk in items.chunks(CHUNK) {
        let mut bodies = Vec::with_capacity(chunk.len());
        for item in chunk {
            next += 1;
            let id = Uuid::from_u128(next);
            ids.push(id);
            let body = submission((id, event), kind, item);
            bodies.push(serde_json::to_string(&body)?);
        }
        sqlx::query(
            "INSERT INTO submission (id, tenant, kind, number, version, event_sequence, state, event_id, organisation, chain,
                                     body, create_time, update_time)
             SELECT (one.body->>'id')::uuid, event.tenant, $2, one.body->>'number', 1, 1, $3, event.id,
                    one.body->>'organisation', one.body->'form'->>'chain', one.body, now(), now()
               FROM event, (SELECT written::jsonb AS body FROM unnest($1::text[]) AS written) AS one
              WHERE event.id = $4",
        )
        .bind(bodies)
        .bind(kind.as_str())
        .bind(State::Submitted.as_str())
        .bind(event)
        .execute(&mut *events)
        .await?;
    }
    Ok(ids)
}

fn submission((id, event): (Uuid, Uuid), kind: Kind, item: &Item) -> Submission {
    Submission {
        id,
        kind,
        number: format!("BENCH-{id}"),
        event,
        organisation: item.organisation.clone(),
        is_college: false,
        form: SubmissionForm {
            organisation_name: item.organisation.clone(),
            division: Some("440703".to_owned()),
            title: "动力电池正极材料回收与再生".to_owned(),
            summary: "废旧动力电池正极材料的回收、修复与再生。".repeat(20),
            chain: Some(item.chain.clone()),
            cluster: Some(item.cluster.clone()),
            keywords: Vec::new(),
            level: item.level,
            amount_fen: Some(item.amount_fen),
        },
        words: item.words.clone(),
        state: State::Submitted,
        submitted_by: "bench".to_owned(),
        submitted_on: Utc::now().date_naive(),
        version: 1,
    }
}

fn run_once(
    runtime: &Runtime,
    (ground, nats, issuer): (&Ground, &Nats, &DevelopmentIssuer),
    hall: &Hall,
    expected: &[Vec<(usize, i64)>],
) -> anyhow::Result<Turn> {
    runtime.block_on(async {
        let (program, address) = ground.service(SERVICE, nats).await?;
        let organiser = Organiser::connect(&address, issuer).await?;
        let began = Instant::now();
        let run = organiser.matched(&hall.event).await?;
        let seconds = began.elapsed().as_secs_f64();
        let megabytes = program.peak_bytes()? as f64 / 1e6;
        ensure!(run.state() == matching::State::Done, "{run:?} is not done");
        let tally = run.tally.context("a tally")?;
        ensure!(
            usize::try_from(tally.needs)? == hall.needs.len(),
            "lists of {} needs",
            tally.needs
        );
        program.stop()?;
        let mut events = ground.admin(SERVICE).await?;
        let id: Uuid = run.name.trim_start_matches("matchings/").parse()?;
        as_the_index(&mut events, id, hall, expected).await?;
        // The disk need not hold what ten runs found.
        sqlx::query("TRUNCATE matching_list")
            .execute(&mut events)
            .await?;
        Ok(Turn { seconds, megabytes })
    })
}

/// Holds that the first needs have the lists that the index in memory finds.
async fn as_the_index(
    events: &mut PgConnection,
    run: Uuid,
    hall: &Hall,
    expected: &[Vec<(usize, i64)>],
) -> anyhow::Result<()> {
    for (need, expected) in hall.needs.iter().zip(expected) {
        let found: Vec<(Uuid, i64)> = sqlx::query_as(
            "SELECT (one.found->>'achievement')::uuid,
                    (SELECT sum(part.value::bigint)::bigint FROM jsonb_each_text(one.found->'points') AS part)
               FROM matching_list AS list,
                    LATERAL jsonb_array_elements(list.body->'matches') WITH ORDINALITY AS one (found, place)
              WHERE list.matching_id = $1 AND list.need_id = $2 ORDER BY one.place",
        )
        .bind(run)
        .bind(need)
        .fetch_all(&mut *events)
        .await?;
        let best = expected.iter().take(KEPT);
        let best = best.map(|(place, score)| (hall.achievements[*place], *score));
        ensure!(
            found == best.collect::<Vec<(Uuid, i64)>>(),
            "the run's list of {need} is not the index's"
        );
    }
    Ok(())
}
