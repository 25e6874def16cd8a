//! What an admission ticket says: which registration of which event. Its bytes are signed, so that a door without a network can
//! hold them against the service's public key.
use uuid::Uuid;

use super::Registration;

/// Stands before what is signed, so that no other signature of this suite is one of a ticket.
const SIGNED_AS: &[u8] = b"kezhuan-ticket-v1\n";
const ID_BYTES: usize = 16;

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub registration: Uuid,
    pub event: Uuid,
    /// In the order of registrations, as a door may show it.
    pub place: i64,
}

impl Claim {
    /// What the ticket of a registration claims.
    pub fn of(registration: &Registration) -> Claim {
        Claim {
            registration: registration.id,
            event: registration.event,
            place: registration.place,
        }
    }

    /// As the code carries it: both ids and the place, the highest byte first.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * ID_BYTES + 8);
        bytes.extend_from_slice(self.registration.as_bytes());
        bytes.extend_from_slice(self.event.as_bytes());
        bytes.extend_from_slice(&self.place.to_be_bytes());
        bytes
    }

    /// The claim in these bytes.
    pub fn read(bytes: &[u8]) -> Option<Claim> {
        let (registration, rest) = bytes.split_at_checked(ID_BYTES)?;
        let (event, place) = rest.split_at_checked(ID_BYTES)?;
        Some(Claim {
            registration: Uuid::from_slice(registration).ok()?,
            event: Uuid::from_slice(event).ok()?,
            place: i64::from_be_bytes(place.try_into().ok()?),
        })
    }

    /// What is signed.
    pub fn signed(&self) -> Vec<u8> {
        [SIGNED_AS, self.bytes().as_slice()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_read_as_it_was_written_and_nothing_else_is_one() {
        let claim = Claim {
            registration: Uuid::from_u128(7),
            event: Uuid::from_u128(8),
            place: 2_000,
        };
        let bytes = claim.bytes();
        assert_eq!(Claim::read(&bytes), Some(claim));
        assert_eq!(Claim::read(&bytes[1..]), None);
        assert_eq!(Claim::read(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(Claim::read(&[]), None);
        assert!(claim.signed().starts_with(SIGNED_AS));
    }
}
