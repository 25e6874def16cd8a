//! The hooks this build of the host knows: interface, floors and ceilings, as the files beside the
//! packages have them. Another hook is another folder there and another line here.

use crate::hook_id::HookId;

/// A hook's interface and invariants, as text.
#[derive(Clone, Copy, Debug)]
pub struct HookDefinition {
    pub id: &'static str,
    /// Versions of the interface the host takes, newest last.
    pub versions: &'static [&'static str],
    /// The newest interface.
    pub wit: &'static str,
    pub invariants: &'static str,
    /// The figure of the outcome that is paid, in fen; none where nothing is.
    pub amount: Option<&'static str>,
}

macro_rules! hooks {
    (@amount) => { None };
    (@amount $amount:literal) => { Some($amount) };
    ($($id:literal in $folder:literal $versions:tt $newest:literal $(pays $amount:literal)?),+ $(,)?) => {
        &[$(HookDefinition {
            id: $id,
            versions: &$versions,
            wit: include_str!(concat!("../../../../plugins/wit/", $folder, "/", $newest, ".wit")),
            invariants: include_str!(concat!("../../../../plugins/wit/", $folder, "/invariants.toml")),
            amount: hooks!(@amount $($amount)?),
        }),+]
    };
}

impl HookDefinition {
    /// The definition of a hook this host knows.
    pub fn of(hook: &HookId) -> Option<&'static HookDefinition> {
        let id = hook.to_string();
        hooks().iter().find(|definition| definition.id == id)
    }
}

/// Every hook, by name.
pub fn hooks() -> &'static [HookDefinition] {
    hooks![
        "tc.claim.materials@1" in "tc-claim-materials" ["1.0.0"] "1.0.0",
        "tc.college.check@1" in "tc-college-check" ["1.0.0"] "1.0.0",
        "tc.incentive@1" in "tc-incentive" ["1.0.0"] "1.0.0" pays "amount_fen",
        "tc.sla@1" in "tc-sla" ["1.0.0"] "1.0.0",
        "tc.split@1" in "tc-split" ["1.0.0"] "1.0.0",
    ]
}
