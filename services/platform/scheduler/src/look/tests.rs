//! Timers over a list in memory: what a look tries, how often, and in which order.
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use super::{Look, ROWS_MAX};
use crate::kept::Looked;
use crate::timer::Timer;
use crate::{Due, Page, Taken, Untaken, Why};

#[derive(Debug, Clone, Copy)]
struct Trouble(Why);

impl Untaken for Trouble {
    fn why(&self) -> Why {
        self.0
    }
}

/// Rows as (due day, id), and those that were tried, in their order.
#[derive(Default)]
struct World {
    rows: Mutex<Vec<(NaiveDate, u128)>>,
    tried: Mutex<Vec<u128>>,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn world(rows: &[(&str, u128)]) -> Arc<World> {
    let world = World::default();
    let rows = rows.iter().map(|(on, id)| (day(on), *id));
    world.rows.lock().unwrap().extend(rows);
    Arc::new(world)
}

async fn rows(world: Arc<World>, page: Page) -> Result<Vec<Due<()>>, Trouble> {
    let mut rows = world.rows.lock().unwrap().clone();
    rows.sort_unstable();
    let after = (page.after_day, page.after_id.as_u128());
    let to_come = rows
        .into_iter()
        .filter(|row| row.0 <= page.today && *row > after);
    let due = to_come.map(|(due_on, id)| Due {
        due_on,
        subject: Uuid::from_u128(id),
        row: (),
    });
    Ok(due.take(page.limit as usize).collect())
}

/// What a step of one timer comes to; it leaves its row where it is.
fn timer(
    name: &'static str,
    world: &Arc<World>,
    comes_to: Result<Taken, Trouble>,
) -> Timer<Trouble> {
    let take = move |world: Arc<World>, due: Due<()>, _: NaiveDate| async move {
        world.tried.lock().unwrap().push(due.subject.as_u128());
        comes_to
    };
    Timer::new(name, world.clone(), rows, take)
}

async fn look(timers: &[Timer<Trouble>]) -> Vec<Looked> {
    let look = Look::new("test", timers, day("2026-03-01"));
    look.take_all(&Shutdown::new()).await.unwrap()
}

fn tried(world: &World) -> Vec<u128> {
    world.tried.lock().unwrap().clone()
}

fn looked(timer: &str, is_clear: bool) -> Looked {
    Looked {
        timer: timer.to_owned(),
        is_clear,
    }
}

#[tokio::test]
async fn a_look_tries_nothing_twice_and_nothing_of_tomorrow() {
    for comes_to in [
        Ok(Taken::Done),
        Ok(Taken::NotDue),
        Err(Trouble(Why::NotDue)),
    ] {
        let world = world(&[("2026-02-02", 1), ("2026-03-01", 2), ("2026-03-02", 3)]);
        let looks = look(&[timer("one", &world, comes_to)]).await;
        assert_eq!(tried(&world), [1, 2], "{comes_to:?}");
        assert_eq!(looks, [looked("one", true)], "{comes_to:?}");
    }
}

#[tokio::test]
async fn timers_take_turns_by_day_and_then_in_their_order() {
    let first = world(&[("2026-02-02", 1), ("2026-02-04", 2)]);
    let second = Arc::new(World::default());
    let mut steps = vec![timer("first", &first, Ok(Taken::Done))];
    // The second timer's rows are its own, what it tries stands in the same list.
    let list = first.clone();
    let rows_of_second = world(&[("2026-02-01", 11), ("2026-02-02", 12), ("2026-02-03", 13)]);
    let read = move |_: Arc<World>, page: Page| rows(rows_of_second.clone(), page);
    let take = move |_: Arc<World>, due: Due<()>, _: NaiveDate| {
        let list = list.clone();
        async move {
            list.tried.lock().unwrap().push(due.subject.as_u128());
            Ok(Taken::NotDue)
        }
    };
    steps.push(Timer::new("second", second, read, take));
    look(&steps).await;
    assert_eq!(tried(&first), [11, 1, 12, 13, 2]);
}

#[tokio::test]
async fn many_more_rows_than_a_page_are_all_taken_once() {
    let number = ROWS_MAX as u128 * 2 + 1;
    let all: Vec<u128> = (1..=number).collect();
    let rows: Vec<(&str, u128)> = all.iter().map(|id| ("2026-02-02", *id)).collect();
    let world = world(&rows);
    look(&[timer("many", &world, Ok(Taken::Done))]).await;
    assert_eq!(tried(&world), all);
}

#[tokio::test]
async fn what_somebody_moved_meanwhile_is_read_anew_once() {
    let moved = world(&[("2026-02-02", 1)]);
    let other = world(&[("2026-02-03", 2)]);
    let timers = [
        timer("moved", &moved, Err(Trouble(Why::Faster))),
        timer("other", &other, Ok(Taken::Done)),
    ];
    let looks = look(&timers).await;
    assert_eq!(tried(&moved), [1, 1]);
    assert_eq!(looks, [looked("moved", true), looked("other", true)]);
}

#[tokio::test]
async fn a_failure_keeps_its_own_timer_back_and_no_other() {
    for why in [Why::Passing, Why::Failed] {
        let broken = world(&[("2026-02-02", 1), ("2026-02-03", 2)]);
        let sound = world(&[("2026-02-02", 3)]);
        let timers = [
            timer("broken", &broken, Err(Trouble(why))),
            timer("sound", &sound, Ok(Taken::Done)),
        ];
        let looks = look(&timers).await;
        assert_eq!((tried(&broken), tried(&sound)), (vec![1, 2], vec![3]));
        assert_eq!(looks, [looked("broken", false), looked("sound", true)]);
    }
}

#[tokio::test]
async fn a_timer_that_can_t_be_read_has_not_looked() {
    let sound = world(&[("2026-02-02", 1)]);
    let read = |_: Arc<World>, _: Page| async { Err::<Vec<Due<()>>, _>(Trouble(Why::Passing)) };
    let take = |_: Arc<World>, _: Due<()>, _: NaiveDate| async { Ok(Taken::Done) };
    let timers = [
        Timer::new("unread", sound.clone(), read, take),
        timer("sound", &sound, Ok(Taken::Done)),
    ];
    assert_eq!(look(&timers).await, [looked("sound", true)]);
    assert_eq!(tried(&sound), [1]);
}

#[tokio::test]
async fn a_reader_that_does_not_go_on_ends() {
    let world = world(&[]);
    let read = |_: Arc<World>, page: Page| async move {
        let due = (1..=page.limit as u128).map(|id| Due {
            due_on: page.today,
            subject: Uuid::from_u128(id),
            row: (),
        });
        Ok(due.collect::<Vec<_>>())
    };
    let take = |world: Arc<World>, due: Due<()>, _: NaiveDate| async move {
        world.tried.lock().unwrap().push(due.subject.as_u128());
        Ok::<Taken, Trouble>(Taken::Done)
    };
    look(&[Timer::new("stuck", world.clone(), read, take)]).await;
    assert_eq!(tried(&world).len() as i64, ROWS_MAX);
}

#[tokio::test]
async fn a_look_ends_with_the_process() {
    let world = world(&[("2026-02-02", 1)]);
    let timers = [timer("one", &world, Ok(Taken::Done))];
    let shutdown = Shutdown::new();
    shutdown.trigger();
    let look = Look::new("test", &timers, day("2026-03-01"));
    assert_eq!(look.take_all(&shutdown).await, None);
    assert!(tried(&world).is_empty());
}
