//! What the service says against a row, brought back to its columns.
use kezhuan_law::Localized;
use kezhuan_protocol::contracts::v1::Form;
use tonic::Status;

use super::field;
use crate::sheet_import::header::Columns;
use crate::sheet_import::{Problem, REMEDY, problem_of, said};

const MATERIAL_REMEDY: Localized = Localized::fixed(
    "已收到纸质材料的，请在“纸质材料”列填写材料名称（如“合同文本”）后重新导入；电子材料请先上传",
    "where it was handed in on paper, name it in the column 纸质材料 (paper_materials), such as CONTRACT_TEXT, and import again; otherwise upload it",
);

const ORGANISATION_REMEDY: Localized = Localized::fixed(
    "请在“卖方机构标识”列填写申请人的机构标识（技术进口合同填“买方机构标识”列）后重新导入；窗口代办的，填写来办理的申请人的机构标识",
    "name the applicant's organisation in the column 卖方机构标识 (seller_organisation; of an import 买方机构标识, buyer_organisation) and import again; an office that files for somebody at its counter names theirs",
);

const ACCOUNT_REMEDY: Localized = Localized::fixed(
    "请换账号导入：窗口用 --tenant（角色 service_point），企业用 --organisation（角色 applicant）",
    "import with another account: an office with --tenant (role service_point), an enterprise with --organisation (role applicant)",
);

/// What to do about a refusal of this reason.
fn remedy(reason: &str) -> Localized {
    match reason {
        "MATERIAL_MISSING" => MATERIAL_REMEDY,
        "APPLYING_ORGANISATION_MISSING" => ORGANISATION_REMEDY,
        "ROLE_MISSING" => ACCOUNT_REMEDY,
        _ => REMEDY,
    }
}

/// What a refusal says against a row, field by field.
pub fn problems(status: &Status, columns: &Columns, form: &Form) -> Vec<Problem> {
    let said = said(status).into_iter().map(|said| {
        let remedy = remedy(&said.code);
        let field = field::at_path(&said.path);
        Problem {
            remedy,
            ..problem_of(said, columns, field, &form.project_name)
        }
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use kezhuan_rpc::Problem as Refusal;
    use tonic::Code;

    use super::*;
    use crate::contract_import::field::FIELDS;
    use crate::sheet_import::cell::Cell;

    fn columns() -> Columns {
        let headers: Vec<Cell> = FIELDS
            .iter()
            .filter(|field| field.need.has_column())
            .map(|field| Cell::of_text(field.zh))
            .collect();
        Columns::read(field::sheet(), &headers).expect("headers")
    }

    #[test]
    fn a_field_violation_names_the_office_s_column() {
        let status: Status =
            Refusal::new(Code::InvalidArgument, "FORM_INVALID", "contracts.kezhuan")
                .zh("表单有误")
                .en("the form is wrong")
                .field(
                    "form.term_end",
                    "TERM_ORDER",
                    "截止日期早于开始日期",
                    "ends before it starts",
                )
                .into();
        let problems = problems(&status, &columns(), &Form::default());
        assert_eq!(
            (problems[0].field.as_str(), problems[0].code.as_str()),
            ("合同截止日期", "TERM_ORDER")
        );
        assert_eq!(problems[0].problem.zh, "截止日期早于开始日期");
    }

    #[test]
    fn the_service_s_own_check_names_columns_before_anything_is_sent() {
        let today = chrono::NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day");
        let status =
            kezhuan_contracts::precheck(Form::default(), today).expect_err("an empty form");
        let problems = problems(&status, &columns(), &Form::default());
        for column in ["合同名称", "签订日期", "卖方名称"] {
            assert!(
                problems.iter().any(|problem| problem.field == column),
                "{column}: {problems:?}"
            );
        }
    }

    #[test]
    fn a_refusal_of_the_row_as_a_whole_has_both_languages() {
        let status: Status = Refusal::new(
            Code::FailedPrecondition,
            "CONFIDENTIAL",
            "contracts.kezhuan",
        )
        .zh("涉密合同不在线办理")
        .en("confidential contracts are not handled on-line")
        .into();
        let problems = problems(&status, &columns(), &Form::default());
        assert_eq!(problems[0].code, "CONFIDENTIAL");
        assert_eq!(
            (&*problems[0].problem.zh, &*problems[0].problem.en),
            (
                "涉密合同不在线办理",
                "confidential contracts are not handled on-line"
            )
        );
    }
}
