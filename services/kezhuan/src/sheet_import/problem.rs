//! What is wrong with one row, and what to do about it, in both languages.
use chrono::NaiveDate;
use kezhuan_law::Localized;

/// One problem of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The header of the column, as the office wrote it; empty when the row as a whole is meant.
    pub field: String,
    /// What stands in the cell.
    pub value: String,
    /// Stable, UPPER_SNAKE.
    pub code: String,
    pub problem: Localized,
    pub remedy: Localized,
}

/// A problem of a cell, before it is known whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub code: &'static str,
    pub problem: Localized,
    pub remedy: Localized,
}

impl Complaint {
    /// Texts known at compile time.
    pub const fn fixed(
        code: &'static str,
        problem: (&'static str, &'static str),
        remedy: (&'static str, &'static str),
    ) -> Complaint {
        Complaint {
            code,
            problem: Localized::fixed(problem.0, problem.1),
            remedy: Localized::fixed(remedy.0, remedy.1),
        }
    }

    /// Names the column and the cell.
    pub fn about(self, field: String, value: String) -> Problem {
        Problem {
            field,
            value,
            code: self.code.to_owned(),
            problem: self.problem,
            remedy: self.remedy,
        }
    }
}

/// A cell that must not be empty is.
pub const REQUIRED: Complaint = Complaint::fixed(
    "REQUIRED",
    ("此项必填，现为空", "must not be empty"),
    ("请填写后重新导入", "fill it in and import again"),
);

/// Neither header nor cell names a unit.
pub const AMOUNT_UNIT: Complaint = Complaint::fixed(
    "AMOUNT_UNIT",
    (
        "金额没有单位，无法判断是元、千元还是万元",
        "the amount has no unit: yuan, 千元 or 万元 can't be told apart",
    ),
    (
        "请在列名中注明单位，如“(元)”“(千元)”或“(万元)”",
        "name the unit in the header, such as (元), (千元) or (万元)",
    ),
);

/// Not a number as amounts are written.
pub const AMOUNT_FORMAT: Complaint = Complaint::fixed(
    "AMOUNT_FORMAT",
    ("不是可识别的金额", "not an amount"),
    (
        "请填写数字，如 500000 或 500,000.00",
        "write a number such as 500000 or 500,000.00",
    ),
);

/// More precise than money is.
pub const AMOUNT_BELOW_FEN: Complaint = Complaint::fixed(
    "AMOUNT_BELOW_FEN",
    ("金额精确到了分以下", "the amount has parts of a fen"),
    (
        "请按原件填写，最多到分",
        "write it as the document says, to the fen at most",
    ),
);

/// Below zero.
pub const AMOUNT_NEGATIVE: Complaint = Complaint::fixed(
    "AMOUNT_NEGATIVE",
    ("金额为负数", "the amount is negative"),
    (
        "请核对原件后填写正数",
        "compare with the document and write a positive number",
    ),
);

/// Larger than any amount here.
pub const AMOUNT_TOO_LARGE: Complaint = Complaint::fixed(
    "AMOUNT_TOO_LARGE",
    ("金额过大", "the amount is too large"),
    (
        "请核对单位是元、千元还是万元",
        "check whether the unit is yuan, 千元 or 万元",
    ),
);

/// Not a number.
pub const NUMBER_FORMAT: Complaint = Complaint::fixed(
    "NUMBER_FORMAT",
    ("不是可识别的数字", "not a number"),
    (
        "请填写数字，单位以列名为准",
        "write a number in the unit that the header names",
    ),
);

/// More decimals than are kept.
pub const NUMBER_TOO_FINE: Complaint = Complaint::fixed(
    "NUMBER_TOO_FINE",
    ("小数位数过多", "it has more decimals than are kept"),
    (
        "请按说明页的位数填写；人数、件数等填整数",
        "write no more decimals than the second sheet says; people and things are whole numbers",
    ),
);

/// Below nothing.
pub const NUMBER_NEGATIVE: Complaint = Complaint::fixed(
    "NUMBER_NEGATIVE",
    ("不能为负数", "it is negative"),
    ("请核对后填写正数", "write a positive number"),
);

/// Larger than can be.
pub const NUMBER_TOO_LARGE: Complaint = Complaint::fixed(
    "NUMBER_TOO_LARGE",
    ("数值过大", "the number is too large"),
    ("请核对单位和小数点", "check the unit and the decimal point"),
);

/// Not a date.
pub const DATE_FORMAT: Complaint = Complaint::fixed(
    "DATE_FORMAT",
    ("不是可识别的日期", "not a date"),
    (
        "请按 2025-01-31、2025/1/31 或 2025年1月31日 填写",
        "write it as 2025-01-31, 2025/1/31 or 2025年1月31日",
    ),
);

/// A number where a date should stand, and the day that sheets keep as this number.
pub fn date_without_format(number: &str, day: NaiveDate) -> Complaint {
    Complaint {
        code: "DATE_WITHOUT_FORMAT",
        problem: Localized::new(
            format!("读到的是数字 {number}，不是日期；如果是表格软件的日期序号，则为 {day}"),
            format!(
                "{number} was read, a number and no date; where a sheet program keeps days as numbers it is {day}"
            ),
        ),
        remedy: Localized::new(
            format!("请核对后把单元格设为日期格式，或直接填写 {day}"),
            format!("compare it, then give the cell a date format, or write {day}"),
        ),
    }
}

/// Not a division code.
pub const DIVISION_FORMAT: Complaint = Complaint::fixed(
    "DIVISION_FORMAT",
    ("不是六位行政区划代码", "not a six-digit division code"),
    (
        "请填写六位行政区划代码，如 440703（蓬江区）",
        "write the six-digit code, such as 440703 (Pengjiang)",
    ),
);

/// A number cell that was longer than a sheet can keep.
pub const DIGITS_LOST: Complaint = Complaint::fixed(
    "DIGITS_LOST",
    (
        "单元格为数值格式且超过 15 位，末尾数字已丢失",
        "the cell is a number of more than 15 digits, so its last ones are lost",
    ),
    (
        "请把该列设为文本格式，重新录入后导入",
        "format the column as text, enter the value again and import again",
    ),
);

/// Neither yes nor no.
pub const FLAG_FORMAT: Complaint = Complaint::fixed(
    "FLAG_FORMAT",
    ("应填“是”或“否”", "must be yes or no"),
    (
        "请填写“是”或“否”，空白视为否",
        "write 是 or 否 (yes or no); blank is no",
    ),
);

/// A formula without a value.
pub const BROKEN_FORMULA: Complaint = Complaint::fixed(
    "BROKEN_FORMULA",
    (
        "单元格公式出错，或文件中没有公式的计算结果",
        "the formula of the cell failed, or the file has no value of it",
    ),
    (
        "请在表格软件中打开并重新保存，或改为填写数值或文字本身",
        "open the file in a sheet program and save it again, or replace the formula by its value",
    ),
);

/// Text beyond the columns that have a header.
pub const NO_HEADER: Complaint = Complaint::fixed(
    "NO_HEADER",
    (
        "该单元格所在的列没有列名",
        "the column of this cell has no header",
    ),
    (
        "请补上列名，或清空该列",
        "give the column a header or clear it",
    ),
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_speaks_both_languages() {
        let problem = REQUIRED.about("合同名称".to_owned(), String::new());
        assert_eq!(problem.code, "REQUIRED");
        assert!(problem.problem.zh.contains("必填") && problem.problem.en.contains("empty"));
    }
}
