//! The close of a prorated programme-year: who waits, and what each would get of what is left.
use kezhuan_law::{Fen, WhenExhausted};
use kezhuan_protocol::contracts::v1;
use sha2::{Digest, Sha256};

use super::convert_programme;
use super::names::CLAIMS;
use crate::domain::budget::shares;
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::claims::Stored;
use crate::store::programmes::Programme;

/// The most that one close shares between: it is one transaction.
pub const CLAIMS_MAX: i64 = 5_000;

/// A line and the shares of those who stand in it, in its order.
pub struct Close {
    pub programme: Programme,
    pub line: Vec<Stored>,
    pub shares: Vec<Fen>,
}

impl Close {
    /// What the close would do as things stand, or why there is nothing to close.
    pub fn of(programme: Programme, line: Vec<Stored>) -> Result<Close, Error> {
        if programme.terms.when_exhausted != WhenExhausted::Prorate {
            return Err(Refused::new(
                "NOT_PRORATED",
                "该项目年度的预算用尽办法不是按比例分配",
                "the programme-year is not one that is prorated when its budget is exhausted",
            )
            .into());
        }
        if line.is_empty() {
            return Err(Refused::new(
                "NOTHING_HELD",
                "没有等候资金的申请",
                "no claim waits for money",
            )
            .into());
        }
        if i64::try_from(line.len()).is_ok_and(|count| count > CLAIMS_MAX) {
            return Err(Refused::new(
                "TOO_MANY_HELD",
                format!("等候的申请超过 {CLAIMS_MAX} 件,请先处理其中一部分"),
                format!("more than {CLAIMS_MAX} claims wait: settle some of them first"),
            )
            .into());
        }
        let due: Vec<Fen> = line.iter().map(|held| held.claim.amount_fen()).collect();
        Ok(Close {
            shares: shares(programme.ledger.available(), &due),
            programme,
            line,
        })
    }

    /// Names what is shared between whom: it differs as soon as anything of it does.
    pub fn etag(&self) -> String {
        let mut seen = Sha256::new();
        seen.update(self.programme.version.to_be_bytes());
        for held in &self.line {
            seen.update(held.claim.id.as_bytes());
            seen.update(held.claim.version.to_be_bytes());
        }
        hex::encode(&seen.finalize()[..16])
    }

    /// The close as people see it.
    pub fn told(&self, today: chrono::NaiveDate) -> v1::ProgrammeShares {
        let shares = self.line.iter().zip(&self.shares);
        v1::ProgrammeShares {
            programme: Some(convert_programme::programme(&self.programme, today)),
            etag: self.etag(),
            shares: shares
                .map(|(held, share)| v1::ClaimShare {
                    claim: CLAIMS.name(held.claim.id),
                    number: held.claim.number.clone(),
                    due_fen: held.claim.amount_fen().get(),
                    share_fen: share.get(),
                })
                .collect(),
        }
    }
}
