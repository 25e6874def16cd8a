//! What only a contract's row can have wrong.
use crate::sheet_import::Complaint;

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
