//! The hooks this build of the host knows: interfaces, floors and ceilings, as the files beside the
//! packages have them. Another hook is another folder there and another line here.

use serde_json::Value;

use crate::hook_id::HookId;

/// A hook's interfaces and invariants, as text.
#[derive(Clone, Copy, Debug)]
pub struct HookDefinition {
    pub id: &'static str,
    /// Versions of the interface the host takes, newest last; services ask in the newest.
    pub versions: &'static [Version],
    pub invariants: &'static str,
    /// The figure of the outcome that is paid, in fen; none where nothing is.
    pub amount: Option<&'static str>,
}

/// A published version of an interface. It stays as long as packages answer it.
#[derive(Clone, Copy, Debug)]
pub struct Version {
    pub number: &'static str,
    pub wit: &'static str,
    /// How packages of the version before are asked; none where there is none, or none any more.
    pub older: Option<Adapter>,
}

/// How a question of one version is asked in the version before, and its answer told in the newer one.
/// Once decisions were taken through it it never changes: they are shown again through it.
#[derive(Clone, Copy, Debug)]
pub struct Adapter {
    /// The version before, which another hook has where the major is another.
    pub hook: &'static str,
    pub version: &'static str,
    pub facts: fn(Value) -> Result<Value, String>,
    pub outcome: fn(Value) -> Result<Value, String>,
}

impl HookDefinition {
    /// The version that services ask in.
    pub fn newest(&self) -> Option<&'static Version> {
        self.versions.last()
    }

    /// The version of that number.
    pub fn version(&self, number: &str) -> Option<&'static Version> {
        self.versions.iter().find(|known| known.number == number)
    }
}

macro_rules! known {
    ($id:literal, $folder:literal, [$($number:literal),+], $amount:expr) => {
        HookDefinition {
            id: $id,
            versions: &[$(Version {
                number: $number,
                wit: include_str!(concat!("../../../../plugins/wit/", $folder, "/", $number, ".wit")),
                older: None,
            }),+],
            invariants: include_str!(concat!("../../../../plugins/wit/", $folder, "/invariants.toml")),
            amount: $amount,
        }
    };
}

impl HookDefinition {
    /// The definition of a hook this host knows.
    pub fn of(hook: &HookId) -> Option<&'static HookDefinition> {
        let is_it = |known: &&HookDefinition| {
            let parts = known.id.split_once('@');
            parts.is_some_and(|(name, major)| {
                name == hook.name() && major.parse() == Ok(hook.major())
            })
        };
        hooks().iter().find(is_it)
    }
}

/// Every major of a hook that this host knows, the oldest first, by the id of any. Who asks the newest is answered by
/// packages of those before, too, so that rules and decisions stand under each.
pub fn majors(hook: &str) -> Vec<&'static str> {
    let Ok(hook) = hook.parse::<HookId>() else {
        return Vec::new();
    };
    let known = hooks().iter().map(|known| known.id);
    let parsed = known.filter_map(|id| Some((id.parse::<HookId>().ok()?, id)));
    let mut same: Vec<(HookId, &'static str)> = parsed
        .filter(|(known, _)| known.name() == hook.name())
        .collect();
    same.sort_by_key(|(known, _)| known.major());
    same.into_iter().map(|(_, id)| id).collect()
}

/// Every hook, by name.
pub fn hooks() -> &'static [HookDefinition] {
    &[
        known!("agr.accredit@1", "agr-accredit", ["1.0.0"], None),
        known!("agr.assess@1", "agr-assess", ["1.0.0"], None),
        known!(
            "agr.subsidy@1",
            "agr-subsidy",
            ["1.0.0"],
            Some("amount_fen")
        ),
        known!("agr.trial.accept@1", "agr-trial-accept", ["1.0.0"], None),
        known!("evt.award.score@1", "evt-award-score", ["1.0.0"], None),
        known!("evt.coi@1", "evt-coi", ["1.0.0"], None),
        known!("evt.match@1", "evt-match", ["1.0.0"], None),
        known!("evt.prize@1", "evt-prize", ["1.0.0"], Some("amount_fen")),
        known!("evt.registration@1", "evt-registration", ["1.0.0"], None),
        known!("inc.accredit@1", "inc-accredit", ["1.0.0"], None),
        known!("inc.admission@1", "inc-admission", ["1.0.0"], None),
        known!("inc.assess@1", "inc-assess", ["1.0.0"], None),
        known!("inc.rent@1", "inc-rent", ["1.0.0"], Some("amount_fen")),
        known!("inc.reward@1", "inc-reward", ["1.0.0"], Some("amount_fen")),
        known!(
            "ip.claim.check@1",
            "ip-claim-check",
            ["1.0.0"],
            Some("pay_fen")
        ),
        known!("ip.eligibility@1", "ip-eligibility", ["1.0.0"], None),
        known!("ip.ltv@1", "ip-ltv", ["1.0.0"], None),
        known!("ip.risk_share@1", "ip-risk-share", ["1.0.0"], None),
        known!("ip.stage@1", "ip-stage", ["1.0.0"], None),
        known!("ip.subsidy@1", "ip-subsidy", ["1.0.0"], Some("amount_fen")),
        known!(
            "tc.claim.materials@1",
            "tc-claim-materials",
            ["1.0.0"],
            None
        ),
        known!("tc.college.check@1", "tc-college-check", ["1.0.0"], None),
        known!(
            "tc.incentive@1",
            "tc-incentive",
            ["1.0.0"],
            Some("amount_fen")
        ),
        known!("tc.sla@1", "tc-sla", ["1.0.0"], None),
        known!("tc.split@1", "tc-split", ["1.0.0"], None),
        // No published hook has a second major yet; the tests' own has.
        #[cfg(test)]
        crate::evolution::FIRST,
        #[cfg(test)]
        crate::evolution::SECOND,
    ]
}
