//! The figures of the yearly Torch return (火炬统计), each with its unit.
use crate::domain::code_list::code_list;
use crate::domain::thousand_yuan::thousand_yuan;

code_list! {
    /// What a figure counts, as the return is handed on. Money is kept in fen and areas in 0.01 m².
    Unit {
        ThousandYuan = "THOUSAND_YUAN", "千元", "thousand yuan";
        SquareMetre = "SQUARE_METRE", "平方米", "m²";
        Person = "PERSON", "人", "persons";
        Enterprise = "ENTERPRISE", "家", "enterprises";
        Right = "RIGHT", "件", "rights";
        Occasion = "OCCASION", "场次", "occasions";
    }
}

code_list! {
    /// One figure of the return, in the order of the form.
    Field {
        AreaTotal = "AREA_TOTAL", "孵化场地总面积", "area in all";
        AreaOffice = "AREA_OFFICE", "其中：办公用房面积", "of which offices of the operator";
        AreaTenant = "AREA_TENANT", "其中：在孵企业用房面积", "of which let to tenants";
        AreaPublic = "AREA_PUBLIC", "其中：公共服务用房面积", "of which for everybody";
        IncomeTotal = "INCOME_TOTAL", "孵化器总收入", "income in all";
        IncomeService = "INCOME_SERVICE", "其中：综合服务收入", "of which for services";
        IncomeProperty = "INCOME_PROPERTY", "其中：房租及物业收入", "of which rent and property";
        IncomeInvestment = "INCOME_INVESTMENT", "其中：投资收入", "of which from investments";
        IncomeOther = "INCOME_OTHER", "其中：其他收入", "of which other";
        NetProfit = "NET_PROFIT", "净利润", "net profit";
        TaxesPaid = "TAXES_PAID", "上缴税费", "taxes paid";
        PublicSubsidies = "PUBLIC_SUBSIDIES", "获各级财政资助额", "public subsidies";
        Staff = "STAFF", "管理机构从业人员", "staff of the operator";
        Professionals = "PROFESSIONALS", "其中：专业孵化服务人员", "of which professionals";
        Trained = "TRAINED", "其中：接受专业培训人员", "of which trained";
        FundSize = "FUND_SIZE", "孵化基金总额", "size of the incubation fund";
        TenantsOpening = "TENANTS_OPENING", "年初在孵企业", "tenants at the start of the year";
        TenantsEntered = "TENANTS_ENTERED", "当年新增在孵企业", "tenants that came in";
        TenantsExited = "TENANTS_EXITED", "当年离开企业（含毕业、退出、到期）", "tenants that left, graduates among them";
        Tenants = "TENANTS", "年末在孵企业", "tenants at the end of the year";
        TenantsByStudents = "TENANTS_BY_STUDENTS", "其中：大学生创办", "of which founded by students";
        TenantsByReturnees = "TENANTS_BY_RETURNEES", "其中：留学人员创办", "of which founded by returnees";
        TenantsHighTech = "TENANTS_HIGH_TECH", "其中：高新技术企业", "of which high-tech enterprises";
        TenantsTechSme = "TENANTS_TECH_SME", "其中：科技型中小企业", "of which technology SMEs";
        TenantStaff = "TENANT_STAFF", "在孵企业从业人员", "staff of tenants";
        TenantStaffGraduates = "TENANT_STAFF_GRADUATES", "其中：大专以上人员", "of which college graduates";
        TenantRevenue = "TENANT_REVENUE", "在孵企业总收入", "revenue of tenants";
        TenantRnd = "TENANT_RND", "在孵企业研发投入", "research and development of tenants";
        TenantTaxes = "TENANT_TAXES", "在孵企业上缴税费", "taxes paid by tenants";
        TenantPublicFunding = "TENANT_PUBLIC_FUNDING", "在孵企业获财政资助", "public funding of tenants";
        VcYear = "VC_YEAR", "当年获投融资额", "venture capital got in the year";
        VcTotal = "VC_TOTAL", "累计获投融资额", "venture capital got in all";
        TenantsFinanced = "TENANTS_FINANCED", "当年获投融资企业", "tenants financed in the year";
        IpApplied = "IP_APPLIED", "当年知识产权申请", "IP rights applied for";
        IpGranted = "IP_GRANTED", "当年知识产权授权", "IP rights granted";
        ValidInventions = "VALID_INVENTIONS", "有效发明专利", "inventions in force";
        GraduatesYear = "GRADUATES_YEAR", "当年毕业企业", "graduates of the year";
        GraduatesTotal = "GRADUATES_TOTAL", "累计毕业企业", "graduates in all";
        ListedOrAcquired = "LISTED_OR_ACQUIRED", "累计上市（挂牌）及被并购企业", "listed or acquired in all";
        Mentors = "MENTORS", "创业导师", "mentors";
        Events = "EVENTS", "当年创新创业活动", "events of the year";
        Trainings = "TRAININGS", "当年创业培训", "trainings of the year";
        PlatformInvestment = "PLATFORM_INVESTMENT", "公共技术服务平台投资额", "investment in public technical platforms";
    }
}

