//! The columns an office's table may have: the names people give them, and the place in the form each fills.
use std::sync::OnceLock;

use kezhuan_protocol::contracts::v1::{Form, FormParty};

use super::choice::List;
use super::written;
use crate::sheet_import::amount::Unit;
use crate::sheet_import::field::{Field as Column, Kind, Need, Sheet};

/// A contract is not older than the law on it.
const SINCE: i32 = 1985;

/// One column this import knows.
#[derive(Debug)]
pub struct Field {
    /// The header of the template.
    pub zh: &'static str,
    /// The English header, also the stable name in reports.
    pub en: &'static str,
    /// Other headers offices use for it.
    pub also: &'static [&'static str],
    pub need: Need,
    pub reading: Reading,
    /// Where the service finds it, so that its refusals can be brought back to the column.
    pub path: &'static str,
}

/// How a cell of the column is read, and where its value goes.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// For people only.
    Ignored,
    /// Not part of the form: the office's own number of the paper, by which a repeat is known.
    PaperNumber,
    Text(fn(&mut Form) -> &mut String),
    Code(List, fn(&mut Form) -> &mut String),
    Date(fn(&mut Form) -> &mut String),
    /// In yuan or 万元, by the header or the cell itself.
    Amount(fn(&mut Form) -> &mut i64),
    /// An amount of another currency, without a Chinese unit.
    ForeignAmount(fn(&mut Form) -> &mut i64),
    /// CNY per unit, kept in ten-thousandths.
    Rate(fn(&mut Form) -> &mut i64),
    CreditCode(fn(&mut Form) -> &mut String),
    Division(fn(&mut Form) -> &mut String),
    PatentNumber(fn(&mut Form) -> &mut String),
    /// Whose people may act in the case.
    Organisation(fn(&mut Form) -> &mut String),
    Flag(fn(&mut Form) -> &mut bool),
    /// Whether the text is in another language than Chinese, by yes and no or by the language.
    ForeignLanguage(fn(&mut Form) -> &mut bool),
    /// Several answers of one list.
    Codes(List, fn(&mut Form) -> &mut Vec<String>),
    /// A non-technical part of the price, with its type.
    PricePart(&'static str),
    /// The same in the price's own currency.
    ForeignPricePart(&'static str),
}

impl Reading {
    /// How its cells are read.
    fn kind(self) -> Kind {
        match self {
            Reading::Ignored => Kind::Ignored,
            Reading::PaperNumber | Reading::Organisation(_) => Kind::Identifier,
            Reading::Text(_) => Kind::Text,
            Reading::Code(list, _) => Kind::Code(list.answers()),
            Reading::Codes(list, _) => Kind::Codes(list.answers()),
            Reading::Date(_) => Kind::Day { since: SINCE },
            Reading::Amount(_) | Reading::PricePart(_) => Kind::Amount(Unit::Yuan),
            Reading::CreditCode(_) => Kind::CreditCode,
            Reading::Division(_) => Kind::Division,
            Reading::Flag(_) => Kind::Flag,
            Reading::ForeignAmount(_) | Reading::ForeignPricePart(_) => Kind::Written {
                read: written::foreign_amount,
                is_identifier: false,
            },
            Reading::Rate(_) => Kind::Written {
                read: written::rate,
                is_identifier: false,
            },
            Reading::PatentNumber(_) => Kind::Written {
                read: written::patent_number,
                is_identifier: true,
            },
            Reading::ForeignLanguage(_) => Kind::Written {
                read: written::is_foreign,
                is_identifier: false,
            },
        }
    }

    /// What to write, where the kind alone does not say it.
    fn help(self) -> &'static str {
        match self {
            Reading::PaperNumber => "合同文本上的编号；同一编号只导入一次，重复导入不会重复申报",
            Reading::ForeignAmount(_) => "外币金额，最多两位小数",
            Reading::ForeignPricePart(_) => "外币合同按合同币种填写，最多两位小数",
            Reading::Organisation(_) => {
                "在本系统中的机构标识，其人员凭此办理后续手续；卖方申请的必填，技术进口合同由买方申请，填买方的"
            }
            Reading::ForeignLanguage(_) => {
                "合同文本为外文的填“是”或语言名称（如“英文”），须附中文译本；空白视为中文"
            }
            Reading::Rate(_) => "每单位外币折合人民币元，最多四位小数",
            Reading::PatentNumber(_) => "专利号，如 ZL202310000000.X",
            Reading::Ignored
            | Reading::Text(_)
            | Reading::Code(..)
            | Reading::Codes(..)
            | Reading::Date(_)
            | Reading::Amount(_)
            | Reading::PricePart(_)
            | Reading::CreditCode(_)
            | Reading::Division(_)
            | Reading::Flag(_) => "",
        }
    }
}

