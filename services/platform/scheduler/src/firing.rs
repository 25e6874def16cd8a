//! The note that something was told, which stands and falls with what was told.
use chrono::NaiveDate;
use kezhuan_database::{Error, Write};
use uuid::Uuid;

/// Notes, in the transaction of the effect, that `timer` told of `subject` for `due_on`; false when it was told before, and
/// then there is nothing to do. For effects that change no state, such as reminders: a transition is guarded by its state.
pub async fn fire_once(
    write: &mut Write,
    timer: &'static str,
    subject: Uuid,
    due_on: NaiveDate,
) -> Result<bool, Error> {
    // Who tells the same at the same time waits here for the other's commit.
    let written = sqlx::query(
        "INSERT INTO timer_firing (timer, subject, due_on) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(timer)
    .bind(subject)
    .bind(due_on)
    .execute(&mut **write)
    .await?;
    Ok(written.rows_affected() == 1)
}
