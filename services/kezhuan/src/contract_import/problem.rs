//! What is wrong with one row, and what to do about it, in both languages.
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

/// No amount, and not said to be unknown either.
pub const AMOUNT_REQUIRED: Complaint = Complaint::fixed(
    "AMOUNT_REQUIRED",
    (
        "未填写合同成交额，也未注明金额待定",
        "neither an amount nor that it is not known yet",
    ),
    (
        "请填写合同成交额；金额未定的，在“金额待定”列填“是”",
        "write the amount, or write 是 in the column 金额待定 (amount_unknown)",
    ),
);

/// Neither header nor cell names a unit.
pub const AMOUNT_UNIT: Complaint = Complaint::fixed(
    "AMOUNT_UNIT",
    (
        "金额没有单位，无法判断是元还是万元",
        "the amount has no unit: yuan or 万元 can't be told apart",
    ),
    (
        "请在列名中注明单位，如“合同成交额(元)”或“合同成交额(万元)”",
        "name the unit in the header, such as 合同成交额(元) or 合同成交额(万元)",
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
        "请按合同原文填写，最多到分",
        "write it as the contract says, to the fen at most",
    ),
);

/// More precise than the currency is.
pub const AMOUNT_BELOW_MINOR_UNIT: Complaint = Complaint::fixed(
    "AMOUNT_BELOW_MINOR_UNIT",
    (
        "该币种没有这么小的单位",
        "the currency has no unit that small",
    ),
    (
        "日元、韩元填整数",
        "yen and won are written without decimals",
    ),
);

/// Below zero.
pub const AMOUNT_NEGATIVE: Complaint = Complaint::fixed(
    "AMOUNT_NEGATIVE",
    ("金额为负数", "the amount is negative"),
    (
        "请核对合同原文后填写正数",
        "compare with the contract and write a positive number",
    ),
);

/// Larger than any contract.
pub const AMOUNT_TOO_LARGE: Complaint = Complaint::fixed(
    "AMOUNT_TOO_LARGE",
    ("金额过大", "the amount is too large"),
    (
        "请核对单位是元还是万元",
        "check whether the unit is yuan or 万元",
    ),
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
        "单元格为数值格式，末尾数字可能已丢失",
        "the cell is a number, so its last digits may be lost",
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

/// Neither a language nor yes or no.
pub const LANGUAGE_FORMAT: Complaint = Complaint::fixed(
    "LANGUAGE_FORMAT",
    (
        "看不出合同文本是否为外文",
        "does not say whether the text is in a foreign language",
    ),
    (
        "请填写“中文”“英文”等语言，或“是”“否”（是否外文）；空白视为中文",
        "write the language, such as Chinese or English, or yes or no (whether it is foreign); blank is Chinese",
    ),
);

/// A formula without a value.
pub const BROKEN_FORMULA: Complaint = Complaint::fixed(
    "BROKEN_FORMULA",
    ("单元格公式出错", "the formula of the cell failed"),
    (
        "请改为填写数值或文字本身",
        "replace the formula by its value",
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
