//! The languages rules are written in, each known by the file its rule stands in.
use std::path::Path;

/// What a rule is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    Rust,
    #[value(name = "js")]
    JavaScript,
    Python,
    /// A spreadsheet.
    Table,
}

impl Language {
    const ALL: [Language; 4] = [
        Language::Rust,
        Language::JavaScript,
        Language::Python,
        Language::Table,
    ];

    /// The file of a folder that says so.
    pub fn marker(self) -> &'static str {
        match self {
            Language::Rust => "Cargo.toml",
            Language::JavaScript => "rule.js",
            Language::Python => "rule.py",
            Language::Table => "rule.xlsx",
        }
    }

    /// What the package in `folder` is written in.
    pub fn of(folder: &Path) -> anyhow::Result<Language> {
        let mut known = Language::ALL.into_iter();
        let found = known.find(|language| folder.join(language.marker()).is_file());
        found.ok_or_else(|| {
            let markers = Language::ALL.map(Language::marker).join(", ");
            anyhow::anyhow!(
                "{} is no rule package: none of {markers} is there; `kezhuan rules new` makes one",
                folder.display()
            )
        })
    }
}
