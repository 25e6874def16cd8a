//! One that can't be taken.
use kezhuan_testkit::eventually;

use crate::world::{CLEAR, END, SOON, World, day};

#[tokio::test]
async fn one_that_fails_holds_up_nobody_and_is_tried_again() {
    let world = World::on("2026-02-04").await;
    let broken = world.let_until("2026-02-01").await;
    let sound = world.let_until("2026-02-02").await;
    let also_sound = world.let_until("2026-02-03").await;
    world.estate.broken.lock().unwrap().insert(broken);
    world.start();
    world.looked().await;
    let ended = |lease, on| (END.to_owned(), lease, day(on));
    let others = vec![ended(sound, "2026-02-03"), ended(also_sound, "2026-02-04")];
    assert_eq!(world.told().await, others);
    // It shows which timer is behind, and that the others are not.
    assert_eq!(world.cleared(END).await, Some(day("2026-02-03")));
    assert_eq!(world.cleared(CLEAR).await, Some(day("2026-02-04")));
    world.advance_to("2026-02-06");
    world.looked().await;
    assert_eq!(world.cleared(END).await, Some(day("2026-02-03")));
    world.estate.broken.lock().unwrap().clear();
    world.advance_to("2026-02-07");
    let caught_up = eventually(SOON, async || {
        world.cleared(END).await == Some(day("2026-02-07"))
    });
    assert!(caught_up.await, "the broken one was not tried again");
    let mut all = others;
    all.push(ended(broken, "2026-02-02"));
    assert_eq!(world.told().await, all);
}
