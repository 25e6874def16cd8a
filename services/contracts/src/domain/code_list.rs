//! Closed lists of codes that a form's field can hold as it was filled in.
pub use kezhuan_law::code_list::{Code, CodeList};

/// Declares an enum whose variants are `Variant = "CODE", "中文", "English";`.
macro_rules! code_list {
    ($(#[$outer:meta])* $name:ident { $($entries:tt)+ }) => {
        kezhuan_law::code_list! { $(#[$outer])* $name { $($entries)+ } }

        impl $crate::domain::entered::Written for $name {
            fn read(text: &str) -> Option<$name> {
                $name::parse(text)
            }
            fn text(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(self.as_str())
            }
        }
    };
}
pub(crate) use code_list;
