//! What a tenancy consists of beside its state.
use chrono::NaiveDate;
use kezhuan_law::code_list::code_list;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use serde::{Deserialize, Serialize};

use super::Criterion;

code_list! {
    /// Who moves in.
    TenantKind {
        Enterprise = "ENTERPRISE", "企业", "an enterprise";
        /// Not registered yet: no credit code, and no part of the figure of tenant enterprises.
        Team = "TEAM", "创业团队", "a team";
    }
}

code_list! {
    /// What a tenant works in. The measures of 2018 let three of them stay longer.
    Field {
        Software = "SOFTWARE", "软件与信息服务", "software";
        Ic = "IC", "集成电路", "integrated circuits";
        Electronics = "ELECTRONICS", "电子信息", "electronics";
        BioMed = "BIO_MED", "生物医药", "bio-medicine";
        ModernAgri = "MODERN_AGRI", "现代农业", "modern agriculture";
        NewMaterials = "NEW_MATERIALS", "新材料", "new materials";
        NewEnergy = "NEW_ENERGY", "新能源与节能", "new energy";
        Environment = "ENVIRONMENT", "资源与环境", "resources and environment";
        Laser = "LASER", "激光与增材制造", "laser and additive manufacturing";
        Manufacturing = "MANUFACTURING", "先进制造与自动化", "advanced manufacturing";
        Aerospace = "AEROSPACE", "航空航天", "aerospace";
        TechService = "TECH_SERVICE", "高技术服务", "high-tech services";
        Other = "OTHER", "其他", "other";
    }
}

code_list! {
    /// Who founded it, as the Torch return asks.
    Founder {
        General = "GENERAL", "一般创业者", "somebody else";
        Student = "STUDENT", "大学生", "a student";
        Returnee = "RETURNEE", "留学人员", "a returnee";
    }
}

/// What the tenant says of itself when it applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// Registered inside the carrier.
    pub registered_here: bool,
    /// Its main research and office are inside the carrier.
    pub office_here: bool,
    pub tech_sme: bool,
    pub high_tech: bool,
}

/// What the operator wanted when the rule failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    pub by: String,
    /// The last day of the stay it agreed to; `None`: the longest.
    pub until: Option<NaiveDate>,
}

/// Why somebody who may decide said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// A longer stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub until: NaiveDate,
    pub reason: String,
    pub by: String,
    pub extended_on: NaiveDate,
}

/// Why and when a tenant left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    pub code: String,
    pub note: String,
    pub exited_on: NaiveDate,
}

/// By what a tenant graduated, and whether its authority found it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graduation {
    pub graduated_on: NaiveDate,
    pub met: Vec<Criterion>,
    pub verification: Option<Verification>,
}

/// What the authority found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub note: String,
    pub by: String,
    pub verified_on: NaiveDate,
}

/// The enterprise that a team became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub uscc: UnifiedSocialCreditCode,
    /// Of the enterprise.
    pub name: String,
    pub registered_on: NaiveDate,
    pub recorded_by: String,
}

/// The enterprise (落地企业) that a tenant of a remote carrier founded in Jiangmen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landing {
    pub uscc: UnifiedSocialCreditCode,
    pub name: String,
    pub landed_on: NaiveDate,
    pub recorded_by: String,
}
