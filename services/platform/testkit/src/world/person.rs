//! The people and services that call.
use kezhuan_auth::Claims;

/// Somebody with a token.
#[derive(Debug, Clone)]
pub struct Person {
    pub(super) claims: Claims,
}

impl Person {
    /// Whose people they are.
    pub fn organisation(&self) -> &str {
        &self.claims.org
    }

    /// Who comes over a bank's certificate, and numbers what is to be done.
    pub fn is_of_a_bank(&self) -> bool {
        self.claims.roles.iter().any(|role| role == "bank")
    }
}

/// A person of an organisation who works for a tenant (empty for enterprises) in these roles.
pub fn person(subject: &str, organisation: &str, tenant: &str, roles: &[&str]) -> Person {
    Person {
        claims: Claims::person(subject, organisation, tenant, roles),
    }
}

/// Another service, which acts for itself.
pub fn service(name: &str) -> Person {
    Person {
        claims: Claims::service(name),
    }
}