/// The table of contracts.
pub fn sheet() -> &'static Sheet {
    static SHEET: OnceLock<Sheet> = OnceLock::new();
    SHEET.get_or_init(|| Sheet {
        title: "技术合同",
        template: "kezhuan contracts template FILE",
        frozen: 2,
        fields: FIELDS.iter().map(column).collect(),
    })
}

fn column(field: &Field) -> Column {
    Column {
        need: field.need,
        ..Column::may(field.zh, field.en, field.reading.kind())
    }
    .also(field.also)
    .at(field.path)
    .help(field.reading.help())
}

fn seller(form: &mut Form) -> &mut FormParty {
    form.seller.get_or_insert_default()
}

fn buyer(form: &mut Form) -> &mut FormParty {
    form.buyer.get_or_insert_default()
}

fn broker(form: &mut Form) -> &mut FormParty {
    form.broker.get_or_insert_default()
}

/// A column offices can't do without.
const fn needed(
    zh: &'static str,
    en: &'static str,
    also: &'static [&'static str],
    path: &'static str,
    reading: Reading,
) -> Field {
    Field {
        need: Need::Always,
        ..may(zh, en, also, path, reading)
    }
}

/// A column that may be missing or empty.
const fn may(
    zh: &'static str,
    en: &'static str,
    also: &'static [&'static str],
    path: &'static str,
    reading: Reading,
) -> Field {
    Field {
        zh,
        en,
        also,
        need: Need::Never,
        reading,
        path,
    }
}

/// A column whose cells the rest of their row may ask for.
const fn by_row(
    zh: &'static str,
    en: &'static str,
    also: &'static [&'static str],
    path: &'static str,
    reading: Reading,
) -> Field {
    Field {
        need: Need::ByRow,
        ..may(zh, en, also, path, reading)
    }
}

use Reading::{
    Amount, Code, Codes, CreditCode, Date, Division, Flag, ForeignAmount, ForeignLanguage,
    ForeignPricePart, Ignored, Organisation, PaperNumber, PatentNumber, PricePart, Rate, Text,
};

