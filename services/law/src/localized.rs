//! A text people read, in the two languages of the suite.
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One text in Chinese and English; the stable code it explains travels beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Localized {
    pub zh: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Localized {
    /// A text known at compile time.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Localized {
        Localized {
            zh: Cow::Borrowed(zh),
            en: Cow::Borrowed(en),
        }
    }

    /// A text with values filled in.
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Localized {
        Localized {
            zh: zh.into(),
            en: en.into(),
        }
    }
}
