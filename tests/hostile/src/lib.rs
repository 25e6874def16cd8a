//! Packages made to harm: what host, compiler and pipeline must refuse or contain. They are made when they
//! are needed, always the same ones; no binary of them lies in git.

pub mod bombs;
pub mod component;
pub mod deeds;
pub mod forms;
pub mod mutants;
pub mod papers;

pub use papers::Class;

/// One of them, and how it must end.
#[derive(Clone, Debug)]
pub struct Specimen {
    pub name: String,
    pub bytes: Vec<u8>,
    pub end: End,
}

/// How a package ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Refused for what can be read of it, before anything is compiled; the code of the refusal.
    Refused(&'static str),
    /// Refused by the compiler's process or on its work; the code of the refusal.
    NotCompiled(&'static str),
    /// Loaded, and its question fails; the code of the failure.
    Failed(&'static str),
    /// Odd, and no harm to anybody.
    Answered,
}

impl Specimen {
    fn new(name: impl Into<String>, bytes: Vec<u8>, end: End) -> Specimen {
        let name = name.into();
        Specimen { name, bytes, end }
    }
}
