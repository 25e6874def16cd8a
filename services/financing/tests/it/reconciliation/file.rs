//! Files that are taken, and files that are not.
use kezhuan_rpc::Explanation;
use tonic::Code;

use super::*;

/// What the bank has of the day, as we have it.
const ALIKE: &str =
    "biz_no,amount_fen,status\nP1,0,DONE\nP2,0,REFUSED\nP3,0,REFUSED\nTRAILER,3,0\n";

#[tokio::test]
async fn a_day_that_is_alike_is_matched_and_over() {
    let world = day_of_three().await;
    let request = upload(ALIKE);
    let batch = call!(world, &banker(), upload_recon_file, request.clone()).unwrap();
    assert_eq!(batch.state(), recon_batch::State::Matched);
    assert_eq!(
        (
            batch.lines,
            batch.total_fen,
            batch.matched,
            batch.differences
        ),
        (3, 0, 3, 0)
    );
    assert_eq!(
        (batch.bank.as_str(), batch.business_day.as_str()),
        ("bank-1", World::CALM)
    );
    assert_eq!(
        (batch.loaded_on.as_str(), batch.file_due_on.as_str()),
        (NEXT, NEXT)
    );
    let steps = ["ReconOpened", "ReconLoaded", "ReconMatched"];
    assert_eq!(world.events_of(&batch.name).await, steps);

    let again = call!(world, &banker(), upload_recon_file, request).unwrap();
    assert_eq!(again, batch);
    let second = uploaded(&world, ALIKE).await.unwrap_err();
    assert_eq!(reason(&second), "STATE_FORBIDS");
    assert_eq!(world.events_of(&batch.name).await, steps);

    let name = GetReconBatchRequest {
        name: batch.name.clone(),
    };
    for reader in [banker(), pool_manager()] {
        let seen = call!(world, &reader, get_recon_batch, name.clone()).unwrap();
        assert_eq!(seen, batch);
    }
    let foreign = call!(world, &other_banker(), get_recon_batch, name).unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
}

#[tokio::test]
async fn each_bad_file_has_its_reason_and_line_and_changes_nothing() {
    let world = day_of_three().await;
    let too_large = format!("{HEADER}{}", "P1,0,DONE\n".repeat(220_000));
    for (content, expected, line) in [
        (
            ALIKE.replace("TRAILER,3", "TRAILER,2"),
            "TRAILER_MISMATCH",
            "5",
        ),
        (ALIKE.replace("3,0\n", "3,1\n"), "TRAILER_MISMATCH", "5"),
        (ALIKE.replace("TRAILER,3,0\n", ""), "TRAILER_MISSING", "4"),
        (ALIKE.replace("3,0\n", "x,0\n"), "TRAILER_INVALID", "5"),
        (format!("{ALIKE}P4,0,DONE\n"), "TRAILER_NOT_LAST", "6"),
        (
            ALIKE.replace("status", "state"),
            "FILE_COLUMNS_UNKNOWN",
            "1",
        ),
        (ALIKE.replace("P2,0,", "P2,"), "FILE_FIELDS_WRONG", "3"),
        (ALIKE.replace("P1,0", "P1,0.00"), "FILE_AMOUNT_INVALID", "2"),
        (ALIKE.replace("DONE", "OK"), "FILE_STATUS_UNKNOWN", "2"),
        (ALIKE.replace("P3", "P 3"), "BIZ_NO_INVALID", "4"),
    ] {
        let refused = uploaded(&world, &content).await.unwrap_err();
        let told = Explanation::of(&refused);
        assert_eq!(refused.code(), Code::InvalidArgument, "{content}");
        assert_eq!(
            (told.reason.as_str(), told.metadata["line"].as_str()),
            (expected, line),
            "{content}"
        );
        assert!(!told.zh.is_ascii() && !told.en.is_empty());
    }
    let refused = uploaded(&world, &too_large).await.unwrap_err();
    assert_eq!(reason(&refused), "FILE_TOO_LARGE");
    let no_text = [HEADER.as_bytes(), b"P\xff,0,DONE\nTRAILER,1,0\n"].concat();
    let refused = call!(world, &banker(), upload_recon_file, upload(no_text)).unwrap_err();
    assert_eq!(reason(&refused), "FILE_NOT_UTF8");
    assert_eq!(batches(&world, &pool_manager(), "").await, []);
}

