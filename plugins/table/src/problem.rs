//! Everything a workbook's author can be told: a stable reason, and what is wrong and what to do,
//! in Chinese and English. Half-width signs in the Chinese keep both readable in a terminal.

use crate::check::{Type, Unit};
use crate::syntax::{Call, RESERVED};

/// What is wrong in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub reason: &'static str,
    pub zh: String,
    pub en: String,
}

fn new(reason: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem {
        reason,
        zh: zh.into(),
        en: en.into(),
    }
}

// The file and its sheets.

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

// Headings and names.

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

// The words of a cell.

pub fn unknown_character(character: char) -> Problem {
    new(
        "UNKNOWN_CHARACTER",
        format!("不认识的符号“{character}”;请改正"),
        format!("`{character}` means nothing here; take it out"),
    )
}

pub fn open_quote() -> Problem {
    new(
        "OPEN_QUOTE",
        "引号没有结束;请补上",
        "a quote isn't closed; close it",
    )
}

pub fn grouped(text: &str) -> Problem {
    new(
        "GROUPED_DIGITS",
        format!("“{text}”既可读作一个数,也可读作两个;一个数请不要写千分位,两个数请在逗号后空一格"),
        format!(
            "`{text}` could be one number or two; write one number without the comma, or a space behind the comma of two"
        ),
    )
}

pub fn not_whole(digits: &str) -> Problem {
    new(
        "NOT_WHOLE",
        format!(
            "{digits} 换算后不是整数(或太大);金额最小到分,比例最小到基点。电子表格把 1% 存成 0.01:请写 100,或在前面加撇号写成 '1%"
        ),
        format!(
            "{digits} is no whole number of the smallest unit, or too large; amounts go down to fen, shares to basis points. A spreadsheet keeps 1% as 0.01: write 100, or '1% with the apostrophe"
        ),
    )
}

pub fn unexpected(found: &str, wanted: &str) -> Problem {
    let [found_zh, found_en] = match found {
        "" => ["内容到此为止".to_owned(), "the text ends here".to_owned()],
        found => [
            format!("这里不该是“{found}”"),
            format!("`{found}` can't stand here"),
        ],
    };
    let [wanted_zh, wanted_en] = match wanted {
        "" => ["请检查书写".to_owned(), "look at the spelling".to_owned()],
        wanted => [format!("应为“{wanted}”"), format!("`{wanted}` is expected")],
    };
    new(
        "UNEXPECTED",
        format!("{found_zh};{wanted_zh}"),
        format!("{found_en}; {wanted_en}"),
    )
}

pub fn too_deep() -> Problem {
    new(
        "TOO_DEEP",
        "括号层数太多;请拆成几个输入",
        "this is nested too deeply; split it into several inputs",
    )
}

pub fn unknown_function(name: &str) -> Problem {
    new(
        "UNKNOWN_FUNCTION",
        format!("没有函数“{name}”;可用的有 bp min max starts any all count given or_else"),
        format!(
            "there is no function `{name}`; known are bp min max starts any all count given or_else"
        ),
    )
}

pub fn wrong_arguments(call: Call) -> Problem {
    let form = match call {
        Call::Bp => "bp(amount_fen, share_bp)",
        Call::Min => "min(a, b, …)",
        Call::Max => "max(a, b, …)",
        Call::Starts => "starts(text, \"KF\", …)",
        Call::Any => "any(list, condition)",
        Call::All => "all(list, condition)",
        Call::Count => "count(list) / count(list, condition) / count(table)",
        Call::Given => "given(header.budget_left_fen)",
        Call::OrElse => "or_else(header.budget_left_fen, 0)",
    };
    new(
        "WRONG_ARGUMENTS",
        format!("这个函数应写作 {form}"),
        format!("this function is written {form}"),
    )
}

pub fn empty_expression() -> Problem {
    new(
        "EMPTY",
        "这一格空着;请写表达式",
        "this cell is empty; write an expression",
    )
}

pub fn empty_condition() -> Problem {
    new(
        "EMPTY",
        "条件空着;任何情况都适用请写 -",
        "this condition is empty; write - where anything will do",
    )
}

pub fn empty_output() -> Problem {
    new(
        "EMPTY",
        "输出空着;请填写,没有值可写 none",
        "this output is empty; fill it in, or write none for no value",
    )
}

pub fn prefix_not_text() -> Problem {
    new(
        "PREFIX_NOT_TEXT",
        "starts 里只能写文字,如 starts(\"KF\")",
        "starts takes texts, such as starts(\"KF\")",
    )
}

pub fn empty_range() -> Problem {
    new(
        "EMPTY_RANGE",
        "这个区间里没有数;下限应在前且小于上限",
        "nothing lies in this range; the lower end comes first and is below the upper one",
    )
}

