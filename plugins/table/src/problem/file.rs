//! The file, its sheets and their headings.

use crate::syntax::RESERVED;

use super::{Problem, new};

pub fn unreadable(error: &str) -> Problem {
    new(
        "UNREADABLE",
        format!("文件读不出来({error});请另存为 .xlsx 再试"),
        format!("the file can't be read ({error}); save it as .xlsx and try again"),
    )
}

pub fn not_answerable(error: &str) -> Problem {
    new(
        "INTERFACE",
        format!("此问题的接口不能用表格回答({error});请联系平台维护者"),
        format!(
            "this hook's interface can't be answered by a table ({error}); ask the platform's maintainers"
        ),
    )
}

pub fn settings_unreadable(error: &str) -> Problem {
    new(
        "SETTINGS",
        format!("settings.toml 读不出来:{error};请改正后再试"),
        format!("settings.toml can't be read: {error}; put it right and try again"),
    )
}

pub fn too_far(rows: u32, columns: u32) -> Problem {
    new(
        "TOO_FAR",
        format!("这一格超出 {rows} 行 {columns} 列;请删去或移近"),
        format!(
            "this cell is beyond {rows} rows and {columns} columns; delete it or move it nearer"
        ),
    )
}

pub fn formula(formula: &str) -> Problem {
    new(
        "FORMULA",
        format!("这一格是公式 ={formula},其值取决于谁最后打开文件;请写出数值,或写不带等号的表达式"),
        format!(
            "this cell is a formula, ={formula}, whose value depends on who opened the file last; write the value, or an expression without the equals sign"
        ),
    )
}

pub fn cell_error(error: &str) -> Problem {
    new(
        "CELL_ERROR",
        format!("这一格是错误值 {error};请改正"),
        format!("this cell holds the error {error}; put it right"),
    )
}

pub fn time_of_day() -> Problem {
    new(
        "TIME_OF_DAY",
        "这一格带有时刻;规则只认日期,请写 2026-01-01 这样的日期",
        "this cell has a time of day; rules know days only, write a day such as 2026-01-01",
    )
}

pub fn unknown_sheet(name: &str) -> Problem {
    new(
        "UNKNOWN_SHEET",
        format!("不知道工作表“{name}”是什么;决策表的 A1 写“表名”,说明性的工作表请命名为“说明”"),
        format!(
            "nobody knows what sheet `{name}` is; a decision table has `table` in A1, a sheet of remarks is called `help`"
        ),
    )
}

pub fn no_outcome() -> Problem {
    new(
        "NO_OUTCOME",
        "没有“结果 outcome”工作表;请加上,每个结果字段一行",
        "there is no sheet `结果 outcome`; add it, with one row per field of the outcome",
    )
}

pub fn second_outcome() -> Problem {
    new(
        "SECOND_OUTCOME",
        "“结果”工作表只能有一张;请合并",
        "there can be one sheet `outcome` only; join them",
    )
}

pub fn unknown_heading(heading: &str, known: &[String]) -> Problem {
    let known = known.join(", ");
    new(
        "UNKNOWN_HEADING",
        format!("不认识的表头“{heading}”;可用的有:{known}"),
        format!("unknown heading `{heading}`; known are: {known}"),
    )
}

pub fn second_heading(heading: &str) -> Problem {
    new(
        "SECOND_HEADING",
        format!("表头“{heading}”出现了两次;请删去一列"),
        format!("the heading `{heading}` stands here twice; delete one column"),
    )
}

pub fn missing_heading(heading: &str) -> Problem {
    new(
        "MISSING_HEADING",
        format!("缺少表头 {heading};请补上"),
        format!("the heading {heading} is missing; add it"),
    )
}

pub fn unknown_policy(word: &str) -> Problem {
    new(
        "UNKNOWN_POLICY",
        format!("不认识的命中策略“{word}”;请写 first(首个)、unique(唯一)或 collect(收集)"),
        format!("unknown policy `{word}`; write first, unique or collect"),
    )
}

pub fn bad_name(name: &str) -> Problem {
    new(
        "BAD_NAME",
        format!(
            "“{name}”不能作名称;请用小写字母或汉字开头,只含字母、汉字、数字和 _,同一表内不重复,且不是保留字({RESERVED})"
        ),
        format!(
            "`{name}` can't be a name; begin with a small letter, use letters, digits and _ only, not twice in one table, and none of {RESERVED}"
        ),
    )
}

pub fn name_taken(name: &str) -> Problem {
    new(
        "NAME_TAKEN",
        format!("名称“{name}”已经有了;请换一个"),
        format!("the name `{name}` is taken; use another one"),
    )
}

pub fn no_rows() -> Problem {
    new(
        "NO_ROWS",
        "这张表没有行;请从第 4 行起填写",
        "this table has no rows; fill it from row 4 on",
    )
}

pub fn no_source() -> Problem {
    new(
        "NO_SOURCE",
        "这一行没有依据;请写出文件与条款",
        "this row has no legal source; write the document and the article",
    )
}

pub fn no_date(text: &str) -> Problem {
    new(
        "NO_DATE",
        format!("“{text}”不是日期;请写 2026-01-01 这样的日期"),
        format!("`{text}` is no day; write it like 2026-01-01"),
    )
}

pub fn dates_backwards() -> Problem {
    new(
        "DATES_BACKWARDS",
        "截止日早于起始日;请改正",
        "the last day is before the first; put it right",
    )
}

pub fn no_legal_date() -> Problem {
    new(
        "NO_LEGAL_DATE",
        "这一行有起止日期,但没有名为 legal_date(法定日期)的输入;请在“输入”表加上,例如 contract.registered_on",
        "this row has dates, but there is no input named legal_date to compare them with; add it to the inputs, such as contract.registered_on",
    )
}