#[tokio::test]
async fn the_wrong_bank_and_the_wrong_day_change_nothing() {
    let world = day_of_three().await;
    for (change, expected) in [
        (
            UploadReconFileRequest {
                bank: "bank-2".to_owned(),
                ..upload(ALIKE)
            },
            "NOT_YOUR_STEP",
        ),
        (
            UploadReconFileRequest {
                business_day: NEXT.to_owned(),
                ..upload(ALIKE)
            },
            "DAY_NOT_OVER",
        ),
        (
            UploadReconFileRequest {
                business_day: "2025-02-30".to_owned(),
                ..upload(ALIKE)
            },
            "DATE_INVALID",
        ),
    ] {
        let refused = call!(world, &banker(), upload_recon_file, change).unwrap_err();
        assert_eq!(reason(&refused), expected);
    }
    assert_eq!(batches(&world, &pool_manager(), "").await, []);
}

#[tokio::test]
async fn a_day_is_opened_once_by_its_bank_or_the_pool() {
    let world = day_of_three().await;
    let open = |bank: &str, day: &str| OpenReconBatchRequest {
        bank: bank.to_owned(),
        business_day: day.to_owned(),
        request_id: id(),
    };
    let unnamed = call!(
        world,
        &pool_manager(),
        open_recon_batch,
        open("", World::CALM)
    )
    .unwrap_err();
    assert_eq!(reason(&unnamed), "BANK_MISSING");
    let early = call!(world, &banker(), open_recon_batch, open("", NEXT)).unwrap_err();
    assert_eq!(reason(&early), "DAY_NOT_OVER");
    let request = open("bank-1", World::CALM);
    let batch = call!(world, &pool_manager(), open_recon_batch, request.clone()).unwrap();
    assert_eq!(batch.state(), recon_batch::State::Open);
    let again = call!(world, &pool_manager(), open_recon_batch, request).unwrap();
    assert_eq!(again, batch);
    let second = call!(world, &banker(), open_recon_batch, open("", World::CALM)).unwrap_err();
    assert_eq!(
        (second.code(), reason(&second).as_str()),
        (Code::AlreadyExists, "BATCH_OPENED_BEFORE")
    );
    // The other bank's day is its own.
    call!(
        world,
        &other_banker(),
        open_recon_batch,
        open("", World::CALM)
    )
    .unwrap();

    let stale = UploadReconFileRequest {
        etag: "v9".to_owned(),
        ..upload(ALIKE)
    };
    let stale = call!(world, &banker(), upload_recon_file, stale).unwrap_err();
    assert_eq!(
        (stale.code(), reason(&stale).as_str()),
        (Code::Aborted, "STALE_ETAG")
    );
    let fresh = UploadReconFileRequest {
        etag: batch.etag.clone(),
        ..upload(ALIKE)
    };
    let loaded = call!(world, &banker(), upload_recon_file, fresh).unwrap();
    assert_eq!(loaded.name, batch.name);

    let own = batches(&world, &banker(), "").await;
    assert_eq!(own, [loaded]);
    assert_eq!(batches(&world, &pool_manager(), "").await.len(), 2);
    for (filter, count) in [
        ("state=\"OPEN\"", 1),
        ("bank=\"bank-1\" AND business_day>=\"2025-03-03\"", 1),
        ("business_day<=\"2025-03-02\"", 0),
    ] {
        let found = batches(&world, &pool_manager(), filter).await;
        assert_eq!(found.len(), count, "{filter}");
    }
}
