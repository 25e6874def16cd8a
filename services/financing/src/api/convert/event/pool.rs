//! What happened to the pool's money beside the cases, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;
use uuid::Uuid;

use crate::store::ledger_transactions::DEPOSIT;

/// Publishes that money was put in, on this document.
pub fn deposited(write: &mut Write, deposit: Uuid, posting: &v1::Posting, reference: &str) {
    let event = v1::PoolDeposited {
        posting: Some(posting.clone()),
        reference: reference.to_owned(),
    };
    write.publish(DEPOSIT, deposit, 1, &event);
}
