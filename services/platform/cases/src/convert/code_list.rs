//! Closed lists of an interface with Chinese and English names.
use kezhuan_law::code_list;
use kezhuan_protocol::cases::{Code, CodeList};

/// The messages of these lists.
pub fn messages(lists: impl IntoIterator<Item = code_list::CodeList>) -> Vec<CodeList> {
    lists.into_iter().map(list).collect()
}

fn list(list: code_list::CodeList) -> CodeList {
    CodeList {
        field: list.field.to_owned(),
        codes: list.codes.into_iter().map(code).collect(),
    }
}

fn code(entry: code_list::Code) -> Code {
    Code {
        code: entry.code.to_owned(),
        zh: entry.name.zh.into_owned(),
        en: entry.name.en.into_owned(),
    }
}
