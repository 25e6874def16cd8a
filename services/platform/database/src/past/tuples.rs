//! Rows out of Postgres' binary COPY format.
use bytes::{Buf, Bytes};
use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::PastDecision;
use crate::Error;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Flags and the length of an extension that no Postgres writes.
const HEADER_REST: usize = 8;
const COLUMNS: i16 = 9;
const END: i16 = -1;
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day");

/// Reads chunk after chunk. Postgres sends whole rows in each.
#[derive(Default)]
pub(super) struct Tuples {
    began: bool,
    ended: bool,
}

fn broken(what: &str) -> Error {
    sqlx::Error::Protocol(format!("binary COPY: {what}")).into()
}

impl Tuples {
    /// The rows of a chunk.
    pub(super) fn take(&mut self, mut chunk: Bytes) -> Result<Vec<PastDecision>, Error> {
        if !self.began {
            if !chunk.starts_with(SIGNATURE) || chunk.len() < SIGNATURE.len() + HEADER_REST {
                return Err(broken("no signature"));
            }
            chunk.advance(SIGNATURE.len() + HEADER_REST);
            self.began = true;
        }
        let mut rows = Vec::with_capacity(1);
        while chunk.has_remaining() {
            match chunk.try_get_i16().map_err(|_| broken("a cut row"))? {
                COLUMNS => rows.push(row(&mut chunk)?),
                END => self.ended = true,
                _ => return Err(broken("another number of columns")),
            }
        }
        Ok(rows)
    }

    /// After the last chunk: whether the end was there.
    pub(super) fn ended(&self) -> Result<(), Error> {
        match self.ended {
            true => Ok(()),
            false => Err(broken("no end")),
        }
    }
}

fn row(chunk: &mut Bytes) -> Result<PastDecision, Error> {
    Ok(PastDecision {
        id: uuid(&field(chunk)?)?,
        case_id: uuid(&field(chunk)?)?,
        tenant: field(chunk)?,
        legal_date: date(&field(chunk)?)?,
        outcome_kind: field(chunk)?,
        reasons: nullable(chunk)?,
        input: field(chunk)?,
        outcome: field(chunk)?,
        outdone: flag(&field(chunk)?)?,
    })
}

fn nullable(chunk: &mut Bytes) -> Result<Option<Bytes>, Error> {
    let length = chunk.try_get_i32().map_err(|_| broken("a cut field"))?;
    let Ok(length) = usize::try_from(length) else {
        return Ok(None);
    };
    match length <= chunk.len() {
        true => Ok(Some(chunk.split_to(length))),
        false => Err(broken("a cut field")),
    }
}

fn field(chunk: &mut Bytes) -> Result<Bytes, Error> {
    nullable(chunk)?.ok_or_else(|| broken("a missing value"))
}

fn uuid(bytes: &[u8]) -> Result<Uuid, Error> {
    Uuid::from_slice(bytes).map_err(|_| broken("no uuid"))
}

fn flag(bytes: &[u8]) -> Result<bool, Error> {
    match bytes {
        [0] => Ok(false),
        [1] => Ok(true),
        _ => Err(broken("no boolean")),
    }
}

/// Days since 2000.
fn date(bytes: &[u8]) -> Result<NaiveDate, Error> {
    let days = <[u8; 4]>::try_from(bytes).map_err(|_| broken("no date"))?;
    let days = i32::from_be_bytes(days);
    let distance = Days::new(u64::from(days.unsigned_abs()));
    let date = match days < 0 {
        true => EPOCH.checked_sub_days(distance),
        false => EPOCH.checked_add_days(distance),
    };
    date.ok_or_else(|| broken("a date beyond the calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(rows: &[u8]) -> Bytes {
        [SIGNATURE, &[0; HEADER_REST], rows].concat().into()
    }

    fn one() -> Vec<u8> {
        let mut row = COLUMNS.to_be_bytes().to_vec();
        let mut add = |value: Option<&[u8]>| {
            let length = value.map_or(-1, |value| i32::try_from(value.len()).unwrap());
            row.extend(length.to_be_bytes());
            row.extend(value.unwrap_or_default());
        };
        add(Some(&[7; 16]));
        add(Some(&[8; 16]));
        add(Some(b"440703"));
        add(Some(&(-1_i32).to_be_bytes()));
        add(Some(b"ANSWERED"));
        add(None);
        add(Some(b"{}"));
        add(Some(b""));
        add(Some(&[1]));
        row
    }

    #[test]
    fn rows_are_read_over_chunks_and_up_to_the_end() {
        let mut tuples = Tuples::default();
        let rows = tuples.take(copied(&one())).unwrap();
        assert_eq!(rows[0].legal_date.to_string(), "1999-12-31");
        assert_eq!(&rows[0].tenant[..], b"440703");
        assert_eq!((&rows[0].reasons, rows[0].outcome.len()), (&None, 0));
        assert!(rows[0].outdone);
        assert!(tuples.ended().is_err());
        assert_eq!(
            tuples.take([one(), one()].concat().into()).unwrap(),
            [rows[0].clone(), rows[0].clone()]
        );
        tuples.take(Bytes::from_static(&[0xff, 0xff])).unwrap();
        tuples.ended().unwrap();
    }

    #[test]
    fn what_is_cut_or_foreign_is_an_error_and_never_a_row() {
        assert!(
            Tuples::default()
                .take(Bytes::from_static(b"id,case"))
                .is_err()
        );
        let whole = one();
        for length in 1..whole.len() {
            assert!(
                Tuples::default().take(copied(&whole[..length])).is_err(),
                "{length}"
            );
        }
        let mut more_columns = whole;
        more_columns[1] += 1;
        assert!(Tuples::default().take(copied(&more_columns)).is_err());
    }
}
