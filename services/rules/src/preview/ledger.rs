//! Reading what the shadow of a proposed activation would have answered since it was started. As with a preview, what can't
//! be read is told as such and stops nobody.
use std::time::Duration;

use chrono::{SubsecRound, Utc};
use kezhuan_protocol::replay::v1::read_shadow_ledger_response::Part;
use kezhuan_protocol::replay::v1::replay_service_client::ReplayServiceClient;
use kezhuan_protocol::replay::v1::{ReadShadowLedgerRequest, ShadowLedger};
use prost::Message;
use uuid::Uuid;

use super::{Previewer, shortened, told};
use crate::adoption::authorised;
use crate::store::activation_shadows::ActivationShadowRow;
use crate::store::shadows::ShadowRow;

impl Previewer {
    /// Each service's ledger of `shadow`, for an entry; none where nothing tried it.
    pub async fn ledgers(
        &self,
        entry: Uuid,
        shadow: Option<&ShadowRow>,
    ) -> Vec<ActivationShadowRow> {
        let Some(shadow) = shadow else {
            return Vec::new();
        };
        if self.config.token_file.as_os_str().is_empty() {
            return Vec::new();
        }
        let calls = self.config.addresses.iter().map(|address| async move {
            let limit = Duration::from_millis(self.config.preview_ms_max);
            let asked = tokio::time::timeout(limit, self.read(address, shadow.id));
            let (ledger, problem) = match asked.await {
                Ok(Ok(ledger)) => (Some(ledger.encode_to_vec()), String::new()),
                Ok(Err(error)) => (None, told(&error)),
                Err(_) => (
                    None,
                    format!("it took longer than {} ms", limit.as_millis()),
                ),
            };
            ActivationShadowRow {
                entry_id: entry,
                service: address.clone(),
                shadow_id: shadow.id,
                problem,
                ledger,
                // As exact as it is stored, so that the first answer and later ones agree.
                create_time: Utc::now().trunc_subsecs(6),
            }
        });
        futures::future::join_all(calls).await
    }

    async fn read(&self, address: &str, shadow: Uuid) -> anyhow::Result<ShadowLedger> {
        let channel = self.client.endpoint(address)?.connect().await?;
        let request = ReadShadowLedgerRequest {
            shadow: format!("shadows/{shadow}"),
            with_changes: false,
        };
        let request = authorised(request, self.config.bearer().await?);
        let mut service = ReplayServiceClient::new(channel);
        let mut parts = service.read_shadow_ledger(request).await?.into_inner();
        while let Some(part) = parts.message().await? {
            if let Some(Part::Ledger(ledger)) = part.part {
                return Ok(ShadowLedger {
                    report: ledger.report.map(shortened),
                    ..ledger
                });
            }
        }
        anyhow::bail!("it ended without a ledger")
    }
}
