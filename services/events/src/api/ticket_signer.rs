//! Signs admission tickets, and reads them again. A door needs the public key and nothing else: no network, no list.
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Verifier};
use kezhuan_database::seal::{HeadSigner, SealingKey, key_id, key_to_pem};

use crate::domain::registration::ticket::Claim;

/// Tells a ticket, and its version, from other codes.
const PREFIX: &str = "KZT1";

/// The Ed25519 key of this service's tickets.
pub struct TicketSigner(SealingKey);

impl TicketSigner {
    /// The key in this file, which is made when absent.
    pub fn create_or_load(file: &Path) -> anyhow::Result<TicketSigner> {
        Ok(TicketSigner(SealingKey::create_or_load(file)?))
    }

    /// The code of a ticket.
    pub fn sign(&self, claim: &Claim) -> String {
        let payload = URL_SAFE_NO_PAD.encode(claim.bytes());
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(&claim.signed()));
        format!("{PREFIX}.{payload}.{signature}")
    }

    /// What a code claims, where this key signed it.
    pub fn read(&self, code: &str) -> Option<Claim> {
        let (prefix, rest) = code.trim().split_once('.')?;
        let (payload, signature) = rest.split_once('.')?;
        let claim = Claim::read(&URL_SAFE_NO_PAD.decode(payload).ok()?)?;
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let key = self.0.verifying_key();
        let is_signed = prefix == PREFIX && key.verify(&claim.signed(), &signature).is_ok();
        is_signed.then_some(claim)
    }

    /// How tickets call the key.
    pub fn key_id(&self) -> String {
        key_id(&self.0.verifying_key())
    }

    /// The public key, as a PEM file.
    pub fn public_key_pem(&self) -> anyhow::Result<String> {
        key_to_pem(&self.0.verifying_key())
    }
}
