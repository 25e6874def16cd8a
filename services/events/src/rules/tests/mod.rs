//! The hooks over the packages as they are checked in, on a shelf that needs no database.
mod answers;
mod award;

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use kezhuan_rule_host::{Digest, Entry, Host, HostConfig};
use kezhuan_rulebook::{Kept, KeptEntry, Live, Shelf};
use kezhuan_testkit::world::shipped;
use uuid::Uuid;

use super::{Asked, Asking, Rules};

const CITY: &str = "440700";
const PENGJIANG: &str = "440703";
const COLLEGE: &str = "WYU";

static HOST: LazyLock<Host> = LazyLock::new(|| Host::start(&HostConfig::default()).unwrap());

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn asking(tenant: &str) -> Asking {
    Asking {
        tenant: tenant.to_owned(),
        legal_date: date("2026-03-02"),
        as_of: date("2026-03-06"),
        pins: RulePins::default(),
    }
}

fn kind_of<T>(asked: Asked<T>) -> String {
    asked.into_row(Uuid::from_u128(9)).outcome_kind
}

/// Everything that is in force, always.
#[derive(Clone)]
struct Standing(Kept);

impl Shelf for Standing {
    type Error = anyhow::Error;

    async fn epoch(&self) -> anyhow::Result<i64> {
        Ok(self.0.epoch)
    }

    async fn held(&self, known: i64) -> anyhow::Result<Option<Kept>> {
        Ok((known != self.0.epoch).then(|| self.0.clone()))
    }

    async fn all(&self, known: Option<i64>, _: Vec<Digest>) -> anyhow::Result<Option<Kept>> {
        Ok((known != Some(self.0.epoch)).then(|| self.0.clone()))
    }
}

/// These packages for these owners, from 2026-01-01 on, with their own figures.
async fn in_force(packages: &[(&str, &str)]) -> Rules<Standing> {
    let mut kept = Kept {
        epoch: 1,
        ..Kept::default()
    };
    for (name, tenant) in packages {
        let package = HOST.load(&shipped(name)).unwrap();
        let settings = Arc::new(package.settings_schema().defaults());
        for answers in package.answers() {
            let id = Uuid::now_v7();
            kept.entries.push(KeptEntry {
                entry: Entry {
                    id,
                    tenant: (*tenant).to_owned(),
                    hook: answers.hook.clone(),
                    package: package.digest(),
                    settings: settings.clone(),
                    from: date("2026-01-01"),
                    until: None,
                    applies_to_open_cases: false,
                },
                approved_as: id,
                key_id: String::new(),
                package_owner: (*tenant).to_owned(),
            });
        }
        kept.packages.push(shipped(name));
    }
    let rules = Rules::of(Live::new(HOST.clone(), Standing(kept)));
    assert_eq!(rules.refresh().await.unwrap(), []);
    rules
}