/// Every known column, in the order of the template.
#[rustfmt::skip] // A table is read by the line.
pub const FIELDS: &[Field] = &[
    may("序号", "no", &["编号", "number"], "", Ignored),
    may("合同编号", "paper_number", &["合同号"], "paper_number", PaperNumber),
    needed("合同名称", "project_name", &["项目名称", "合同(项目)名称"], "project_name", Text(|form| &mut form.project_name)),
    needed("合同类别", "kind", &["合同类型", "技术合同类别"], "kind", Code(List::Kind, |form| &mut form.kind)),
    needed("签订日期", "sign_date", &["合同签订日期", "签约日期"], "sign_date", Date(|form| &mut form.sign_date)),
    needed("合同开始日期", "term_start", &["开始日期", "合同起始日期"], "term_start", Date(|form| &mut form.term_start)),
    needed("合同截止日期", "term_end", &["截止日期", "合同终止日期", "结束日期"], "term_end", Date(|form| &mut form.term_end)),
    may("合同成交额", "total_amount", &["合同总金额", "合同金额", "成交金额", "成交额"], "total_amount_fen", Amount(|form| &mut form.total_amount_fen)),
    may("金额待定", "amount_unknown", &[], "amount_unknown", Flag(|form| &mut form.amount_unknown)),
    may("币种", "currency", &[], "currency", Text(|form| &mut form.currency)),
    may("外币金额", "currency_amount", &[], "currency_amount_minor", ForeignAmount(|form| &mut form.currency_amount_minor)),
    may("汇率", "exchange_rate", &[], "exchange_rate_e4", Rate(|form| &mut form.exchange_rate_e4)),
    may("汇率日期", "exchange_rate_date", &[], "exchange_rate_date", Date(|form| &mut form.exchange_rate_date)),
    needed("支付方式", "payment_mode", &["付款方式"], "payment_mode", Code(List::PaymentMode, |form| &mut form.payment_mode)),
    needed("卖方名称", "seller_name", &["卖方"], "seller.display_name", Text(|form| &mut seller(form).display_name)),
    may("卖方统一社会信用代码", "seller_credit_code", &["卖方信用代码"], "seller.credit_code", CreditCode(|form| &mut seller(form).credit_code)),
    needed("卖方类型", "seller_type", &["卖方性质", "卖方类别"], "seller.type", Code(List::PartyType, |form| &mut seller(form).r#type)),
    needed("卖方行政区划代码", "seller_division", &["卖方地区代码", "卖方区划代码"], "seller.division", Division(|form| &mut seller(form).division)),
    may("卖方院校代码", "seller_college", &["卖方高校代码"], "seller.college", Text(|form| &mut seller(form).college)),
    by_row("卖方机构标识", "seller_organisation", &["卖方单位标识"], "seller.organisation", Organisation(|form| &mut seller(form).organisation)),
    needed("买方名称", "buyer_name", &["买方"], "buyer.display_name", Text(|form| &mut buyer(form).display_name)),
    may("买方统一社会信用代码", "buyer_credit_code", &["买方信用代码"], "buyer.credit_code", CreditCode(|form| &mut buyer(form).credit_code)),
    needed("买方类型", "buyer_type", &["买方性质", "买方类别"], "buyer.type", Code(List::PartyType, |form| &mut buyer(form).r#type)),
    needed("买方行政区划代码", "buyer_division", &["买方地区代码", "买方区划代码"], "buyer.division", Division(|form| &mut buyer(form).division)),
    may("买方机构标识", "buyer_organisation", &["买方单位标识"], "buyer.organisation", Organisation(|form| &mut buyer(form).organisation)),
    may("中介方名称", "broker_name", &["中介方"], "broker.display_name", Text(|form| &mut broker(form).display_name)),
    may("中介方统一社会信用代码", "broker_credit_code", &["中介方信用代码"], "broker.credit_code", CreditCode(|form| &mut broker(form).credit_code)),
    may("中介方类型", "broker_type", &["中介方性质"], "broker.type", Code(List::PartyType, |form| &mut broker(form).r#type)),
    may("中介方行政区划代码", "broker_division", &["中介方地区代码"], "broker.division", Division(|form| &mut broker(form).division)),
    may("知识产权类型", "intellectual_property_type", &["知识产权"], "intellectual_property_type", Code(List::IntellectualProperty, |form| &mut form.intellectual_property_type)),
    may("专利号", "patent_number", &[], "patent_number", PatentNumber(|form| &mut form.patent_number)),
    may("专利到期日", "patent_expiry", &["专利届满日"], "patent_expiry", Date(|form| &mut form.patent_expiry)),
    may("许可方式", "licence_mode", &[], "licence_mode", Code(List::LicenceMode, |form| &mut form.licence_mode)),
    may("许可截止日期", "licence_end", &["许可终止日期"], "licence_end", Date(|form| &mut form.licence_end)),
    needed("技术领域", "technical_field", &[], "technical_field", Code(List::TechnicalField, |form| &mut form.technical_field)),
    may("社会经济目标", "socio_economic_target", &[], "socio_economic_target", Code(List::SocioEconomicTarget, |form| &mut form.socio_economic_target)),
    may("计划来源", "plan_source", &["计划类别"], "plan_source", Code(List::PlanSource, |form| &mut form.plan_source)),
    may("关联交易", "related_parties", &["是否关联交易"], "related_parties", Flag(|form| &mut form.related_parties)),
    may("预计新增投资额", "expected_investment", &["预计投资额"], "expected_investment_fen", Amount(|form| &mut form.expected_investment_fen)),
    may("预计新增产出额", "expected_output", &["预计产出额"], "expected_output_fen", Amount(|form| &mut form.expected_output_fen)),
    may("设备费", "equipment", &["设备金额"], "price_items", PricePart("equipment")),
    may("仪器费", "instruments", &["仪器金额"], "price_items", PricePart("instrument")),
    may("零部件费", "parts", &["零部件金额"], "price_items", PricePart("parts")),
    may("原材料费", "materials", &["材料费", "原材料金额"], "price_items", PricePart("material")),
    may("外币设备费", "equipment_in_currency", &[], "price_items", ForeignPricePart("equipment")),
    may("外币仪器费", "instruments_in_currency", &[], "price_items", ForeignPricePart("instrument")),
    may("外币零部件费", "parts_in_currency", &[], "price_items", ForeignPricePart("parts")),
    may("外币原材料费", "materials_in_currency", &["外币材料费"], "price_items", ForeignPricePart("material")),
    may("成果编号", "achievement", &[], "achievement_reference", Text(|form| &mut form.achievement_reference)),
    may("协议定价", "price_by_agreement", &["是否协议定价"], "price_by_agreement", Flag(|form| &mut form.price_by_agreement)),
    may("部门签订", "signed_by_department", &["是否部门签订"], "signed_by_department", Flag(|form| &mut form.signed_by_department)),
    may("特殊产品", "regulated_product", &["是否特殊产品"], "regulated_product", Flag(|form| &mut form.regulated_product)),
    may("外文文本", "foreign_language", &["合同语言", "合同文本语言", "contract_language"], "foreign_language", ForeignLanguage(|form| &mut form.foreign_language)),
    may("纸质材料", "paper_materials", &["已收纸质材料"], "paper_materials", Codes(List::Material, |form| &mut form.paper_materials)),
    may("备注", "remark", &["说明", "remarks"], "", Ignored),
];

/// The column with this English name.
pub fn named(en: &str) -> Option<&'static Column> {
    sheet().named(en)
}

/// How the column with this English name fills the form.
pub fn reading(en: &str) -> Option<Reading> {
    let mut fields = FIELDS.iter();
    fields
        .find(|field| field.en == en)
        .map(|field| field.reading)
}

/// The column a path of the service's refusal speaks of; `form.` in front or not, list indexes ignored.
pub fn at_path(path: &str) -> Option<&'static Column> {
    let path = path.strip_prefix("form.").unwrap_or(path);
    // A missing document is told by its code; the column says which were handed in.
    let path = if path.starts_with("materials.") {
        "paper_materials"
    } else {
        path
    };
    sheet().at_path(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet_import::field::shared_name;

    #[test]
    fn no_two_columns_share_a_name() {
        assert_eq!(shared_name(sheet()), None);
    }

    #[test]
    fn a_refusal_of_the_service_finds_its_column() {
        for (path, column) in [
            ("form.seller.credit_code", Some("seller_credit_code")),
            ("seller.credit_code", Some("seller_credit_code")),
            ("form.price_items[0].amount_fen", Some("equipment")),
            ("seller.organisation", Some("seller_organisation")),
            ("materials.CONTRACT_TEXT", Some("paper_materials")),
            ("form.nothing", None),
            ("", None),
        ] {
            assert_eq!(
                at_path(path).map(|field| field.en.as_str()),
                column,
                "{path}"
            );
        }
    }
}
