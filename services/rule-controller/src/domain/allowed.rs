//! Which namespace speaks for which tenants, and which registries are asked: whoever may write a resource could else propose
//! for anybody, and have any address called.
use std::collections::{BTreeMap, BTreeSet};

use kezhuan_artifacts::Pinned;

use super::Problem;

/// As the operator set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    tenants: BTreeMap<String, Vec<String>>,
    registries: Vec<String>,
}

impl Allowed {
    /// `namespaces` is `pengjiang=440703 xinhui=440705,WYU`, `registries` is `registry.example.org/rules/ …`.
    pub fn parse(namespaces: &str, registries: &str) -> Result<Allowed, String> {
        let mut tenants: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in namespaces.split_whitespace() {
            let (namespace, codes) = pair
                .split_once('=')
                .filter(|(namespace, codes)| !namespace.is_empty() && !codes.is_empty())
                .ok_or_else(|| {
                    format!("{pair:?}: write namespace=tenant, or several tenants with commas")
                })?;
            let codes = codes.split(',').map(str::to_owned);
            tenants
                .entry(namespace.to_owned())
                .or_default()
                .extend(codes);
        }
        let registries: Vec<String> = registries.split_whitespace().map(str::to_owned).collect();
        // Without its end `registry.example.org` would allow `registry.example.org.elsewhere.net`, too.
        match registries.iter().find(|prefix| !prefix.ends_with('/')) {
            Some(open) => Err(format!("{open:?}: end it with a slash")),
            None => Ok(Allowed {
                tenants,
                registries,
            }),
        }
    }

    /// Whether a resource of `namespace` speaks for `tenant`.
    pub fn speaks_for(&self, namespace: &str, tenant: &str) -> Result<(), Problem> {
        let codes = self.tenants.get(namespace);
        match codes.is_some_and(|codes| codes.iter().any(|code| code == tenant)) {
            true => Ok(()),
            false => Err(Problem::new(
                "ForeignTenant",
                format!(
                    "命名空间 {namespace} 不得代表 {tenant} 提交规则；请由管理员在 kubernetes.namespaces 中授权"
                ),
                format!(
                    "namespace {namespace} does not speak for {tenant}: the operator says who does in kubernetes.namespaces"
                ),
            )),
        }
    }

    /// All that a resource of `namespace` may have proposed for.
    pub fn tenants_of(&self, namespace: &str) -> BTreeSet<String> {
        let codes = self.tenants.get(namespace);
        codes.into_iter().flatten().cloned().collect()
    }

    /// Whether the registry may be asked for it.
    pub fn may_pull(&self, pinned: &Pinned) -> Result<(), Problem> {
        let place = format!("{}/{}", pinned.registry(), pinned.repository());
        match self
            .registries
            .iter()
            .any(|prefix| place.starts_with(prefix))
        {
            true => Ok(()),
            false => Err(Problem::new(
                "RegistryNotAllowed",
                format!("不得从 {place} 取规则包；允许的镜像仓库见 kubernetes.registries"),
                format!(
                    "packages are not pulled from {place}: kubernetes.registries names where they are"
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_speaks_for_its_tenants_alone() {
        let allowed = Allowed::parse("pengjiang=440703 xinhui=440705,WYU", "").unwrap();
        assert!(allowed.speaks_for("pengjiang", "440703").is_ok());
        assert!(allowed.speaks_for("xinhui", "WYU").is_ok());
        let all = allowed.tenants_of("xinhui").into_iter().collect::<Vec<_>>();
        assert_eq!(all, ["440705", "WYU"]);
        assert!(allowed.tenants_of("default").is_empty());
        assert!(allowed.speaks_for("pengjiang", "440705").is_err());
        assert!(allowed.speaks_for("default", "440703").is_err());
        assert!(
            Allowed::default()
                .speaks_for("pengjiang", "440703")
                .is_err()
        );
        for wrong in ["pengjiang", "=440703", "pengjiang="] {
            assert!(Allowed::parse(wrong, "").is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_registry_is_asked_where_its_place_is_named_whole() {
        let allowed = Allowed::parse("", "registry.example.org/rules/").unwrap();
        let at = |place: &str| -> Pinned {
            let text = format!("{place}@sha256:{}", "0".repeat(64));
            text.parse().unwrap()
        };
        assert!(
            allowed
                .may_pull(&at("registry.example.org/rules/pengjiang:1"))
                .is_ok()
        );
        assert!(
            allowed
                .may_pull(&at("registry.example.org/other/pengjiang"))
                .is_err()
        );
        assert!(
            allowed
                .may_pull(&at("registry.example.org.evil.net/rules/pengjiang"))
                .is_err()
        );
        assert!(Allowed::parse("", "registry.example.org").is_err());
    }
}
