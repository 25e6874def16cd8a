//! The suite's public interfaces as Rust: generated from /proto, nothing written by hand but the names.
#![allow(clippy::too_many_lines)] // one generated dispatch per service, an arm per RPC
#![allow(clippy::large_enum_variant)] // a stream's parts are one enum, and its report is the largest

/// Agriculture: bases, varieties, trials, demonstrations, extension.
pub mod agriculture {
    pub mod v1 {
        pub use crate::cases::*;
        tonic::include_proto!("kezhuan.agriculture.v1");
    }
}

/// What every service with cases answers alike: one type for the same message of each interface.
pub mod cases {
    pub use crate::financing::v1::{
        AuditEntry, Code, CodeList, DeadLetter, Decision, DownloadDecisionPackageRequest,
        DownloadDecisionPackageResponse, GetDecisionRequest, ListAuditEntriesRequest,
        ListAuditEntriesResponse, ListCodesRequest, ListCodesResponse, ListDeadLettersRequest,
        ListDeadLettersResponse, ListDecisionsRequest, ListDecisionsResponse, Objection,
        PublicNotice, ReplayDeadLetterRequest, RuleGround, RulePin, objection, rule_ground,
    };
}

/// Contracts: registration of technology contracts and incentive claims.
pub mod contracts {
    pub mod v1 {
        pub use crate::cases::*;
        tonic::include_proto!("kezhuan.contracts.v1");
    }
}

/// Events: events and registrations, matching and negotiation, the award.
pub mod events {
    pub mod v1 {
        pub use crate::cases::*;
        tonic::include_proto!("kezhuan.events.v1");
    }
}

/// Financing: IP rights, loans on their pledge, the risk pool, and what banks are told of them.
pub mod financing {
    pub mod v1 {
        tonic::include_proto!("kezhuan.financing.v1");
    }
}

/// Incubation: carriers, their tenants, and what both return.
pub mod incubation {
    pub mod v1 {
        pub use crate::cases::*;
        tonic::include_proto!("kezhuan.incubation.v1");
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

/// Grants: local benefits paid by an authority's rule.
pub mod grants {
    pub mod v1 {
        pub use crate::cases::*;
        tonic::include_proto!("kezhuan.grants.v1");
    }
}

/// Notifications: messages to people, and where they want them.
pub mod notifications {
    pub mod v1 {
        tonic::include_proto!("kezhuan.notifications.v1");
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

/// A request that an organisation numbers by itself, with a `biz_no` that is unique there for ever.
pub trait Numbered {
    /// The number as it was sent; empty where the request has none.
    fn biz_no(&self) -> &str;
    /// What it is to be about, where it names a resource.
    fn resource(&self) -> &str;
    /// What the number stands for: the message without what may differ between two sendings of it.
    fn numbered_body(&self) -> Vec<u8>;
}

include!(concat!(env!("OUT_DIR"), "/idempotent.rs"));
