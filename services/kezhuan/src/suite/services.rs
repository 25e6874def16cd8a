//! The services of the suite, in the order they start.
use std::borrow::Cow;

use kezhuan_database::restored::Guarded;
use kezhuan_database::seal::{KeptRules, NoRules};
use sqlx::migrate::Migrator;

/// One service of the suite.
pub struct Service {
    pub name: &'static str,
    pub migrator: &'static Migrator,
    /// Asks who connects for a certificate.
    pub mutual_tls: bool,
    /// Where the rules stand that its decisions name.
    pub kept_rules: &'static dyn KeptRules,
    /// What it keeps of others under their numbers.
    pub guarded: &'static [&'static [Guarded]],
}

impl Service {
    /// The same migrations, for a door that takes them whole.
    pub fn migrations(&self) -> Migrator {
        Migrator {
            migrations: Cow::Borrowed(&self.migrator.migrations),
            ..Migrator::DEFAULT
        }
    }
}

/// Every service, in the order they start.
pub const ALL: &[Service] = &[
    Service {
        name: kezhuan_rules::NAME,
        migrator: &kezhuan_rules::MIGRATIONS,
        mutual_tls: false,
        kept_rules: &NoRules,
        guarded: &[],
    },
    Service {
        name: kezhuan_contracts::NAME,
        migrator: &kezhuan_contracts::MIGRATIONS,
        mutual_tls: false,
        kept_rules: &kezhuan_contracts::KeptRules,
        guarded: kezhuan_contracts::GUARDED,
    },
    Service {
        name: kezhuan_scoreboard::NAME,
        migrator: &kezhuan_scoreboard::MIGRATIONS,
        mutual_tls: false,
        kept_rules: &NoRules,
        guarded: kezhuan_scoreboard::GUARDED,
    },
    Service {
        name: kezhuan_financing::NAME,
        migrator: &kezhuan_financing::MIGRATIONS,
        mutual_tls: true,
        kept_rules: &kezhuan_financing::KeptRules,
        guarded: kezhuan_financing::GUARDED,
    },
    Service {
        name: kezhuan_incubation::NAME,
        migrator: &kezhuan_incubation::MIGRATIONS,
        mutual_tls: false,
        kept_rules: &kezhuan_incubation::KeptRules,
        guarded: kezhuan_incubation::GUARDED,
    },
    Service {
        name: kezhuan_agriculture::NAME,
        migrator: &kezhuan_agriculture::MIGRATIONS,
        mutual_tls: false,
        kept_rules: &kezhuan_agriculture::KeptRules,
        guarded: kezhuan_agriculture::GUARDED,
    },
    Service {
        name: kezhuan_events::NAME,
        migrator: &kezhuan_events::MIGRATIONS,
        mutual_tls: false,
        kept_rules: &kezhuan_events::KeptRules,
        guarded: kezhuan_events::GUARDED,
    },
];
