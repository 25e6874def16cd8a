//! The clauses, in the order they stand in a contract. Articles are of the Civil Code (民法典).
use kezhuan_law::Localized;

use super::{Clause, Of};
use crate::domain::kind::Family::{Consulting, Development, Licence, Service, Transfer};
use crate::domain::kind::Kind::*;

const fn heading(zh: &'static str, en: &'static str) -> Localized {
    Localized::fixed(zh, en)
}

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        of: Of::Every,
        heading: heading("当事人", "parties"),
        law: "第470条",
        text: "甲方(委托人、受让人或者被许可人):{买方}。乙方({卖方身份}):{卖方}。",
    },
    Clause {
        of: Of::Every,
        heading: heading("项目名称", "name of the project"),
        law: "第845条",
        text: "项目名称:{项目}。",
    },
    Clause {
        of: Of::Families(&[Development]),
        heading: heading("标的的内容、范围和要求", "subject, scope and requirements"),
        law: "第845条、第851条",
        text: "研究开发的新技术、新产品、新工艺、新品种或者新材料及其系统:________。签订本合同时双方尚未掌握该技术,其创新之处:________。\
               应达到的技术指标和参数(可检验):________。",
    },
    Clause {
        of: Of::Families(&[Transfer]),
        heading: heading("标的:让与的权利", "subject: the right transferred"),
        law: "第845条、第862条",
        text: "让与的现有、完整、可实施的技术:________。权利类型、名称、权利人、申请日、申请号或者登记号、有效期限:________。\
               随同交付的技术资料及其清单:________。",
    },
    Clause {
        of: Of::Families(&[Licence]),
        heading: heading("标的:许可的权利", "subject: the right licensed"),
        law: "第845条、第862条",
        text: "许可使用的现有、完整、可实施的技术:________。权利类型、名称、权利人、申请日、申请号或者登记号、有效期限:________。\
               许可方式(独占、排他或者普通)、地域和期限:________。随同交付的技术资料及其清单:________。",
    },
    Clause {
        of: Of::Kinds(&[PatentLicence]),
        heading: heading("许可的期限", "term of the licence"),
        law: "第865条",
        text: "本许可仅在专利权的存续期限内有效;专利权有效期限届满或者被宣告无效的,乙方不得就该专利继续许可。",
    },
    Clause {
        of: Of::Families(&[Consulting]),
        heading: heading(
            "标的:咨询的问题和要求",
            "subject: the question and what is required",
        ),
        law: "第845条、第878条、第880条",
        text: "就特定技术项目________提供可行性论证、技术预测、专题技术调查或者分析评价报告。甲方提供的技术背景资料和数据:________。\
               报告应回答的问题和达到的要求:________。",
    },
    Clause {
        of: Of::Kinds(&[GeneralService]),
        heading: heading(
            "标的:要解决的特定技术问题",
            "subject: the technical problem to be solved",
        ),
        law: "第845条、第878条、第883条",
        text: "乙方以其技术知识为甲方解决的特定技术问题:________。所用的非常规技术手段:________。应达到的效果和指标:________。\
               承揽、建设工程的内容不在本合同之内。",
    },
    Clause {
        of: Of::Kinds(&[Training]),
        heading: heading(
            "标的:培训的技术和人员",
            "subject: what is taught, and to whom",
        ),
        law: "第845条、第887条",
        text: "培训的特定专业技术:________。学员人数、条件和名单:________。师资、教材、场地和课时:________。应达到的水平及考核方法:________。",
    },
    Clause {
        of: Of::Kinds(&[Intermediary]),
        heading: heading(
            "标的:促成订立的技术合同",
            "subject: the contract to be concluded",
        ),
        law: "第845条、第887条、第961条",
        text: "中介方为甲方与第三人订立技术合同提供机会、进行介绍,并对合同的订立和履行提供服务。拟订立合同的技术内容和要求:________。",
    },
    Clause {
        of: Of::Every,
        heading: heading(
            "履行的计划、地点和方式",
            "plan, place and manner of performance",
        ),
        law: "第845条",
        text: "履行期限自{起}至{止}。分阶段的进度和交付:________。履行地点和方式:________。",
    },
    Clause {
        of: Of::Every,
        heading: heading("价款及其构成", "the price and its parts"),
        law: "第846条",
        text: "合同总额:人民币{价款}元,支付方式:{付款}。其中设备、仪器、零部件、原材料等非技术性费用:________元;技术交易额:________元。\
               提成支付的,应约定提成的基数、比例、期限和查阅账目的办法:________。",
    },
    Clause {
        of: Of::Families(&[Transfer, Licence]),
        heading: heading("权利的保证", "warranty of the right"),
        law: "第870条、第874条",
        text: "乙方保证自己是所提供技术的合法拥有者,并保证所提供的技术完整、无误、有效,能够达到约定的目标;第三人主张侵权的,责任的承担:________。",
    },
    Clause {
        of: Of::Every,
        heading: heading("保密", "confidentiality"),
        law: "第845条、第871条",
        text: "技术信息和资料的保密范围、涉密人员、期限和泄密责任:________。涉及国家秘密的,不在网上办理。",
    },
    Clause {
        of: Of::Kinds(&[CommissionedDevelopment]),
        heading: heading(
            "成果的归属和收益的分配",
            "ownership of results and allocation of income",
        ),
        law: "第845条、第859条、第861条",
        text: "完成的发明创造申请专利的权利归________;未约定的属于研究开发人,取得专利权后甲方可以依法实施。\
               技术秘密成果的使用权、转让权及收益的分配:________。",
    },
    Clause {
        of: Of::Kinds(&[CooperativeDevelopment]),
        heading: heading(
            "分工、投资和成果的归属",
            "division of work, contributions and ownership of results",
        ),
        law: "第845条、第855条、第860条、第861条",
        text: "各方的分工、投资(含以技术投资)和配合:________。完成的发明创造申请专利的权利属于合作各方共有,另有约定的:________。\
               技术秘密成果的使用权、转让权及收益的分配:________。",
    },
    Clause {
        of: Of::Families(&[Transfer, Licence]),
        heading: heading("后续改进成果的分享", "results of later improvement"),
        law: "第845条、第875条",
        text: "实施专利、使用技术秘密后续改进的技术成果的分享办法:________;没有约定的,一方后续改进的成果,其他各方无权分享。",
    },
    Clause {
        of: Of::Families(&[Consulting, Service]),
        heading: heading("新成果的归属", "ownership of new results"),
        law: "第845条、第885条",
        text: "乙方利用甲方提供的技术资料和工作条件完成的新的技术成果,属于乙方;甲方利用乙方的工作成果完成的新的技术成果,属于甲方;另有约定的:________。",
    },
    Clause {
        of: Of::Families(&[Development]),
        heading: heading("风险", "risk"),
        law: "第857条、第858条",
        text: "因无法克服的技术困难致使研究开发失败或者部分失败的,风险的分担:________。一方发现可能失败或者作为标的的技术已经公开的,\
               应当及时通知另一方并采取适当措施。",
    },
    Clause {
        of: Of::Every,
        heading: heading("验收标准和方法", "acceptance"),
        law: "第845条",
        text: "验收的标准、方法、时间和参加人员:________。验收合格的,双方签署验收证明。",
    },
    Clause {
        of: Of::Families(&[Development]),
        heading: heading("违约责任", "breach"),
        law: "第854条、第856条",
        text: "一方违反约定造成研究开发工作停滞、延误或者失败的,应当承担的违约责任:________。",
    },
    Clause {
        of: Of::Families(&[Transfer, Licence]),
        heading: heading("违约责任", "breach"),
        law: "第872条、第873条",
        text: "未按照约定让与、许可或者支付使用费,超越约定范围实施或者使用,违反保密义务的,应当承担的违约责任:________。",
    },
    Clause {
        of: Of::Families(&[Consulting]),
        heading: heading("违约责任", "breach"),
        law: "第881条",
        text: "甲方未提供必要资料、逾期支付报酬,乙方未按期提出报告或者报告不符合约定的,应当承担的违约责任:________。\
               甲方按照符合约定要求的报告作出决策的损失,由甲方承担,另有约定的:________。",
    },
    Clause {
        of: Of::Families(&[Service]),
        heading: heading("违约责任", "breach"),
        law: "第884条",
        text: "甲方不提供约定的工作条件、不接受工作成果,乙方未按照约定完成服务工作的,应当承担的违约责任:________。",
    },
    Clause {
        of: Of::Families(&[Transfer, Licence]),
        heading: heading("不得限制技术竞争", "no restraint of competition"),
        law: "第850条、第864条",
        text: "实施专利或者使用技术秘密的范围:________。本合同不限制技术竞争和技术发展,不含非法垄断技术、侵害他人技术成果的条款。",
    },
    Clause {
        of: Of::Every,
        heading: heading("名词和术语", "definitions"),
        law: "第845条",
        text: "名词和术语的解释:________。",
    },
    Clause {
        of: Of::Every,
        heading: heading("合同的组成部分", "what belongs to the contract"),
        law: "第845条",
        text: "与履行有关的技术背景资料、可行性论证和技术评价报告、项目任务书和计划书、技术标准、技术规范、原始设计和工艺文件等,列为本合同组成部分的:________。",
    },
    Clause {
        of: Of::Every,
        heading: heading("登记", "registration"),
        law: "",
        text: "双方同意由乙方(技术进口的,由境内甲方)向所在地的技术合同登记机构申请认定登记。合同变更、解除的,由其向原登记机构办理。",
    },
    Clause {
        of: Of::Every,
        heading: heading("争议和文本", "disputes and copies"),
        law: "第470条、第490条",
        text: "争议的解决方式:________。本合同一式____份,自双方签名、盖章或者按指印之日起成立,生效:________。",
    },
];
