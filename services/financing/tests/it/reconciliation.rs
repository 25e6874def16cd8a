//! A bank's day compared with ours, and its month signed by both.
mod day;
mod file;
pub mod month;

use kezhuan_protocol::financing::v1::*;
use tonic::Status;

use crate::bank_line::{eligible, sent, valued};
use crate::world::*;

const HEADER: &str = "biz_no,amount_fen,status\n";
/// The day after the business day.
const NEXT: &str = "2025-03-04";

/// A day on which the bank's P1 was done, and its P2 and P3 were refused; the day after it.
pub async fn day_of_three() -> World {
    let world = World::on(World::CALM).await;
    let (application, client) = (eligible(&world).await, world.client_of(&banker()));
    for (number, is_done) in [("P1", true), ("P2", false), ("P3", false)] {
        let answer = sent(&world, &client, valued(&application, number)).await;
        assert_eq!(answer.is_ok(), is_done, "{number}");
    }
    world.advance_to(NEXT);
    world
}

pub fn upload(content: impl Into<Vec<u8>>) -> UploadReconFileRequest {
    UploadReconFileRequest {
        business_day: World::CALM.to_owned(),
        content: content.into(),
        request_id: id(),
        ..UploadReconFileRequest::default()
    }
}

async fn uploaded(world: &World, content: &str) -> Result<ReconBatch, Status> {
    call!(world, &banker(), upload_recon_file, upload(content))
}

async fn batches(world: &World, person: &Person, filter: &str) -> Vec<ReconBatch> {
    let request = ListReconBatchesRequest {
        filter: filter.to_owned(),
        ..ListReconBatchesRequest::default()
    };
    let answer = call!(world, person, list_recon_batches, request).unwrap();
    answer.recon_batches
}
