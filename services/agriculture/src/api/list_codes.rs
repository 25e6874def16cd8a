//! Every closed list of this interface with Chinese and English names.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{Code, CodeList, ListCodesRequest, ListCodesResponse};

use super::AgricultureApi;
use crate::domain::{code_list, codes};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    _: Caller,
    _: ListCodesRequest,
) -> Result<ListCodesResponse, Error> {
    Ok(ListCodesResponse {
        lists: codes::lists(&api.parameters)
            .into_iter()
            .map(list)
            .collect(),
    })
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
