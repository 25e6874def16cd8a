//! The rule packages this build ships with: what `cases check` runs and the demo uploads.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_contracts::cards::incentive;
use kezhuan_rule_host::{Host, HostConfig, Package};
use serde_json::Value;
use tempfile::TempDir;

/// A package as the repository ships it.
pub struct Shipped {
    pub name: &'static str,
    /// A tenant, or an organisation by its credit code.
    pub owner: &'static str,
    pub bytes: &'static [u8],
}

/// Every shipped package, built from source in plugins/packages.
pub const SHIPPED: &[Shipped] = &[
    Shipped {
        name: "pengjiang",
        owner: "440703",
        bytes: include_bytes!("../../../plugins/packages/pengjiang/pengjiang.wasm"),
    },
    Shipped {
        name: "xinhui",
        owner: "440705",
        bytes: include_bytes!("../../../plugins/packages/xinhui/xinhui.wasm"),
    },
    Shipped {
        name: "taishan",
        owner: "440781",
        bytes: include_bytes!("../../../plugins/packages/taishan/taishan.wasm"),
    },
    Shipped {
        name: "wuyi-university",
        owner: "WYU",
        bytes: include_bytes!("../../../plugins/packages/wuyi-university/wuyi-university.wasm"),
    },
    Shipped {
        name: "jiangmen",
        owner: "440700",
        bytes: include_bytes!("../../../plugins/packages/jiangmen/jiangmen.wasm"),
    },
    Shipped {
        name: "jianghai",
        owner: "440704",
        bytes: include_bytes!("../../../plugins/packages/jianghai/jianghai.wasm"),
    },
    Shipped {
        name: "wuyi-bank",
        owner: WUYI_BANK,
        bytes: include_bytes!("../../../plugins/packages/wuyi-bank/wuyi-bank.wasm"),
    },
    Shipped {
        name: "jiangmen-incubation",
        owner: "440700",
        bytes: include_bytes!(
            "../../../plugins/packages/jiangmen-incubation/jiangmen-incubation.wasm"
        ),
    },
    Shipped {
        name: "jianghai-incubation",
        owner: "440704",
        bytes: include_bytes!(
            "../../../plugins/packages/jianghai-incubation/jianghai-incubation.wasm"
        ),
    },
    Shipped {
        name: "jiangmen-agriculture",
        owner: "440700",
        bytes: include_bytes!(
            "../../../plugins/packages/jiangmen-agriculture/jiangmen-agriculture.wasm"
        ),
    },
    Shipped {
        name: "kaiping",
        owner: "440783",
        bytes: include_bytes!("../../../plugins/packages/kaiping/kaiping.wasm"),
    },
    Shipped {
        name: "enping",
        owner: "440785",
        bytes: include_bytes!("../../../plugins/packages/enping/enping.wasm"),
    },
    Shipped {
        name: "xinhui-citrus",
        owner: "440705",
        bytes: include_bytes!("../../../plugins/packages/xinhui-citrus/xinhui-citrus.wasm"),
    },
    Shipped {
        name: "jiangmen-events",
        owner: "440700",
        bytes: include_bytes!("../../../plugins/packages/jiangmen-events/jiangmen-events.wasm"),
    },
    Shipped {
        name: "pengjiang-events",
        owner: "440703",
        bytes: include_bytes!("../../../plugins/packages/pengjiang-events/pengjiang-events.wasm"),
    },
    Shipped {
        name: "wuyi-university-events",
        owner: "WYU",
        bytes: include_bytes!(
            "../../../plugins/packages/wuyi-university-events/wuyi-university-events.wasm"
        ),
    },
];

/// The made-up bank of the demo and the sandbox, by the credit code that its package is owned by.
pub const WUYI_BANK: &str = "91440700MA5WBANK0B";

/// Pengjiang's package in a version with mistakes: the demo year puts it in force for some weeks.
pub const HASTY: Shipped = Shipped {
    name: "hasty",
    owner: "440703",
    bytes: include_bytes!("../../../plugins/fixtures/hasty/hasty.wasm"),
};

/// The shipped packages, compiled and ready to be asked.
pub struct ShippedPackages {
    host: Host,
    packages: Vec<Arc<Package>>,
    /// The compiled packages of this run, where the lasting folder can't be used.
    _scratch: Option<TempDir>,
}

impl ShippedPackages {
    /// Whether the card belongs to a county's package.
    pub fn answers(rule: &str) -> bool {
        rule.starts_with("tc.incentive.")
    }

    /// Compiles what the cache does not hold yet.
    pub fn load() -> anyhow::Result<ShippedPackages> {
        let (host, scratch) = host().context("the rule host can't start")?;
        let packages = SHIPPED
            .iter()
            .map(|shipped| {
                host.load(shipped.bytes)
                    .with_context(|| format!("package {} can't be loaded", shipped.name))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        Ok(ShippedPackages {
            host,
            packages,
            _scratch: scratch,
        })
    }

    /// Answers the cards that a county's own package owns.
    pub fn check(&self, rule: &str, input: &Value) -> Option<Value> {
        incentive::check(&self.host, &self.packages, rule, input)
    }
}

/// A host on its lasting folder, or on one of its own: cases and decisions can be checked on a machine
/// where nothing may be kept.
pub(crate) fn host() -> anyhow::Result<(Host, Option<TempDir>)> {
    let lasting = match Host::start(&HostConfig::default()) {
        Ok(host) => return Ok((host, None)),
        Err(error) => error,
    };
    tracing::debug!(error = ?lasting, "compiled packages are not kept");
    let scratch = tempfile::tempdir().context("no folder for compiled packages")?;
    let config = HostConfig {
        cache: scratch.path().join("rule-cache"),
        ..HostConfig::default()
    };
    Ok((Host::start(&config)?, Some(scratch)))
}
