//! The caller of an RPC, a timer or a consumer.
use std::collections::BTreeSet;

use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use tonic::{Code, Request, Status};

use kezhuan_rpc::Problem;

use crate::Role;

/// The city's own tenant.
const CITY: &str = "440700";

/// A person, a service, a service that passes a person's call on, or the systems of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    Person,
    Service,
    ServiceForPerson,
    /// By its certificate alone, never by a token.
    Organisation,
}

/// How far a caller sees by row security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The cases of its tenant.
    Own,
    /// Cases its organisation is a party of.
    Party,
    /// The same, and it writes the rules of its tenant or keeps its keys.
    Rules,
    City,
    Auditor,
    Service,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub kind: CallerKind,
    pub subject: String,
    pub organisation: String,
    /// Division or college code of the authority the caller works for; empty for enterprises.
    pub tenant: String,
    pub roles: BTreeSet<Role>,
}

impl Caller {
    /// The caller that the permission check put into the request.
    pub fn of<T>(request: &Request<T>) -> Result<Caller, Status> {
        request
            .extensions()
            .get::<Caller>()
            .cloned()
            .ok_or_else(|| unauthenticated("TOKEN_MISSING").into())
    }

    /// A service acting for itself, with the tenant of the row or event it handles.
    pub fn service(name: impl Into<String>, tenant: impl Into<String>) -> Caller {
        let name = name.into();
        Caller {
            kind: CallerKind::Service,
            subject: name.clone(),
            organisation: name,
            tenant: tenant.into(),
            roles: BTreeSet::new(),
        }
    }

    /// Whether the caller has `role`.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// As whom a change is written that the domain has decided in a case of `tenant`. The city reads every county and writes
    /// only as itself, so what it may do in a county's case is written in that county's name.
    pub fn writing_in(&self, tenant: &str) -> Caller {
        match self.reach() {
            // The same person with the reach of an office of that county, no more.
            Reach::City if self.tenant != tenant => Caller {
                tenant: tenant.to_owned(),
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    /// As whom it works on rules. A person who does, and for no tenant, works on those of the own organisation, which is its
    /// own authority in them. Only a unified social credit code counts, and no tenant's code has the form of one.
    pub fn on_rules(self) -> Caller {
        let is_its_own = self.kind != CallerKind::Service
            && self.tenant.is_empty()
            && self.roles.iter().any(|role| role.works_on_rules())
            && UnifiedSocialCreditCode::parse(&self.organisation).is_ok();
        match is_its_own {
            true => Caller {
                tenant: self.organisation.clone(),
                ..self
            },
            false => self,
        }
    }

    /// How far the caller sees.
    pub fn reach(&self) -> Reach {
        if self.kind == CallerKind::Service {
            Reach::Service
        } else if self.has(Role::Auditor) {
            Reach::Auditor
        } else if self.tenant == CITY && (self.has(Role::CityStb) || self.has(Role::CityAmr)) {
            Reach::City
        } else if self.roles.iter().any(|role| role.works_on_cases()) {
            Reach::Own
        } else if self.roles.iter().any(|role| role.works_on_rules()) {
            Reach::Rules
        } else {
            Reach::Party
        }
    }
}

/// No caller: what to send, in both languages.
pub(crate) fn unauthenticated(reason: &'static str) -> Problem {
    let (zh, en) = match reason {
        "TOKEN_MISSING" => (
            "请求未携带访问令牌，请在 authorization 头中发送 Bearer 令牌",
            "no access token: send `authorization: Bearer …`",
        ),
        "TOKEN_EXPIRED" => (
            "访问令牌已过期，请重新登录",
            "the access token has expired: sign in again",
        ),
        _ => (
            "访问令牌无效，请使用本系统认可的签发方签发的令牌",
            "the access token is not valid here: use one from the issuer this suite trusts",
        ),
    };
    Problem::new(Code::Unauthenticated, reason, "auth.kezhuan")
        .zh(zh)
        .en(en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_work_on_cases_reaches_none_of_its_tenant() {
        let reach = |roles: &[Role]| {
            let person = Caller {
                kind: CallerKind::Person,
                roles: roles.iter().copied().collect(),
                ..Caller::service("office-440703", "440703")
            };
            person.reach()
        };
        assert_eq!(reach(&[Role::Registrar]), Reach::Own);
        assert_eq!(reach(&[Role::Operator]), Reach::Party);
        assert_eq!(reach(&[Role::TenantAdmin]), Reach::Rules);
        assert_eq!(reach(&[Role::RuleAuthor]), Reach::Rules);
        assert_eq!(reach(&[Role::RuleApprover]), Reach::Rules);
        assert_eq!(reach(&[Role::RuleAuthor, Role::Registrar]), Reach::Own);
    }

    #[test]
    fn only_who_works_on_rules_of_an_organisation_with_a_credit_code_acts_for_it() {
        const BANK: &str = "91440700MA5WBANK0B";
        let tenant = |organisation: &str, tenant: &str, role: Role, kind: CallerKind| {
            let caller = Caller {
                kind,
                subject: "he".to_owned(),
                organisation: organisation.to_owned(),
                tenant: tenant.to_owned(),
                roles: BTreeSet::from([role]),
            };
            caller.on_rules().tenant
        };
        let person = CallerKind::Person;
        assert_eq!(tenant(BANK, "", Role::RuleAuthor, person), BANK);
        assert_eq!(tenant(BANK, "", Role::TenantAdmin, person), BANK);
        assert_eq!(tenant(BANK, "", Role::Bank, person), "");
        assert_eq!(tenant("440703", "", Role::RuleApprover, person), "");
        assert_eq!(tenant(BANK, "440703", Role::RuleApprover, person), "440703");
        let service = CallerKind::Service;
        assert_eq!(tenant(BANK, "", Role::RuleAuthor, service), "");
    }
}
