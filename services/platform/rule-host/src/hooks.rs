//! The hooks this build of the host knows: interface, floors and ceilings, as the files beside the
//! packages have them. Another hook is another folder there and another line here.

/// A hook's interface and invariants, as text.
#[derive(Clone, Copy, Debug)]
pub struct HookDefinition {
    pub id: &'static str,
    /// Versions of the interface the host takes, newest last.
    pub versions: &'static [&'static str],
    /// The newest interface.
    pub wit: &'static str,
    pub invariants: &'static str,
}

macro_rules! hooks {
    ($($id:literal in $folder:literal $versions:tt $newest:literal),+ $(,)?) => {
        &[$(HookDefinition {
            id: $id,
            versions: &$versions,
            wit: include_str!(concat!("../../../../plugins/wit/", $folder, "/", $newest, ".wit")),
            invariants: include_str!(concat!("../../../../plugins/wit/", $folder, "/invariants.toml")),
        }),+]
    };
}

/// Every hook, by name.
pub fn hooks() -> &'static [HookDefinition] {
    hooks![
        "tc.claim.materials@1" in "tc-claim-materials" ["1.0.0"] "1.0.0",
        "tc.college.check@1" in "tc-college-check" ["1.0.0"] "1.0.0",
        "tc.incentive@1" in "tc-incentive" ["1.0.0"] "1.0.0",
        "tc.sla@1" in "tc-sla" ["1.0.0"] "1.0.0",
        "tc.split@1" in "tc-split" ["1.0.0"] "1.0.0",
    ]
}
