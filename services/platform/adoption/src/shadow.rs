//! Taking over a shadow: a candidate that is asked beside the rule in force. Its package is kept like those in force, so that
//! it goes on while the rules service and NATS are away.
use std::sync::Arc;

use kezhuan_database::shadow::{self, Adopted};
use kezhuan_database::{AuditEntry, Database};
use kezhuan_protocol::rules::v1::Shadow;
use kezhuan_protocol::rules::v1::shadow::State;
use kezhuan_replay::ShadowPackages;
use kezhuan_rpc::Problem;
use kezhuan_rule_host::{Digest, Settings};
use tonic::Status;

use crate::entry::{digest, id_of};
use crate::store::rule_packages;
use crate::{Adoption, Keeping, tables};

impl<K: Keeping> Adoption<K> {
    /// Takes a shadow or its end over. An older state than is known changes nothing.
    pub async fn adopt_shadow(&self, told: &Shadow) -> Result<(), K::Error> {
        let adopted = self.adopted(told)?;
        // One that ended is asked nothing, so its package is not needed.
        let package = match adopted.running {
            true => self.missing(&adopted.package_digest).await?,
            false => None,
        };
        let caller = self.caller(&adopted.tenant);
        let kept = Arc::new((adopted, package));
        self.database
            .write_as(&caller, move |write| {
                let kept = kept.clone();
                Box::pin(async move {
                    let (adopted, package) = &*kept;
                    if let Some(bytes) = package {
                        rule_packages::keep(write, &adopted.package_digest, bytes).await?;
                    }
                    let kept = shadow::adopt(write, adopted).await;
                    if kept.map_err(kezhuan_database::Error::from)? {
                        write.audit(audited(adopted));
                    }
                    Ok::<(), K::Error>(())
                })
            })
            .await
    }

    fn adopted(&self, told: &Shadow) -> Result<Adopted, Problem> {
        let wrong = |field: &str| {
            Problem::of_field(
                K::DOMAIN,
                field,
                "SHADOW_INVALID",
                "影子运行无法识别",
                "the shadow can't be read",
            )
        };
        let settings = serde_json::from_str(&told.settings_json);
        let settings = settings.map_err(|_| wrong("settings_json"))?;
        Settings::from_json(&settings).map_err(|_| wrong("settings_json"))?;
        let running = match told.state() {
            State::Running => true,
            State::Ended => false,
            State::Unspecified => return Err(wrong("state")),
        };
        Ok(Adopted {
            id: id_of(&told.name, "shadows/", K::DOMAIN)?,
            tenant: told.tenant.clone(),
            hook: told.hook.clone(),
            package_digest: digest(&told.package).ok_or_else(|| wrong("package"))?,
            settings,
            running,
            version: told.version,
            since: self.database.clock().today(),
        })
    }
}

fn audited(shadow: &Adopted) -> AuditEntry {
    AuditEntry {
        action: match shadow.running {
            true => "shadow.adopted",
            false => "shadow.end_adopted",
        },
        aggregate: "shadow",
        aggregate_id: shadow.id,
        version: shadow.version,
        detail: serde_json::json!({
            "hook": shadow.hook, "package": hex::encode(&shadow.package_digest),
        }),
    }
}

/// The packages a service keeps.
pub(crate) struct KeptPackages(pub Database);

#[tonic::async_trait]
impl ShadowPackages for KeptPackages {
    async fn bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, Status> {
        tables::package(&self.0, *digest).await.map_err(Into::into)
    }
}
