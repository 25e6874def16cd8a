//! Who asks, as far as a domain has to know it: the person, their organisation, what they may do.
use std::collections::BTreeSet;

use crate::refused::Refused;

/// The caller of a command; `Role` lists the roles that the decisions of a service test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor<Role: Ord> {
    /// The person's subject, or the service's name.
    pub subject: String,
    pub organisation: String,
    pub tenant: String,
    pub roles: BTreeSet<Role>,
    /// A service acting for itself (timer, rule answer); it takes no decision that people must take.
    pub is_service: bool,
}

impl<Role: Ord> Actor<Role> {
    /// A person with these roles.
    pub fn person(
        subject: impl Into<String>,
        organisation: impl Into<String>,
        tenant: impl Into<String>,
        roles: impl IntoIterator<Item = Role>,
    ) -> Actor<Role> {
        Actor {
            subject: subject.into(),
            organisation: organisation.into(),
            tenant: tenant.into(),
            roles: roles.into_iter().collect(),
            is_service: false,
        }
    }

    /// The service itself.
    pub fn service(name: impl Into<String>, tenant: impl Into<String>) -> Actor<Role> {
        Actor {
            subject: name.into(),
            organisation: String::new(),
            tenant: tenant.into(),
            roles: BTreeSet::new(),
            is_service: true,
        }
    }

    /// Whether the actor has `role`.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether a person with `role` of exactly this organisation asks.
    pub fn is_of(&self, role: Role, organisation: &str) -> bool {
        !self.is_service && self.has(role) && self.organisation == organisation
    }

    /// Holds that a person with one of `roles` asks.
    pub fn require_any(&self, roles: &[Role]) -> Result<(), Refused> {
        if !self.is_service && roles.iter().any(|role| self.roles.contains(role)) {
            return Ok(());
        }
        Err(Refused::new(
            "ROLE_MISSING",
            "当前用户没有办理该步骤的角色",
            "the caller lacks the role this step needs",
        ))
    }
}
