//! The columns of the return, in the order of its cells.

/// A column's heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub zh: &'static str,
    pub en: &'static str,
}

const fn column(zh: &'static str, en: &'static str) -> Column {
    Column { zh, en }
}

/// Every column of a row.
pub const COLUMNS: &[Column] = &[
    column("行类型", "line"),
    column("合同编号", "contract_number"),
    column("登记证明编号", "certificate_number"),
    column("全国系统登记编号", "national_number"),
    column("项目名称", "project_name"),
    column("合同类别代码", "kind"),
    column("合同类别", "kind_name"),
    column("签订日期", "sign_date"),
    column("登记日期", "registered_on"),
    column("合同开始日期", "term_start"),
    column("合同截止日期", "term_end"),
    column("合同成交额(万元)", "total_wan"),
    column("技术交易额(万元)", "technical_wan"),
    column("币种", "currency"),
    column("支付方式", "payment_mode"),
    column("卖方名称", "seller_name"),
    column("卖方统一社会信用代码", "seller_credit_code"),
    column("卖方类型", "seller_type"),
    column("卖方地区", "seller_region"),
    column("买方名称", "buyer_name"),
    column("买方统一社会信用代码", "buyer_credit_code"),
    column("买方类型", "buyer_type"),
    column("买方地区", "buyer_region"),
    column("知识产权类型", "intellectual_property_type"),
    column("技术领域", "technical_field"),
    column("社会经济目标", "socio_economic_target"),
    column("计划来源", "plan_source"),
    column("关联交易", "related_parties"),
    column("预计新增投资额(万元)", "expected_investment_wan"),
    column("预计新增产出额(万元)", "expected_output_wan"),
];
