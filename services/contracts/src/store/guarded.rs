//! What is kept of other services under their numbers, and how it goes back with them.
use kezhuan_adoption::RULES_SERVICE;
use kezhuan_database::restored::Guarded;

/// What is kept of others under their numbers.
pub const GUARDED: &[&[Guarded]] = &[
    kezhuan_adoption::GUARDED,
    &[
        Guarded::Compared {
            source: RULES_SERVICE,
            open: "UPDATE programme SET announced_version = 0",
        },
        Guarded::Compared {
            source: RULES_SERVICE,
            open: "UPDATE foreign_bar SET version = 0",
        },
    ],
];
