//! Closed lists of codes with their names in two languages, declared once and readable everywhere.
use crate::Localized;

/// One list a form field chooses from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList {
    /// The field's name in the public interface.
    pub field: &'static str,
    pub codes: Vec<Code>,
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub code: &'static str,
    pub name: Localized,
}

/// What has a stable code, and a name for people.
pub trait Named: Copy {
    /// The stable code.
    fn code(self) -> &'static str;
    /// What people read.
    fn localized(self) -> Localized;
}

/// Declares an enum whose variants are `Variant = "CODE", "中文", "English";`. The crate that declares one needs serde.
#[macro_export]
macro_rules! code_list {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$inner])* $variant,)+
        }

        impl $name {
            /// Every entry, in the order of the printed list.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)+
                }
            }

            /// What people read.
            pub const fn name(self) -> $crate::Localized {
                match self {
                    $($name::$variant => $crate::Localized::fixed($zh, $en),)+
                }
            }

            /// The entry with exactly this code.
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|entry| entry.as_str() == code)
            }

            /// The list as data, for the field of that name.
            pub fn list(field: &'static str) -> $crate::code_list::CodeList {
                let entry = |entry: &$name| $crate::code_list::Code { code: entry.as_str(), name: entry.name() };
                $crate::code_list::CodeList { field, codes: $name::ALL.iter().map(entry).collect() }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                $name::parse(&code).ok_or_else(|| serde::de::Error::unknown_variant(&code, &[$($code,)+]))
            }
        }

        impl $crate::code_list::Named for $name {
            fn code(self) -> &'static str {
                self.as_str()
            }
            fn localized(self) -> $crate::Localized {
                self.name()
            }
        }
    };
}
pub use code_list;
