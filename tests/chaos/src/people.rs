//! Who acts: an applicant, the two registrars of its county and those who put its rule in force, and the
//! city that reads the figures.
use std::path::Path;
use std::time::Duration;

use kezhuan_auth::{Claims, DevelopmentIssuer};
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};

const LIFETIME: Duration = Duration::from_secs(3_600);
/// The county everything happens in.
pub const TENANT: &str = "440703";
pub const SELLER: &str = "seller-1";

/// One person of the play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Applicant,
    Registrar,
    SecondRegistrar,
    City,
    TenantAdmin,
    RuleAuthor,
    RuleApprover,
    SecondRuleApprover,
    Operator,
}

/// Their tokens, good for as long as a run takes.
pub struct People([MetadataValue<Ascii>; 9]);

impl People {
    /// Makes the tokens with the suite's own keys.
    pub fn of(keys: &Path) -> anyhow::Result<People> {
        let issuer = DevelopmentIssuer::load(keys)?;
        let token =
            |subject: &str, organisation: &str, tenant: &str, role: &str| -> anyhow::Result<_> {
                let claims = Claims::person(subject, organisation, tenant, &[role]);
                Ok(format!("Bearer {}", issuer.token(&claims, LIFETIME)?).parse()?)
            };
        Ok(People([
            token("li", SELLER, "", "applicant")?,
            token("wang", "office-440703", TENANT, "registrar")?,
            token("chen", "office-440703", TENANT, "registrar2")?,
            token("zhou", "bureau-city", "440700", "city_stb")?,
            token("feng", "bureau-440703", TENANT, "tenant_admin")?,
            token("sun", "bureau-440703", TENANT, "rule_author")?,
            token("qian", "bureau-440703", TENANT, "rule_approver")?,
            token("zheng", "bureau-440703", TENANT, "rule_approver")?,
            token("root", "platform", "440700", "operator")?,
        ]))
    }

    /// A request of this person's.
    pub fn ask<T>(&self, person: Person, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request
            .metadata_mut()
            .insert("authorization", self.0[person as usize].clone());
        request
    }
}
