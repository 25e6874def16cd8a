//! The instructions inside an archive, for readers who have never seen the suite.

/// README.md of every archive, in Chinese and English.
pub const TEXT: &str = include_str!("README.md");
