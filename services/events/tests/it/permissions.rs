//! Every RPC × role: who may call.
use crate::world::World;

const SERVICES: [&str; 6] = [
    "kezhuan.events.v1.EventsService",
    "kezhuan.notifications.v1.NotificationService",
    "kezhuan.adoption.v1.AdoptionService",
    "kezhuan.seal.v1.SealService",
    "kezhuan.replay.v1.ReplayService",
    "kezhuan.clock.v1.ClockService",
];

#[tokio::test]
async fn every_rpc_admits_the_roles_of_its_row_and_nobody_else() {
    let world = World::on(World::CALM).await;
    let found = world.probe(&SERVICES).roles().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
