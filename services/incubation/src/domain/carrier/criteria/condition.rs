//! What a carrier can fail.
use crate::domain::code_list::code_list;

code_list! {
    /// A condition of a grade, by the code that rule cards and rules use.
    Condition {
        LegalPerson = "LEGAL_PERSON", "具有独立法人资格", "the operator is a legal person";
        Years = "YEARS", "运营年限", "years it has been running";
        Stats = "STATS", "真实完整的统计年度", "years of true returns";
        Months = "MONTHS", "运营月数", "months it has been running";
        Area = "AREA", "场地面积", "area";
        Space = "SPACE", "场地面积或工位数", "area or seats";
        Shared = "SHARED", "工位及公共场地占比", "part of seats and shared space";
        TenantArea = "TENANT_AREA", "在孵企业使用面积占比", "part of the area that is for tenants";
        Fund = "FUND", "孵化资金规模", "size of the incubation fund";
        Financed = "FINANCED", "获投融资企业占比或数量", "tenants that were financed";
        FundCases = "FUND_CASES", "孵化资金投资案例", "investments of the fund";
        Staff = "STAFF", "管理服务人员", "staff";
        ProStaff = "PRO_STAFF", "专业孵化服务人员占比", "part of the staff that is trained";
        StaffRatio = "STAFF_RATIO", "专业人员与在孵企业之比", "trained staff per tenant";
        Mentors = "MENTORS", "创业导师", "mentors";
        MentorRatio = "MENTOR_RATIO", "创业导师与在孵企业之比", "mentors per tenant";
        Ip = "IP", "知识产权", "tenants with intellectual property";
        Tenants = "TENANTS", "在孵企业数量", "number of tenants";
        Density = "DENSITY", "单位面积在孵企业数", "tenants per area";
        Graduates = "GRADUATES", "累计毕业企业", "graduates";
        SameField = "SAME_FIELD", "同一领域在孵企业占比", "tenants of one field";
        InvestOrFinanced = "INVEST_OR_FINANCED", "自有或合作基金投资企业占比，或获融资企业占比", "tenants invested in or financed";
        Growth = "GROWTH", "营收或研发增长企业占比", "tenants that grew";
        NonRentIncome = "NON_RENT_INCOME", "租金物业外服务收入占比", "income apart from rent";
        Teams = "TEAMS", "入驻团队和企业", "teams and firms";
        Output = "OUTPUT", "新注册企业或获融资团队", "new companies or financed teams";
        Cases = "CASES", "典型孵化案例", "typical cases";
        Events = "EVENTS", "创业活动", "activities";
        Services = "SERVICES", "专业服务类别", "kinds of services";
        Patents = "PATENTS", "拥有发明专利企业占比", "tenants with invention patents of their own";
        CollegeLinks = "COLLEGE_LINKS", "与高校有实质联系企业占比", "tenants with real links to the college";
    }
}
