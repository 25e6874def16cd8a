//! Permission tables: one row per RPC, next to its proto.
use std::collections::BTreeMap;

use kezhuan_rpc::Problem;
use serde::Deserialize;
use tonic::Code;

use crate::{Caller, CallerKind, Role};

/// The rows of one service.
#[derive(Clone, Debug)]
pub struct PermissionTable {
    service: String,
    rows: BTreeMap<String, Row>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    callers: Vec<CallerKind>,
    /// Any of; empty = every authenticated caller of these kinds.
    roles: Vec<Role>,
    /// Who must have shown the certificate of their organisation, whatever else is shown.
    certificate: Option<CertificateOf>,
}

/// Who calls over a connection of their own organisation only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CertificateOf {
    /// Everybody.
    Organisation,
    /// Who comes for a bank; others call the same RPC without.
    Bank,
}

impl CertificateOf {
    /// Whether `caller` must have shown one.
    pub fn is_asked_of(self, caller: &Caller) -> bool {
        match self {
            CertificateOf::Organisation => true,
            CertificateOf::Bank => caller.has(Role::Bank),
        }
    }
}

/// A table that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("permission table: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("permission table names no service")]
    NoService,
}

impl PermissionTable {
    /// Reads a table as it stands beside its proto.
    pub fn parse(text: &str) -> Result<PermissionTable, TableError> {
        let mut table: toml::Table = text.parse()?;
        let service = match table.remove("service") {
            Some(toml::Value::String(service)) => service,
            _ => return Err(TableError::NoService),
        };
        let rows = table
            .into_iter()
            .map(|(rpc, row)| Ok((rpc, row.try_into::<Row>()?)))
            .collect::<Result<_, toml::de::Error>>()?;
        Ok(PermissionTable { service, rows })
    }

    /// `package.Service` of the table.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The RPCs that have a row.
    pub fn rpcs(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// Who must have shown an organisation's certificate to call the RPC.
    pub(crate) fn certificate_of(&self, path: &str) -> Option<CertificateOf> {
        self.row(path)?.1.certificate
    }

    fn row<'p>(&self, path: &'p str) -> Option<(&'p str, &Row)> {
        let rpc = path
            .strip_prefix('/')?
            .strip_prefix(&self.service)?
            .strip_prefix('/')?;
        Some((rpc, self.rows.get(rpc)?))
    }

    /// The row's answer; `None` when this table does not know the path `/package.Service/Rpc`.
    pub(crate) fn check(&self, path: &str, caller: &Caller) -> Option<Result<(), Problem>> {
        let (rpc, row) = self.row(path)?;
        let role_fits = caller.kind == CallerKind::Service
            || row.roles.is_empty()
            || row.roles.iter().any(|role| caller.has(*role));
        if row.callers.contains(&caller.kind) && role_fits {
            return Some(Ok(()));
        }
        let wanted: Vec<String> = row.roles.iter().map(|role| role.written()).collect();
        // Systems that show a certificate alone lack no role, but a person.
        let is_alone =
            caller.kind == CallerKind::Organisation && !row.callers.contains(&caller.kind);
        let (zh, en) = match is_alone {
            true => (
                "此接口须由人员办理，请在出示证书的同时发送其访问令牌",
                "this call takes a person: send that person's token beside the certificate",
            ),
            false => (
                "当前用户没有调用此接口的角色",
                "the caller has none of the roles this call needs",
            ),
        };
        Some(Err(Problem::new(
            Code::PermissionDenied,
            "ROLE_MISSING",
            "auth.kezhuan",
        )
        .zh(zh)
        .en(en)
        .meta("rpc", rpc)
        .meta("roles", wanted.join(","))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "service = \"a.v1.A\"\n[Do]\ncallers = [\"person\"]\nroles = [\"registrar2\"]\n";

    #[test]
    fn a_row_lets_its_roles_through_and_nobody_else() {
        let table = PermissionTable::parse(TABLE).unwrap();
        let mut caller = Caller::service("x", "440703");
        assert_eq!(
            table
                .check("/a.v1.A/Do", &caller)
                .unwrap()
                .unwrap_err()
                .reason(),
            "ROLE_MISSING"
        );
        caller.kind = CallerKind::Person;
        assert!(table.check("/a.v1.A/Do", &caller).unwrap().is_err());
        caller.roles.insert(Role::Registrar2);
        assert!(table.check("/a.v1.A/Do", &caller).unwrap().is_ok());
        assert!(table.check("/a.v1.A/Other", &caller).is_none());
        caller.kind = CallerKind::Organisation;
        let alone = table.check("/a.v1.A/Do", &caller).unwrap().unwrap_err();
        let alone = tonic::Status::from(alone);
        assert!(alone.message().contains("takes a person"), "{alone:?}");
    }

    #[test]
    fn a_role_is_written_as_it_is_read() {
        assert_eq!(Role::CountyStb.written(), "county_stb");
        assert_eq!(Role::parse("county_stb"), Some(Role::CountyStb));
    }

    #[test]
    fn an_unknown_role_or_key_is_refused() {
        assert!(PermissionTable::parse(&TABLE.replace("registrar2", "king")).is_err());
        assert!(PermissionTable::parse("[Do]\n").is_err());
        let row = |certificate: &str| format!("{TABLE}certificate = \"{certificate}\"\n");
        let table = PermissionTable::parse(&row("organisation")).unwrap();
        let asked = table.certificate_of("/a.v1.A/Do");
        assert_eq!(asked, Some(CertificateOf::Organisation));
        assert_eq!(table.certificate_of("/a.v1.A/Other"), None);
        let mut caller = Caller::service("x", "");
        assert!(CertificateOf::Organisation.is_asked_of(&caller));
        assert!(!CertificateOf::Bank.is_asked_of(&caller));
        caller.roles.insert(Role::Bank);
        assert!(CertificateOf::Bank.is_asked_of(&caller));
        assert!(PermissionTable::parse(&row("anybody")).is_err());
    }
}
