//! The columns of a table of tenants.
use std::sync::OnceLock;

use kezhuan_incubation::domain::tenancy;

use crate::office_sheets::SINCE;
use crate::sheet_import::amount::Unit;
use crate::sheet_import::choices::Choices;
use crate::sheet_import::field::{Field, Kind, Sheet};

/// Who moves in.
pub fn kinds() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| Choices {
        also: vec![("团队", "TEAM")],
        ..tenancy::TenantKind::list("Tenancy.Kind").into()
    })
}

/// What it works in.
pub fn fields_of_work() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| tenancy::Field::list("Tenancy.Field").into())
}

/// Who founded it.
pub fn founders() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| tenancy::Founder::list("Tenancy.Founder").into())
}

/// Where a tenancy stands.
pub fn states() -> &'static Choices {
    static LIST: OnceLock<Choices> = OnceLock::new();
    LIST.get_or_init(|| tenancy::State::list("Tenancy.State").into())
}

/// The table of tenants.
pub fn sheet() -> &'static Sheet {
    static SHEET: OnceLock<Sheet> = OnceLock::new();
    SHEET.get_or_init(|| Sheet {
        title: "在孵企业",
        template: "kezhuan incubation template tenants FILE",
        frozen: 3,
        fields: profile().into_iter().chain(year()).chain(told()).collect(),
    })
}

/// What the tenant says of itself.
#[rustfmt::skip] // A table is read by the line.
fn profile() -> Vec<Field> {
    let day = Kind::Day { since: SINCE };
    vec![
        Field::may("序号", "no", Kind::Ignored).also(&["编号"]),
        Field::needed("企业名称", "name", Kind::Text).also(&["名称", "团队名称", "企业或团队名称"]).at("tenancy.name"),
        Field::by_row("统一社会信用代码", "uscc", Kind::CreditCode).also(&["信用代码"]).at("tenancy.uscc").help("18 位统一社会信用代码，单元格须为文本格式；创业团队不填"),
        Field::may("类别", "kind", Kind::Code(kinds())).also(&["主体类别"]).at("tenancy.kind").help("企业或创业团队；空白视为企业"),
        Field::may("机构标识", "organisation", Kind::Identifier).also(&["单位标识"]).at("tenancy.organisation").help("在本系统中的机构标识，其人员凭此办理；企业空白视为其信用代码，创业团队必填"),
        Field::by_row("成立日期", "founded_on", day).also(&["注册日期"]).at("tenancy.founded_on"),
        Field::needed("入驻日期", "entry_on", day).also(&["入孵日期"]).at("tenancy.entry_on"),
        Field::may("协议到期日", "until", day).also(&["孵化到期日"]).at("until").help("约定的最后一天；空白视为最长孵化期限"),
        Field::needed("技术领域", "field", Kind::Code(fields_of_work())).also(&["所属领域", "行业领域"]).at("tenancy.field"),
        Field::may("创办人类型", "founder", Kind::Code(founders())).also(&["创业者类型"]).at("tenancy.founder").help("空白视为一般创业者"),
        Field::may("入驻时人数", "staff", Kind::Count).also(&["从业人员"]).at("tenancy.staff"),
        Field::by_row("注册地在载体内", "registered_here", Kind::Flag).also(&["注册在载体内"]).at("tenancy.registered_here"),
        Field::by_row("研发办公在载体内", "office_here", Kind::Flag).also(&["办公在载体内"]).at("tenancy.office_here"),
        Field::by_row("科技型中小企业", "tech_sme", Kind::Flag).also(&["是否科技型中小企业"]).at("tenancy.tech_sme"),
        Field::may("高新技术企业", "high_tech", Kind::Flag).also(&["是否高新技术企业"]).at("tenancy.high_tech"),
        Field::may("侨资", "overseas_chinese", Kind::Flag).also(&["是否侨资"]).at("tenancy.overseas_chinese"),
        Field::may("来源地", "source_region", Kind::Text).at("tenancy.source_region").help("六位行政区划代码，或三位国家（地区）代码，如 HKG；侨资必填"),
        Field::may("产业链", "chain", Kind::Text).also(&["所属产业链"]).at("tenancy.chain").help("市重点产业链的名称或代码；空白视为不属于"),
    ]
}

/// What it did in one year.
#[rustfmt::skip] // A table is read by the line.
fn year() -> Vec<Field> {
    let day = Kind::Day { since: SINCE };
    let money = Kind::Amount(Unit::Yuan);
    vec![
        Field::may("年度", "year", Kind::Count).at("figures.year").help("以下各列所属的年度，如 2025；一家企业的多个年度各占一行，空白则不登记年度数据"),
        Field::may("营业收入", "revenue", money).also(&["总收入"]).at("figures.revenue_fen"),
        Field::may("研发投入", "research", money).also(&["研发费用"]).at("figures.research_fen"),
        Field::may("上缴税费", "taxes", money).also(&["纳税额"]).at("figures.taxes_fen"),
        Field::may("财政资助", "public_funding", money).at("figures.public_funding_fen"),
        Field::may("获投融资额", "venture_capital", money).also(&["风险投资"]).at("figures.venture_capital_fen"),
        Field::may("年末从业人员", "year_staff", Kind::Count).at("figures.staff"),
        Field::may("其中大专以上", "college_graduates", Kind::Count).also(&["大专以上人员"]).at("figures.college_graduates"),
        Field::may("知识产权申请", "ip_applications", Kind::Count).at("figures.ip_applications"),
        Field::may("知识产权授权", "ip_grants", Kind::Count).at("figures.ip_grants"),
        Field::may("有效知识产权", "valid_ip", Kind::Count).at("figures.valid_ip"),
        Field::may("其中发明专利", "valid_inventions", Kind::Count).also(&["有效发明专利"]).at("figures.valid_inventions"),
        Field::may("高企证书日期", "high_tech_on", day).at("figures.high_tech_on"),
        Field::may("科小入库日期", "tech_sme_on", day).at("figures.tech_sme_on"),
        Field::may("上市或被并购日期", "acquired_or_listed_on", day).at("figures.acquired_or_listed_on"),
        Field::may("数据来源", "source", Kind::Text).at("figures.source").help("谁提供的年度数据，如企业年报、审计报告；填写年度的必填"),
    ]
}

/// What the service says of it.
#[rustfmt::skip] // A table is read by the line.
fn told() -> Vec<Field> {
    vec![
        Field::may("入驻编号", "number", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("状态", "state", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("离开日期", "left_on", Kind::Ignored).help("由系统给出，不导入"),
        Field::may("备注", "remark", Kind::Ignored).also(&["说明"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet_import::field::shared_name;

    #[test]
    fn no_two_columns_share_a_name() {
        assert_eq!(shared_name(sheet()), None);
    }
}
