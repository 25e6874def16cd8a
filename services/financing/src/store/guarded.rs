//! What is kept of other services under their numbers, and how it goes back with them.
use kezhuan_database::restored::Guarded;

use crate::consumers::{CONTRACTS, CONTRACTS_SERVICE, INCUBATION_SERVICE, TENANCIES};

/// What is kept of others under their numbers.
pub const GUARDED: &[&[Guarded]] = &[
    kezhuan_adoption::GUARDED,
    &[
        Guarded::Heard {
            source: CONTRACTS_SERVICE,
            consumers: &[CONTRACTS],
            forget: "DELETE FROM enterprise_fact
                      WHERE source = 'contracts' AND kind = 'CONTRACT'
                        AND reference IN (SELECT 'contracts/' || id FROM unnest($1::uuid[]) AS lost(id))",
        },
        Guarded::Heard {
            source: INCUBATION_SERVICE,
            consumers: &[TENANCIES],
            forget: "DELETE FROM enterprise_fact
                      WHERE source = 'incubation' AND kind = 'TENANCY'
                        AND reference IN (SELECT 'tenancies/' || id FROM unnest($1::uuid[]) AS lost(id))",
        },
    ],
];
