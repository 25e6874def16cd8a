//! Where a standing legal clock stood, so that a suite started again on the same data never goes back.
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_runtime::{LegalClock, Shutdown};

const FILE_NAME: &str = "legal-date";

/// The clock to start with.
pub struct Start {
    pub clock: LegalClock,
    /// Set when the data has seen a later day than was asked for.
    pub later_than_asked: Option<NaiveDate>,
}

/// Stands at `asked`, or where the data's clock stood when that is later; without `asked` follows the machine.
pub fn start(data: &Path, asked: Option<NaiveDate>) -> anyhow::Result<Start> {
    let kept = read(data)?;
    let Some(asked) = asked else {
        let clock = LegalClock::system();
        if let Some(kept) = kept.filter(|kept| *kept > clock.today()) {
            anyhow::bail!(
                "the cases in {} were decided up to {kept}, which is still to come: start with --clock {kept}, or with other --data",
                data.display()
            );
        }
        return Ok(Start {
            clock,
            later_than_asked: None,
        });
    };
    let date = kept.map_or(asked, |kept| kept.max(asked));
    write(data, date)?;
    Ok(Start {
        clock: LegalClock::standing_at(date),
        later_than_asked: (date > asked).then_some(date),
    })
}

/// Writes down each advance.
pub async fn keep(data: PathBuf, clock: LegalClock, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut changes = clock.changes();
    loop {
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            changed = changes.changed() => {
                if changed.is_err() {
                    // A clock that follows the machine never changes by hand.
                    shutdown.triggered().await;
                    return Ok(());
                }
                let date = *changes.borrow_and_update();
                let data = data.clone();
                tokio::task::spawn_blocking(move || write(&data, date)).await??;
            }
        }
    }
}

fn read(data: &Path) -> anyhow::Result<Option<NaiveDate>> {
    let path = data.join(FILE_NAME);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let date = text.trim().parse().with_context(|| {
                format!("{} holds no date: write the last legal date of this data into it, as YYYY-MM-DD", path.display())
            })?;
            Ok(Some(date))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("can't read {}", path.display())),
    }
}

fn write(data: &Path, date: NaiveDate) -> anyhow::Result<()> {
    let (path, new) = (data.join(FILE_NAME), data.join("legal-date.new"));
    fs::write(&new, date.to_string())
        .and_then(|()| fs::File::open(&new)?.sync_all())
        .and_then(|()| fs::rename(&new, &path))
        .with_context(|| format!("can't write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_standing_clock_continues_where_it_stood() {
        let data = tempfile::tempdir().expect("a folder");
        let first = start(data.path(), Some(day("2025-01-01"))).expect("started");
        assert_eq!(
            (first.clock.today(), first.later_than_asked),
            (day("2025-01-01"), None)
        );
        write(data.path(), day("2025-06-30")).expect("written");
        let again = start(data.path(), Some(day("2025-01-01"))).expect("started");
        assert_eq!(
            (again.clock.today(), again.later_than_asked),
            (day("2025-06-30"), Some(day("2025-06-30")))
        );
        let later = start(data.path(), Some(day("2025-07-01"))).expect("started");
        assert_eq!(
            (later.clock.today(), later.later_than_asked),
            (day("2025-07-01"), None)
        );
    }

    #[test]
    fn data_from_days_to_come_needs_its_clock() {
        let data = tempfile::tempdir().expect("a folder");
        assert!(
            !start(data.path(), None)
                .expect("started")
                .clock
                .is_standing()
        );
        write(data.path(), day("2999-01-01")).expect("written");
        let refused = start(data.path(), None).err().expect("refused");
        assert!(refused.to_string().contains("--clock 2999-01-01"));
        fs::write(data.path().join(FILE_NAME), "soon").expect("written");
        assert!(start(data.path(), None).is_err());
    }

    #[tokio::test]
    async fn each_advance_is_written_down() {
        let data = tempfile::tempdir().expect("a folder");
        let clock = start(data.path(), Some(day("2025-01-01")))
            .expect("started")
            .clock;
        let shutdown = Shutdown::new();
        let keeping = kezhuan_runtime::spawn(
            "keep",
            keep(data.path().to_owned(), clock.clone(), shutdown.clone()),
        );
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
        let mut asked = day("2025-01-01");
        while read(data.path()).expect("read") < Some(day("2025-02-01")) {
            assert!(tokio::time::Instant::now() < deadline, "never written down");
            // The task may subscribe after the first advance, so the clock keeps going.
            asked = asked.max(day("2025-01-31")).succ_opt().expect("a day");
            clock.advance_to(asked).expect("advanced");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        shutdown.trigger();
        keeping.await.expect("ended").expect("without error");
    }
}
