//! Request ids that can be made again: the same parts give the same id, so that repeating work does no harm.
use sha2::{Digest, Sha256};
use uuid::Builder;

/// A UUID (version 8) from the parts; no two lists of parts are taken for each other.
pub fn derive(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// A new id for a command a person gives once.
pub fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_id_and_others_another() {
        assert_eq!(derive(&["a", "b"]), derive(&["a", "b"]));
        assert_ne!(derive(&["a", "b"]), derive(&["ab", ""]));
        assert_ne!(derive(&["a", "b"]), derive(&["b", "a"]));
        let id: uuid::Uuid = derive(&["x"]).parse().expect("a UUID");
        assert_eq!(id.get_version_num(), 8);
    }
}