// What names mean.

pub fn unknown_name(name: &str, known: &Vec<String>) -> Problem {
    let known = nearest(name, known);
    new(
        "UNKNOWN_NAME",
        format!("没有“{name}”;相近的有:{known}"),
        format!("there is no `{name}`; nearest are: {known}"),
    )
}

pub fn unknown_fact(path: &str, part: &str, known: &Vec<String>) -> Problem {
    let known = nearest(part, known);
    new(
        "UNKNOWN_NAME",
        format!("“{path}”中没有“{part}”;相近的有:{known}"),
        format!("there is no `{part}` in `{path}`; nearest are: {known}"),
    )
}

pub fn unknown_setting(name: &str, known: &Vec<String>) -> Problem {
    let known = nearest(name, known);
    new(
        "UNKNOWN_SETTING",
        format!("settings.toml 里没有参数“{name}”(或不属于此问题);相近的有:{known}"),
        format!("settings.toml has no `{name}` for this hook; nearest are: {known}"),
    )
}

pub fn unknown_field(name: &str, known: &[&str]) -> Problem {
    let known = known.join(", ");
    new(
        "UNKNOWN_FIELD",
        format!("结果里没有字段“{name}”;字段有:{known}"),
        format!("the outcome has no field `{name}`; its fields are: {known}"),
    )
}

pub fn missing_field(name: &str) -> Problem {
    new(
        "MISSING_FIELD",
        format!("结果缺少字段“{name}”;请加一行"),
        format!("the outcome's field `{name}` is missing; add a row for it"),
    )
}

pub fn unknown_label(word: &str, known: &[String]) -> Problem {
    let known = known.join(", ");
    new(
        "UNKNOWN_LABEL",
        format!("这里不能是“{word}”;可用的有:{known}"),
        format!("`{word}` is not possible here; possible are: {known}"),
    )
}

pub fn unknown_unit(word: &str) -> Problem {
    new(
        "UNKNOWN_UNIT",
        format!(
            "不认识的单位“{word}”;可用的有 fen bp days count date code yes/no(分 基点 天 个数 日期 代码 是/否)"
        ),
        format!("unknown unit `{word}`; known are fen bp days count date code yes/no"),
    )
}

pub fn circle(name: &str) -> Problem {
    new(
        "CIRCLE",
        format!("“{name}”绕了一圈又要用到自己;请拆开"),
        format!("`{name}` needs itself, by way of others; take the circle apart"),
    )
}

pub fn output_of_collect(table: &str) -> Problem {
    new(
        "OUTPUT_OF_COLLECT",
        format!("collect 表只能整张使用:{table},或其代码列"),
        format!("a collect table is used as a whole, `{table}`, or by its column of codes"),
    )
}

// Types and units.

pub fn wrong_unit(one: Unit, other: Unit) -> Problem {
    let ([one_zh, one_en], [other_zh, other_en]) = (one.words(), other.words());
    new(
        "WRONG_UNIT",
        format!("单位不合:一边是{one_zh},一边是{other_zh};请统一单位(比例请用 bp(金额, 比例))"),
        format!(
            "the units differ: {one_en} and {other_en}; use one of them (a share is taken with bp(amount, share))"
        ),
    )
}

pub fn wrong_product(one: Unit, other: Unit) -> Problem {
    let ([one_zh, one_en], [other_zh, other_en]) = (one.words(), other.words());
    new(
        "WRONG_UNIT",
        format!("{one_zh}与{other_zh}不能相乘除;取比例请用 bp(金额, 比例)"),
        format!(
            "{one_en} and {other_en} can't be multiplied or divided; a share is taken with bp(amount, share)"
        ),
    )
}

pub fn wrong_bp(amount: Unit, share: Unit) -> Problem {
    let ([amount_zh, amount_en], [share_zh, share_en]) = (amount.words(), share.words());
    new(
        "WRONG_UNIT",
        format!("bp 要的是(金额, 基点),这里是({amount_zh}, {share_zh});请调整"),
        format!(
            "bp takes (an amount, a share in bp), here it has ({amount_en}, {share_en}); put it right"
        ),
    )
}

pub fn wrong_type(wanted: &Type, found: &Type) -> Problem {
    let ([wanted_zh, wanted_en], [found_zh, found_en]) = (wanted.words(), found.words());
    new(
        "WRONG_TYPE",
        format!("这里要{wanted_zh},却是{found_zh};请改正"),
        format!("{wanted_en} is wanted here, but this is {found_en}; put it right"),
    )
}

pub fn may_be_absent() -> Problem {
    new(
        "MAY_BE_ABSENT",
        "这个事实可能没有;请用 or_else(事实, 缺省值),或用 given(事实) 先问有没有",
        "this fact may be absent; use or_else(fact, value), or ask given(fact)",
    )
}

