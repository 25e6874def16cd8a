//! What the sources announce, as they would write it into their outboxes.
use kezhuan_database::Write;
use kezhuan_protocol::agriculture::v1::{
    BaseAccredited, BaseApplied, BaseDelisted, BaseExpired, BaseMoved, base,
};
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractAnnulled, ContractDeregistered, ContractRegistered, RegisteredVersion,
};
use kezhuan_protocol::events::v1::{
    ContractDropped, EventFollowUpStarted, IntentSigned, NegotiationBegun, NegotiationContracted,
    NegotiationEnded, OutcomeJudgedAgain, ProjectSubmitted, ProjectWithdrawn,
};
use kezhuan_protocol::incubation::v1::{
    LandingRecorded, TenancyApplied, TenancyMoved, TenantAdmitted, TenantExited, TenantExpired,
    TenantGraduated, TenantRegistered, TenantReturned,
};
use uuid::Uuid;

/// One announcement.
pub enum Event {
    Registered(RegisteredVersion),
    Amended(RegisteredVersion),
    Deregistered,
    Annulled,
    TenancyApplied(TenancyMoved),
    Admitted(TenancyMoved),
    Landed(TenancyMoved),
    BecameEnterprise(TenancyMoved),
    Graduated(TenancyMoved),
    Returned(TenancyMoved),
    Exited(TenancyMoved),
    TenantExpired(TenancyMoved),
    BaseApplied(BaseMoved),
    Accredited(BaseAccredited),
    Delisted(BaseDelisted),
    BaseExpired(BaseExpired),
    Begun(NegotiationBegun),
    Signed(IntentSigned),
    Contracted(NegotiationContracted),
    JudgedAgain(OutcomeJudgedAgain),
    ContractDropped(ContractDropped),
    Ended(NegotiationEnded),
    Held(EventFollowUpStarted),
    ProjectSubmitted(ProjectSubmitted),
    ProjectWithdrawn(ProjectWithdrawn),
}

impl Event {
    /// The service that announces it.
    pub const fn source(&self) -> &'static str {
        match self {
            Event::Registered(_) | Event::Amended(_) | Event::Deregistered | Event::Annulled => {
                "contracts"
            }
            Event::TenancyApplied(_)
            | Event::Admitted(_)
            | Event::Landed(_)
            | Event::BecameEnterprise(_)
            | Event::Graduated(_)
            | Event::Returned(_)
            | Event::Exited(_)
            | Event::TenantExpired(_) => "incubation",
            Event::BaseApplied(_)
            | Event::Accredited(_)
            | Event::Delisted(_)
            | Event::BaseExpired(_) => "agriculture",
            Event::Begun(_)
            | Event::Signed(_)
            | Event::Contracted(_)
            | Event::JudgedAgain(_)
            | Event::ContractDropped(_)
            | Event::Ended(_)
            | Event::Held(_)
            | Event::ProjectSubmitted(_)
            | Event::ProjectWithdrawn(_) => "events",
        }
    }

    /// Publishes it with the write.
    pub fn publish(&self, write: &mut Write, case: Uuid, sequence: i64) {
        match self {
            Event::Registered(_) | Event::Amended(_) | Event::Deregistered | Event::Annulled => {
                self.publish_contract(write, case, sequence);
            }
            Event::TenancyApplied(_)
            | Event::Admitted(_)
            | Event::Landed(_)
            | Event::BecameEnterprise(_)
            | Event::Graduated(_)
            | Event::Returned(_)
            | Event::Exited(_)
            | Event::TenantExpired(_) => self.publish_tenancy(write, case, sequence),
            Event::BaseApplied(_)
            | Event::Accredited(_)
            | Event::Delisted(_)
            | Event::BaseExpired(_) => self.publish_base(write, case, sequence),
            Event::Begun(event) => {
                write.publish("negotiation", case, sequence, event);
            }
            Event::Signed(event) => {
                write.publish("negotiation", case, sequence, event);
            }
            Event::Contracted(event) => {
                write.publish("negotiation", case, sequence, event);
            }
            Event::JudgedAgain(event) => {
                write.publish("negotiation", case, sequence, event);
            }
            Event::ContractDropped(event) => {
                write.publish("negotiation", case, sequence, event);
            }
            Event::Ended(event) => {
                write.publish("negotiation", case, sequence, event);
            }
            Event::Held(event) => {
                write.publish("event", case, sequence, event);
            }
            Event::ProjectSubmitted(event) => {
                write.publish("project", case, sequence, event);
            }
            Event::ProjectWithdrawn(event) => {
                write.publish("project", case, sequence, event);
            }
        }
    }

    fn publish_contract(&self, write: &mut Write, case: Uuid, sequence: i64) {
        match self {
            Event::Registered(version) => {
                let event = ContractRegistered {
                    version: Some(version.clone()),
                    ..Default::default()
                };
                write.publish("contract", case, sequence, &event);
            }
            Event::Amended(version) => {
                let event = ContractAmended {
                    version: Some(version.clone()),
                    ..Default::default()
                };
                write.publish("contract", case, sequence, &event);
            }
            Event::Deregistered => {
                write.publish("contract", case, sequence, &ContractDeregistered::default());
            }
            _ => {
                write.publish("contract", case, sequence, &ContractAnnulled::default());
            }
        }
    }

    fn publish_tenancy(&self, write: &mut Write, case: Uuid, sequence: i64) {
        macro_rules! publish {
            ($message:ident, $moved:expr) => {{
                let event = $message {
                    moved: Some($moved.clone()),
                    ..Default::default()
                };
                write.publish("tenancy", case, sequence, &event);
            }};
        }
        match self {
            Event::TenancyApplied(moved) => {
                let moved = Some(moved.clone());
                write.publish("tenancy", case, sequence, &TenancyApplied { moved });
            }
            Event::Landed(moved) => {
                let moved = Some(moved.clone());
                write.publish("tenancy", case, sequence, &LandingRecorded { moved });
            }
            Event::BecameEnterprise(moved) => {
                let moved = Some(moved.clone());
                write.publish("tenancy", case, sequence, &TenantRegistered { moved });
            }
            Event::TenantExpired(moved) => {
                let moved = Some(moved.clone());
                write.publish("tenancy", case, sequence, &TenantExpired { moved });
            }
            Event::Admitted(moved) => publish!(TenantAdmitted, moved),
            Event::Graduated(moved) => publish!(TenantGraduated, moved),
            Event::Returned(moved) => publish!(TenantReturned, moved),
            Event::Exited(moved) => publish!(TenantExited, moved),
            _ => panic!("no event of a tenancy"),
        }
    }

    fn publish_base(&self, write: &mut Write, case: Uuid, sequence: i64) {
        match self {
            Event::BaseApplied(moved) => {
                let event = BaseApplied {
                    moved: Some(moved.clone()),
                    ..Default::default()
                };
                write.publish("base", case, sequence, &event);
            }
            Event::Accredited(event) => {
                write.publish("base", case, sequence, event);
            }
            Event::Delisted(event) => {
                write.publish("base", case, sequence, event);
            }
            Event::BaseExpired(event) => {
                write.publish("base", case, sequence, event);
            }
            _ => panic!("no event of a base"),
        }
    }
}

