//! The suite's public interfaces as Rust: generated from /proto, nothing written by hand but the names.
#![allow(clippy::too_many_lines)] // one generated dispatch per service, an arm per RPC
#![allow(clippy::large_enum_variant)] // a stream's parts are one enum, and its report is the largest

/// Contracts: registration of technology contracts and incentive claims.
pub mod contracts {
    pub mod v1 {
        tonic::include_proto!("kezhuan.contracts.v1");
    }
}

/// Financing: loans on intellectual property, the risk pool, interest subsidies, and webhooks of all that.
pub mod financing {
    pub mod v1 {
        tonic::include_proto!("kezhuan.financing.v1");
    }
}

/// Rules: packages and timelines.
pub mod rules {
    pub mod v1 {
        tonic::include_proto!("kezhuan.rules.v1");
    }
}

/// Scoreboard: the plan's figures.
pub mod scoreboard {
    pub mod v1 {
        tonic::include_proto!("kezhuan.scoreboard.v1");
    }
}

/// Adoption: how a service that asks rules takes over a change.
pub mod adoption {
    pub mod v1 {
        tonic::include_proto!("kezhuan.adoption.v1");
    }
}

/// Seal: receipts, tree heads and the key of a service's sealed log.
pub mod seal {
    pub mod v1 {
        tonic::include_proto!("kezhuan.seal.v1");
    }
}

/// Replay: stored decisions asked again of a package that is not in force.
pub mod replay {
    pub mod v1 {
        tonic::include_proto!("kezhuan.replay.v1");
    }
}

/// Clock: the legal clock of a development suite.
pub mod clock {
    pub mod v1 {
        tonic::include_proto!("kezhuan.clock.v1");
    }
}

/// Every descriptor, for reflection and for tests that enumerate the interfaces.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// A request that may be sent again: its `request_id` says that it is the same one.
pub trait Idempotent {
    /// The UUID the caller chose.
    fn request_id(&self) -> &str;
}

/// A request that a bank may give a number of its own, unique for ever: the same number says that it is the same
/// instruction, whenever it comes.
pub trait Instruction: Idempotent + Clone {
    /// The bank's number (业务流水号); empty when somebody else asks.
    fn biz_no(&self) -> &str;
    /// What is asked, without what may differ from one try to the next: two of the same number are compared by it.
    fn asked(&self) -> Self;
}

include!(concat!(env!("OUT_DIR"), "/idempotent.rs"));
include!(concat!(env!("OUT_DIR"), "/instructions.rs"));

#[cfg(test)]
mod tests {
    use super::Instruction;
    use super::financing::v1::RepayLoanRequest;

    #[test]
    fn a_second_try_asks_the_same_and_another_amount_does_not() {
        let first = RepayLoanRequest {
            biz_no: "P001".to_owned(),
            request_id: "one".to_owned(),
            etag: "1".to_owned(),
            principal_fen: 5,
            ..Default::default()
        };
        let again = RepayLoanRequest {
            request_id: "two".to_owned(),
            etag: "2".to_owned(),
            ..first.clone()
        };
        assert_eq!((again.biz_no(), again.asked()), ("P001", first.asked()));
        let other = RepayLoanRequest {
            principal_fen: 6,
            ..first.clone()
        };
        assert_ne!(other.asked(), first.asked());
    }
}
