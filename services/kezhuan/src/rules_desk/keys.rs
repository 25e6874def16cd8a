//! The keys that packages are signed with: a tenant registers them, the city approves them.
use kezhuan_protocol::rules::v1::{
    ApproveKeyRequest, ListKeysRequest, RegisterKeyRequest, RevokeKeyRequest, SigningKey,
};
use kezhuan_rule_host::signature::PrivateKey;

use super::PAGE_SIZE;
use crate::refusal;
use crate::suite::Session;

/// Registers a public key of the caller's tenant, as PEM or hex.
pub async fn register_key(
    session: &Session,
    title: &str,
    public_key: &str,
    request_id: String,
) -> anyhow::Result<SigningKey> {
    let request = RegisterKeyRequest {
        tenant: String::new(),
        title: title.to_owned(),
        public_key: public_key.to_owned(),
        request_id,
    };
    let answer = session.rules()?.register_key(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Approves a tenant's key, for the city.
pub async fn approve_key(
    session: &Session,
    name: &str,
    request_id: String,
) -> anyhow::Result<SigningKey> {
    let request = ApproveKeyRequest {
        name: name.to_owned(),
        request_id,
    };
    let answer = session.rules()?.approve_key(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Revokes a key for good.
pub async fn revoke_key(
    session: &Session,
    name: &str,
    reason: &str,
    request_id: String,
) -> anyhow::Result<SigningKey> {
    let request = RevokeKeyRequest {
        name: name.to_owned(),
        reason: reason.to_owned(),
        request_id,
    };
    let answer = session.rules()?.revoke_key(request).await;
    Ok(answer.map_err(refusal::readable)?.into_inner())
}

/// Every key; an empty tenant is all.
pub async fn keys(session: &Session, tenant: &str) -> anyhow::Result<Vec<SigningKey>> {
    let (mut keys, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListKeysRequest {
            tenant: tenant.to_owned(),
            page_size: PAGE_SIZE,
            page_token,
        };
        let answer = session.rules()?.list_keys(request).await;
        let page = answer.map_err(refusal::readable)?.into_inner();
        keys.extend(page.keys);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(keys);
        }
    }
}

/// A key made for this run, registered by the tenant's administrator and approved by the city.
pub async fn trusted_key(
    (administrator, city): (&Session, &Session),
    title: &str,
    request_ids: [String; 2],
) -> anyhow::Result<PrivateKey> {
    let [registration, approval] = request_ids;
    let key = PrivateKey::fresh();
    let public = hex::encode(key.public().as_bytes());
    let registered = register_key(administrator, title, &public, registration).await?;
    approve_key(city, &registered.name, approval).await?;
    Ok(key)
}
