//! Every code list of the form with Chinese and English names.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{
    Code, CodeList, ListFormCodesRequest, ListFormCodesResponse,
};

use super::ContractsApi;
use crate::domain::{code_list, form_codes};
use crate::error::Error;

pub async fn handle(
    _: ContractsApi,
    _: Caller,
    _: ListFormCodesRequest,
) -> Result<ListFormCodesResponse, Error> {
    Ok(ListFormCodesResponse {
        lists: form_codes::lists().into_iter().map(list).collect(),
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
