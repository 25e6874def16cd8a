//! What is kept of other services under their numbers, and how it goes back with them.
use kezhuan_database::restored::Guarded;

use crate::consumers::{CONTRACTS, CONTRACTS_SERVICE};

/// What is kept of others under their numbers. A contract that is heard anew is judged anew, whatever was judged before.
pub const GUARDED: &[&[Guarded]] = &[
    kezhuan_adoption::GUARDED,
    &[Guarded::Heard {
        source: CONTRACTS_SERVICE,
        consumers: &[CONTRACTS],
        forget: "WITH judged AS (
                     UPDATE negotiation
                        SET judged_sequence = 0, body = jsonb_set(body, '{outcome,contract,sequence}', '0')
                      WHERE contract_id = ANY ($1) AND judged_sequence IS NOT NULL)
                 DELETE FROM known_contract WHERE id = ANY ($1)",
    }],
];
