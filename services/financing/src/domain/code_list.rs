//! Closed lists of codes with their names in two languages, declared once and readable everywhere.
use kezhuan_law::Localized;

/// What has a stable code, and a name for people.
pub trait Named: Copy {
    /// The stable code.
    fn code(self) -> &'static str;
    /// What people read.
    fn localized(self) -> Localized;
}

/// Declares an enum whose variants are `Variant = "CODE", "中文", "English";`.
macro_rules! code_list {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every entry, in the order it is declared.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)+
                }
            }

            /// What people read.
            pub const fn name(self) -> kezhuan_law::Localized {
                match self {
                    $($name::$variant => kezhuan_law::Localized::fixed($zh, $en),)+
                }
            }

            /// The entry with exactly this code.
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|entry| entry.as_str() == code)
            }
        }

        impl $crate::domain::code_list::Named for $name {
            fn code(self) -> &'static str {
                self.as_str()
            }
            fn localized(self) -> kezhuan_law::Localized {
                self.name()
            }
        }
    };
}
pub(crate) use code_list;
