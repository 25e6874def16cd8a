//! The permission tables as they stand beside their protos, read without the code that enforces them.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use kezhuan_auth::CallerKind;

/// One row: who may call the RPC.
#[derive(Debug, serde::Deserialize)]
pub struct Row {
    pub callers: Vec<CallerKind>,
    pub roles: Vec<String>,
}

impl Row {
    /// What the row says of a caller of `kind` in `roles`.
    pub fn admits(&self, kind: CallerKind, roles: &[&str]) -> bool {
        let role_fits = kind == CallerKind::Service
            || self.roles.is_empty()
            || roles
                .iter()
                .any(|role| self.roles.iter().any(|one| one == role));
        self.callers.contains(&kind) && role_fits
    }
}

/// The rows of every service, by `package.Service` and RPC.
#[derive(Debug, Default)]
pub struct Tables(BTreeMap<String, BTreeMap<String, Row>>);

impl Tables {
    /// Reads them all.
    pub fn read() -> anyhow::Result<Tables> {
        let protos = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../proto/kezhuan");
        let mut tables = Tables::default();
        for package in std::fs::read_dir(&protos)? {
            let folder = package?.path().join("v1");
            let mut found = false;
            for file in std::fs::read_dir(&folder)? {
                let path = file?.path();
                if path.to_string_lossy().ends_with("permissions.toml") {
                    tables.add(&std::fs::read_to_string(&path)?)?;
                    found = true;
                }
            }
            anyhow::ensure!(found, "no permission table in {}", folder.display());
        }
        Ok(tables)
    }

    /// One file: the rows of one service, of which a package may have several.
    fn add(&mut self, text: &str) -> anyhow::Result<()> {
        let mut table: toml::Table = text.parse()?;
        let service = table
            .remove("service")
            .context("a table names its service")?;
        let rows = table
            .into_iter()
            .map(|(rpc, row)| Ok((rpc, row.try_into()?)))
            .collect::<anyhow::Result<_>>()?;
        self.0.insert(service.try_into()?, rows);
        Ok(())
    }

    /// The row of one RPC.
    pub fn row(&self, service: &str, rpc: &str) -> anyhow::Result<&Row> {
        self.0
            .get(service)
            .and_then(|rows| rows.get(rpc))
            .with_context(|| format!("{service}/{rpc} has no permission row"))
    }

    /// Every role that any table names.
    pub fn roles(&self) -> BTreeSet<&str> {
        let rows = self.0.values().flat_map(BTreeMap::values);
        rows.flat_map(|row| row.roles.iter().map(String::as_str))
            .collect()
    }
}