/// A version in force from its registration on 2025-03-03.
pub fn version(number: u32, division: &str, total: i64, technical: i64) -> RegisteredVersion {
    RegisteredVersion {
        number: format!("KZ-TC-2025-{division}-{number:06}"),
        kind: "KF-WT".to_owned(),
        total_amount_fen: total,
        technical_amount_fen: Some(technical),
        registered_on: "2025-03-03".to_owned(),
        in_force_from: "2025-03-03".to_owned(),
        seller_division: division.to_owned(),
        form_version: 1,
        ..RegisteredVersion::default()
    }
}

/// A tenancy of `uscc` in a carrier of `division`, since `entered_on`.
pub fn stay(uscc: &str, division: &str, entered_on: &str) -> TenancyMoved {
    TenancyMoved {
        carrier: format!("carriers/of-{division}"),
        uscc: uscc.to_owned(),
        division: division.to_owned(),
        tenant: division.to_owned(),
        entered_on: entered_on.to_owned(),
        from_state: "APPLIED".to_owned(),
        to_state: "INCUBATING".to_owned(),
        ..TenancyMoved::default()
    }
}

/// The same tenancy, left on a day.
pub fn left(stay: &TenancyMoved, left_on: &str) -> TenancyMoved {
    TenancyMoved {
        left_on: left_on.to_owned(),
        from_state: "INCUBATING".to_owned(),
        to_state: "EXITED".to_owned(),
        ..stay.clone()
    }
}

/// A base of the province in `division`, as every event of it says.
pub fn provincial(base: Uuid, division: &str) -> BaseMoved {
    BaseMoved {
        base: format!("bases/{base}"),
        number: format!("KZ-NJ-2025-{division}-000001"),
        organisation: "org-farm".to_owned(),
        division: division.to_owned(),
        level: base::Level::Province.into(),
        programme_name: "省级农业科技成果转化基地".to_owned(),
        ..BaseMoved::default()
    }
}

/// Accredited from one day to another.
pub fn accredited(moved: BaseMoved, from: &str, until: &str) -> BaseAccredited {
    BaseAccredited {
        moved: Some(moved),
        plate_number: "粤农转-1".to_owned(),
        accredited_on: from.to_owned(),
        valid_until: until.to_owned(),
        renewed: false,
    }
}
