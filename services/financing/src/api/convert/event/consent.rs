//! What happened to a consent, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use crate::api::convert::consent::consent;
use crate::store::consents::{AGGREGATE, StoredConsent};

/// Publishes that a consent was given.
pub fn given(write: &mut Write, after: &StoredConsent) {
    let event = v1::ConsentGiven {
        consent: Some(consent(&after.consent)),
    };
    write.publish(AGGREGATE, after.consent.id, 1, &event);
}

/// Publishes that it was taken back.
pub fn withdrawn(write: &mut Write, after: &StoredConsent) {
    let event = v1::ConsentWithdrawn {
        consent: Some(consent(&after.consent)),
    };
    write.publish(AGGREGATE, after.consent.id, 2, &event);
}
