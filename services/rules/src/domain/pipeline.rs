//! The steps between a file and a package that can be put in force: each in its turn, none after a failure.

/// A step of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What looks like a component, of bounded size, with its papers, exporting the hooks it names and
    /// importing nothing.
    Form,
    /// Signed by a key of its owner that the city trusts.
    Signature,
    /// Is valid, compiles within bounds, and its exports are what they are called.
    Compile,
    /// Its own worked cases.
    WorkedCases,
    /// Questions at the bounds of the law.
    InvariantCases,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    NotReached,
}

/// What a step found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub zh: String,
    pub en: String,
}

impl Step {
    /// In the order they are taken.
    pub const ALL: [Step; 5] = [
        Step::Form,
        Step::Signature,
        Step::Compile,
        Step::WorkedCases,
        Step::InvariantCases,
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Step::Form => "FORM",
            Step::Signature => "SIGNATURE",
            Step::Compile => "COMPILE",
            Step::WorkedCases => "WORKED_CASES",
            Step::InvariantCases => "INVARIANT_CASES",
        }
    }
}

impl Outcome {
    pub const ALL: [Outcome; 3] = [Outcome::Passed, Outcome::Failed, Outcome::NotReached];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Passed => "PASSED",
            Outcome::Failed => "FAILED",
            Outcome::NotReached => "NOT_REACHED",
        }
    }

    /// Reads a stored one.
    pub fn parse(text: &str) -> Option<Outcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.code() == text)
    }
}

impl Finding {
    /// In both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding {
            zh: zh.into(),
            en: en.into(),
        }
    }
}
