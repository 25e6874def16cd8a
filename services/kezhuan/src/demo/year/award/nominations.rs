//! Who nominates what.
use kezhuan_protocol::events::v1::award::Band;

use super::{Ending, Incident, LIFE_SCIENCE, MANUFACTURING, NominationPlan, Nominator};

/// Those that experts judge.
pub fn judged() -> [NominationPlan; 6] {
    [
        NominationPlan {
            nominator: Nominator::County("440703"),
            title: "轨道车辆轻量化车体关键技术",
            chain: "RAIL",
            unit: ("nominee-rail", "蓬江轨道装备有限公司（演示）", "440703"),
            sought: Band::First,
            group: MANUFACTURING,
            scored: (93, Band::First),
            incident: Incident::NearExpert,
            ending: Ending::Awarded(Band::First),
        },
        NominationPlan {
            nominator: Nominator::City,
            title: "高镍三元正极材料规模化制备",
            chain: "BATTERY",
            unit: ("nominee-cathode", "江门储能材料研究院（演示）", "440704"),
            sought: Band::First,
            group: MANUFACTURING,
            scored: (91, Band::First),
            incident: Incident::BandFull,
            ending: Ending::Awarded(Band::Second),
        },
        NominationPlan {
            nominator: Nominator::County("440705"),
            title: "新会陈皮功能成分绿色提取",
            chain: "FOOD",
            unit: ("nominee-peel", "新会陈皮生物科技有限公司（演示）", "440705"),
            sought: Band::First,
            group: LIFE_SCIENCE,
            scored: (86, Band::Second),
            incident: Incident::Nothing,
            ending: Ending::Awarded(Band::Second),
        },
        NominationPlan {
            nominator: Nominator::Organisation("association-lighting"),
            title: "高光效 LED 驱动芯片",
            chain: "NEW_INFORMATION",
            unit: ("nominee-chip", "江海光电技术有限公司（演示）", "440704"),
            sought: Band::Second,
            group: MANUFACTURING,
            scored: (78, Band::Third),
            incident: Incident::DeclaredConflict,
            ending: Ending::Awarded(Band::Third),
        },
        NominationPlan {
            nominator: Nominator::County("440781"),
            title: "海水养殖水质在线监测",
            chain: "SAFETY_EMERGENCY",
            unit: ("nominee-water", "台山渔业科技有限公司（演示）", "440781"),
            sought: Band::Second,
            group: LIFE_SCIENCE,
            scored: (75, Band::Third),
            incident: Incident::Objection,
            ending: Ending::Awarded(Band::Third),
        },
        NominationPlan {
            nominator: Nominator::County("440784"),
            title: "摩托车尾气后处理装置",
            chain: "MOTORCYCLE",
            unit: ("nominee-motor", "鹤山摩托车技术有限公司（演示）", "440784"),
            sought: Band::Third,
            group: MANUFACTURING,
            scored: (65, Band::None),
            incident: Incident::Nothing,
            ending: Ending::Dropped("BELOW_THIRD"),
        },
    ]
}

/// Those that nobody judges.
pub fn refused() -> [NominationPlan; 4] {
    let of = |nominator, unit, ending| NominationPlan {
        nominator,
        title: "卫浴节水结构",
        chain: "PLUMBING",
        unit,
        sought: Band::Third,
        group: MANUFACTURING,
        scored: (0, Band::None),
        incident: Incident::Nothing,
        ending,
    };
    let plumbing = ("nominee-plumbing", "开平卫浴有限公司（演示）", "440783");
    let paper = ("nominee-paper", "江门纸业科技有限公司（演示）", "440704");
    [
        of(
            Nominator::County("440783"),
            plumbing,
            Ending::Invalid("MATERIALS_INCOMPLETE"),
        ),
        of(
            Nominator::Organisation("nominee-paper"),
            paper,
            Ending::NotTaken("SELF_NOMINATION"),
        ),
        of(
            Nominator::Organisation("association-hardware"),
            plumbing,
            Ending::NotTaken("ASSOC_BELOW_3A"),
        ),
        of(
            Nominator::Organisation("nominee-motor"),
            paper,
            Ending::NotTaken("NOMINATOR_TYPE"),
        ),
    ]
}
