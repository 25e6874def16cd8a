//! A case out of a running suite: everything the caller may read of it, its decisions with packages and receipts.
use std::collections::BTreeSet;

use chrono::{SubsecRound, Utc};
use kezhuan_protocol::contracts::v1::{
    GetCertificateRequest, GetContractRequest, ListAppealsRequest, ListAttachmentsRequest,
    ListClaimsRequest, ListContractVersionsRequest, ListIncomesRequest,
};
use kezhuan_protocol::seal::v1::{GetSealingKeyRequest, SealingKey};
use kezhuan_rule_host::Digest;
use prost::{Message, Name};
use serde_json::Value;
use tonic::{Code, Status};

use super::AuditFile;
use super::archive::{Bundle, FORMAT, INDEX, Index, IndexedFile, README};
use super::fetch::{self, SERVICE};
use super::message_json::MessageJson;
use crate::refusal;
use crate::suite::Session;

/// The archive of a contract, told which step it is at.
pub async fn contract(
    session: &Session,
    name: &str,
    exported_by: &str,
    tell: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Bundle> {
    let mut export = Export {
        session,
        name,
        json: MessageJson::new()?,
        bundle: Bundle::default(),
    };
    // What is sealed comes first, so that no list lacks a claim or document that it speaks of.
    export.audit_entries(tell).await?;
    export.decisions(tell).await?;
    tell("the case");
    export.records().await?;
    export.lists().await?;
    let key = export.key().await?;
    export.bundle.add(
        format!("keys/{SERVICE}-{}.pem", key.key_id),
        key.public_key_pem,
    );
    export.bundle.add("README.md", README);
    export.indexed(exported_by)
}

struct Export<'e> {
    session: &'e Session,
    name: &'e str,
    json: MessageJson,
    bundle: Bundle,
}

/// Pages of one list as JSON.
macro_rules! every {
    ($export:expr, $rpc:ident, $items:ident, $request:ident) => {{
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = $request {
                contract: $export.name.to_owned(),
                page_token,
                ..$request::default()
            };
            let page = $export.session.contracts()?.$rpc(request).await;
            let page = page.map_err(refusal::readable)?.into_inner();
            for item in &page.$items {
                all.push($export.json.of(item)?);
            }
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break all;
            }
        }
    }};
}

impl Export<'_> {
    fn add<M: Message + Name>(&mut self, path: &str, message: &M) -> anyhow::Result<()> {
        let value = self.json.of(message)?;
        self.add_json(path, &value)
    }

    fn add_json(&mut self, path: &str, value: &Value) -> anyhow::Result<()> {
        self.bundle
            .add(path, serde_json::to_string_pretty(value)? + "\n");
        Ok(())
    }

    /// The contract itself, its versions and its certificate.
    async fn records(&mut self) -> anyhow::Result<()> {
        let name = self.name.to_owned();
        let mut client = self.session.contracts()?;
        let request = GetContractRequest { name: name.clone() };
        let contract = client
            .get_contract(request)
            .await
            .map_err(refusal::readable)?;
        self.add("case.json", contract.get_ref())?;
        let request = ListContractVersionsRequest { name: name.clone() };
        let versions = client.list_contract_versions(request).await;
        self.add(
            "versions.json",
            versions.map_err(refusal::readable)?.get_ref(),
        )?;
        match client.get_certificate(GetCertificateRequest { name }).await {
            Ok(certificate) => self.add("certificate.json", certificate.get_ref()),
            Err(status) if is_none(&status) => Ok(()),
            Err(status) => Err(refusal::readable(status)),
        }
    }

    async fn lists(&mut self) -> anyhow::Result<()> {
        let claims = every!(self, list_claims, claims, ListClaimsRequest);
        self.add_json("claims.json", &Value::Array(claims))?;
        let appeals = every!(self, list_appeals, appeals, ListAppealsRequest);
        self.add_json("appeals.json", &Value::Array(appeals))?;
        let incomes = every!(self, list_incomes, incomes, ListIncomesRequest);
        self.add_json("incomes.json", &Value::Array(incomes))?;
        let request = ListAttachmentsRequest {
            contract: self.name.to_owned(),
        };
        let documents = self.session.contracts()?.list_attachments(request).await;
        let documents = documents.map_err(refusal::readable)?;
        self.add("documents.json", documents.get_ref())
    }

    /// Every audit entry, and its receipt.
    async fn audit_entries(&mut self, tell: &(dyn Fn(&str) + Sync)) -> anyhow::Result<()> {
        let entries = fetch::audit_entries(self.session, self.name).await?;
        let count = entries.len();
        for (at, entry) in entries.into_iter().enumerate() {
            tell(&format!("audit entry {} of {count}", at + 1));
            let file = AuditFile::of(SERVICE, entry)?;
            let row = format!("auditEntries/{}", file.id);
            let receipt = fetch::receipt(self.session, &[SERVICE], &row).await?;
            self.bundle
                .add(format!("audit/{}.json", file.id), file.to_text()?);
            self.bundle
                .add(format!("receipts/{}.json", file.id), receipt.to_text()?);
        }
        Ok(())
    }

    /// Every decision, its package once, and its receipt.
    async fn decisions(&mut self, tell: &(dyn Fn(&str) + Sync)) -> anyhow::Result<()> {
        let decisions = fetch::decisions(self.session, self.name).await?;
        let mut packages = BTreeSet::new();
        for (at, decision) in decisions.iter().enumerate() {
            tell(&format!("decision {} of {}", at + 1, decisions.len()));
            let (file, package) = fetch::decision(self.session, &decision.name).await?;
            let id = file.id()?;
            self.bundle
                .add(format!("decisions/{id}.json"), file.to_text()?);
            if let Some(package) = package
                && packages.insert(Digest::of(&package))
            {
                let digest = Digest::of(&package);
                self.bundle.add(format!("packages/{digest}.wasm"), package);
            }
            let row = format!("decisions/{id}");
            let receipt = fetch::receipt(self.session, &[SERVICE], &row).await?;
            self.bundle
                .add(format!("receipts/{id}.json"), receipt.to_text()?);
        }
        Ok(())
    }

    async fn key(&self) -> anyhow::Result<SealingKey> {
        let mut client = self.session.seal(SERVICE)?;
        let key = client.get_sealing_key(GetSealingKeyRequest {}).await;
        Ok(key.map_err(refusal::readable)?.into_inner())
    }

    /// With the index that names every file.
    fn indexed(mut self, exported_by: &str) -> anyhow::Result<Bundle> {
        let files = self.bundle.iter().map(|(path, content)| IndexedFile {
            path: path.to_owned(),
            sha256: Digest::of(content).to_string(),
            bytes: content.len() as u64,
        });
        let index = Index {
            format: FORMAT.to_owned(),
            case: self.name.to_owned(),
            service: SERVICE.to_owned(),
            exported_at: Utc::now().trunc_subsecs(0),
            exported_by: exported_by.to_owned(),
            files: files.collect(),
        };
        let text = serde_json::to_string_pretty(&index)? + "\n";
        self.bundle.add(INDEX, text);
        Ok(self.bundle)
    }
}

/// A contract that was never registered has no certificate.
fn is_none(status: &Status) -> bool {
    matches!(status.code(), Code::NotFound | Code::FailedPrecondition)
}