pub fn never_absent(name: &str) -> Problem {
    new(
        "NEVER_ABSENT",
        format!("given 和 or_else 只用于可能没有的事实,{name} 总是有值;请直接写"),
        format!(
            "given and or_else are for facts that may be absent; {name} always has a value, write it as it is"
        ),
    )
}

pub fn not_a_list() -> Problem {
    new(
        "NOT_A_LIST",
        "any、all、count 的第一项要是列表事实,如 contract.parties",
        "any, all and count look at a list of the facts, such as contract.parties",
    )
}

pub fn not_comparable(ty: &Type) -> Problem {
    let [zh, en] = ty.words();
    new(
        "NOT_COMPARABLE",
        format!("{zh}不能这样比较;大小只能比数和日期"),
        format!("{en} can't be compared so; only numbers and days have an order"),
    )
}

pub fn not_an_input(ty: &Type) -> Problem {
    let [zh, en] = ty.words();
    new(
        "NOT_A_VALUE",
        format!("{zh}不能在这里命名;请写数、是/否、代码或日期"),
        format!("{en} can't have a name here; write a number, yes/no, a code or a day"),
    )
}

pub fn no_figure(ty: &Type) -> Problem {
    let [zh, en] = ty.words();
    new(
        "NO_FIGURE",
        format!("{zh}不能作说明中的数字;请用数、代码或日期"),
        format!("{en} can't be a figure of a step; use a number, a code or a day"),
    )
}

pub fn fact_not_supported(path: &str) -> Problem {
    new(
        "FACT_NOT_SUPPORTED",
        format!("表格用不了事实“{path}”;参数请写 setting 名称"),
        format!("a table has no use for the fact `{path}`; a setting is written setting NAME"),
    )
}

pub fn field_not_supported(name: &str) -> Problem {
    new(
        "FIELD_NOT_SUPPORTED",
        format!("表格写不了结果字段“{name}”;请用其他语言写这条规则"),
        format!("a table can't write the field `{name}`; write this rule in another language"),
    )
}

// What rows cover.

pub fn gap(example: &str, more: usize) -> Problem {
    let (more_zh, more_en) = match more {
        0 => (String::new(), String::new()),
        more => (
            format!("(另有 {more} 类情况)"),
            format!(" (and {more} more kinds of case)"),
        ),
    };
    new(
        "GAP",
        format!("没有一行适用于:{example}{more_zh};请加一行,或在最后加一行全部为 - 的缺省行"),
        format!(
            "no row holds for {example}{more_en}; add a row, or a last row of - for all that is left"
        ),
    )
}

pub fn overlap(row: &str, example: &str) -> Problem {
    new(
        "OVERLAP",
        format!("这一行与 {row} 同时适用于:{example};请改窄,或把命中策略改为 first"),
        format!("this row and {row} both hold for {example}; narrow one, or make the policy first"),
    )
}

pub fn unreachable() -> Problem {
    new(
        "UNREACHABLE",
        "前面的行已经包含这一行的全部情况,它永远不会适用;请上移或删去",
        "earlier rows take every case of this one, it can never hold; move it up or delete it",
    )
}

pub fn too_many(regions: u128, max: u128) -> Problem {
    new(
        "TOO_MANY_CASES",
        format!(
            "这张表把情况分成 {regions} 类,超过可查的 {max} 类;请拆表,或在最后加一行全部为 - 的缺省行"
        ),
        format!(
            "this table parts its cases into {regions} kinds, more than the {max} that are looked through; split it, or add a last row of -"
        ),
    )
}

pub fn undecided(column: &str) -> Problem {
    new(
        "UNDECIDED",
        format!(
            "“{column}”一列与几个不定的值比较,查不出空缺与重叠;请在最后加一行全部为 - 的缺省行,命中策略用 first"
        ),
        format!(
            "column `{column}` is compared with several values that aren't fixed, so gaps and overlaps can't be found; add a last row of -, and use the policy first"
        ),
    )
}

/// The likeliest of the known names first, and not all of them.
fn nearest(name: &str, known: &Vec<String>) -> String {
    const SHOWN: usize = 8;
    let likeness = |other: &str| {
        let shared = name
            .split(['_', '.'])
            .filter(|part| !part.is_empty() && other.contains(*part));
        shared.map(str::len).sum::<usize>()
    };
    let mut sorted: Vec<&String> = known.iter().collect();
    sorted.sort_by_key(|other| std::cmp::Reverse(likeness(other)));
    let shown: Vec<&str> = sorted
        .iter()
        .take(SHOWN)
        .map(|name| name.as_str())
        .collect();
    let more = if known.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