impl Field {
    /// What it is counted in.
    #[rustfmt::skip]
    pub const fn unit(self) -> Unit {
        use Field as F;
        match self {
            F::AreaTotal | F::AreaOffice | F::AreaTenant | F::AreaPublic => Unit::SquareMetre,
            F::IncomeTotal | F::IncomeService | F::IncomeProperty | F::IncomeInvestment | F::IncomeOther | F::NetProfit
            | F::TaxesPaid | F::PublicSubsidies | F::FundSize | F::TenantRevenue | F::TenantRnd | F::TenantTaxes
            | F::TenantPublicFunding | F::VcYear | F::VcTotal | F::PlatformInvestment => Unit::ThousandYuan,
            F::Staff | F::Professionals | F::Trained | F::TenantStaff | F::TenantStaffGraduates | F::Mentors => Unit::Person,
            F::TenantsOpening | F::TenantsEntered | F::TenantsExited | F::Tenants | F::TenantsByStudents
            | F::TenantsByReturnees | F::TenantsHighTech | F::TenantsTechSme | F::TenantsFinanced | F::GraduatesYear
            | F::GraduatesTotal | F::ListedOrAcquired => Unit::Enterprise,
            F::IpApplied | F::IpGranted | F::ValidInventions => Unit::Right,
            F::Events | F::Trainings => Unit::Occasion,
        }
    }

    /// Whether a year may end below nothing.
    pub fn may_be_negative(self) -> bool {
        self == Field::NetProfit
    }

    /// The figure as it is handed on: money in thousand yuan, half up; areas in square metres; counts as they are.
    pub fn reported(self, value: i64) -> String {
        match self.unit() {
            Unit::ThousandYuan => thousand_yuan(value).to_string(),
            Unit::SquareMetre => square_metres(value),
            Unit::Person | Unit::Enterprise | Unit::Right | Unit::Occasion => value.to_string(),
        }
    }
}

/// Hundredths of a square metre as square metres; nothing is rounded.
fn square_metres(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let magnitude = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}

code_list! {
    /// What the operator is (运营机构性质).
    OperatorNature {
        PublicInstitution = "PUBLIC_INSTITUTION", "事业单位", "public institution";
        StateEnterprise = "STATE_ENTERPRISE", "国有企业", "state-owned enterprise";
        PrivateEnterprise = "PRIVATE_ENTERPRISE", "民营企业", "private enterprise";
        CollegeRun = "COLLEGE_RUN", "高校院所", "college or institute";
        SocialOrganisation = "SOCIAL_ORGANISATION", "社会组织", "social organisation";
        Other = "OTHER", "其他", "other";
    }
}

code_list! {
    /// What it takes in (孵化器类型).
    OperationType {
        General = "GENERAL", "综合", "general";
        Professional = "PROFESSIONAL", "专业", "professional";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_handed_on_in_its_unit() {
        for (field, value, text) in [
            (Field::IncomeTotal, 149_999, "1"),
            (Field::IncomeTotal, 150_000, "2"),
            (Field::NetProfit, -150_000, "-2"),
            (Field::AreaTotal, 1_234_567, "12345.67"),
            (Field::AreaTotal, 5, "0.05"),
            (Field::Tenants, 50, "50"),
            (Field::IpGranted, 7, "7"),
        ] {
            assert_eq!(field.reported(value), text, "{field:?} {value}");
        }
    }

    #[test]
    fn only_the_profit_may_be_negative() {
        let negative: Vec<Field> = Field::ALL
            .iter()
            .copied()
            .filter(|field| field.may_be_negative())
            .collect();
        assert_eq!(negative, [Field::NetProfit]);
    }
}
