//! What was approved stays what it was: a line that is altered in the database afterwards is found.
use sqlx::PgConnection;

use super::*;

/// Changes the line of a claim as only somebody with the database in hand can.
async fn alter(connection: &mut PgConnection, claim: &Claim, assignment: &str) {
    let statement = format!("UPDATE correction_line SET {assignment} WHERE claim_id = $1::uuid");
    let altered = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(claim.name.trim_start_matches("claims/"))
        .execute(connection)
        .await
        .unwrap();
    assert_eq!(altered.rows_affected(), 1, "{assignment}");
}

async fn lines_now(world: &World, name: &str) -> Result<Vec<CorrectionLine>, Status> {
    let request = ListCorrectionLinesRequest {
        correction: name.to_owned(),
        ..Default::default()
    };
    let page = call!(world, &authority(), list_correction_lines, request)?;
    Ok(page.lines)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_altered_after_its_approval_is_found() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let (approved, waiting) = (claimed(&world).await, claimed(&world).await);
    let more = corrected(&world, &wrong, &[("rate_development_bp", 200)]).await;
    let name = name_of(&more);
    lines(&world, &name, 2).await;
    approve(&world, &authority(), &name, &[&approved])
        .await
        .unwrap();
    let database = world.database.open().unwrap();
    let mut admin = world.database.admin().await.unwrap();
    let found = kezhuan_contracts::audit_lines(&database).await.unwrap();
    assert!(found.is_empty(), "{found:?}");

    // Each with what takes it back.
    for (claim, change, back) in [
        (&approved, "new_fen = new_fen + 1", "new_fen = new_fen - 1"),
        (&approved, "old_fen = old_fen - 1", "old_fen = old_fen + 1"),
        (&approved, "kind = 'RECOVERY'", "kind = 'TOP_UP'"),
        (
            &approved,
            "input = input || '\\x20'::bytea",
            "input = substr(input, 1, length(input) - 1)",
        ),
        (
            &approved,
            "outcome = outcome || '\\x20'::bytea",
            "outcome = substr(outcome, 1, length(outcome) - 1)",
        ),
        (&approved, "state = 'REFUSED'", "state = 'APPROVED'"),
        // Nobody approved it.
        (&waiting, "state = 'APPROVED'", "state = 'PROPOSED'"),
    ] {
        alter(&mut admin, claim, change).await;
        let shown = lines_now(&world, &name).await.unwrap_err();
        assert_eq!(reason(&shown), "CORRECTION_LINE_ALTERED", "{change}");
        let told = correction(&world, &authority(), &name).await.unwrap_err();
        assert_eq!(reason(&told), "CORRECTION_LINE_ALTERED", "{change}");
        let taken = approve(&world, &authority(), &name, &[]).await;
        assert_eq!(
            reason(&taken.unwrap_err()),
            "CORRECTION_LINE_ALTERED",
            "{change}"
        );
        let found = kezhuan_contracts::audit_lines(&database).await.unwrap();
        let names_it = |found: &kezhuan_contracts::AlteredLine| {
            found.claim == claim.name && found.correction == name
        };
        assert!(found.len() == 1 && found.iter().all(names_it), "{found:?}");

        alter(&mut admin, claim, back).await;
        assert_eq!(lines_now(&world, &name).await.unwrap().len(), 2);
    }

    // Taken out whole, it is missed.
    let removed = sqlx::query("DELETE FROM correction_line WHERE claim_id = $1::uuid")
        .bind(approved.name.trim_start_matches("claims/"))
        .execute(&mut admin)
        .await
        .unwrap();
    assert_eq!(removed.rows_affected(), 1);
    let shown = lines_now(&world, &name).await.unwrap_err();
    assert_eq!(reason(&shown), "CORRECTION_LINE_ALTERED");
    let found = kezhuan_contracts::audit_lines(&database).await.unwrap();
    assert!(found.len() == 1 && found[0].claim == approved.name);
}
