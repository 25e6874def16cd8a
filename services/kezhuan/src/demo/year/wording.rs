//! Words that names of firms and projects are made of.
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

pub const STEMS: &[&str] = &[
    "恒信",
    "粤创",
    "华睿",
    "西江",
    "侨新",
    "中科",
    "联达",
    "天沙",
    "启明",
    "瑞丰",
    "海汇",
    "正源",
    "博远",
    "潭江",
    "银湖",
    "嘉泰",
    "维新",
    "万科达",
    "三江",
    "宏图",
];
pub const TRADES: &[&str] = &[
    "智能装备",
    "新材料科技",
    "生物科技",
    "光电技术",
    "环保工程技术",
    "轨道交通设备",
    "新能源科技",
    "食品科技",
    "电子科技",
    "软件技术",
    "医疗器械",
    "纸业科技",
    "五金制品",
    "农业科技",
    "摩托车技术",
];
pub const SUBJECTS: &[&str] = &[
    "高效电机控制系统",
    "锂电正极材料",
    "智能仓储调度软件",
    "陈皮功能成分提取",
    "印制电路板检测",
    "低碳造纸工艺",
    "水稻病虫害识别模型",
    "不锈钢表面处理",
    "工业废水深度处理",
    "轨道车辆轻量化部件",
    "LED 驱动芯片",
    "医用影像辅助诊断",
    "海上风电防腐涂层",
    "大模型客服引擎",
    "精密注塑模具",
    "卫浴节水结构",
    "氢燃料电池双极板",
    "渔业养殖水质监测",
];
/// The key chain that a subject belongs to.
const CHAINS_OF_SUBJECTS: &[(&str, &str)] = &[
    ("高效电机控制系统", "EQUIPMENT"),
    ("锂电正极材料", "BATTERY"),
    ("智能仓储调度软件", "NEW_INFORMATION"),
    ("陈皮功能成分提取", "FOOD"),
    ("印制电路板检测", "NEW_INFORMATION"),
    ("低碳造纸工艺", "PAPER"),
    ("水稻病虫害识别模型", "FOOD"),
    ("不锈钢表面处理", "NEW_MATERIALS"),
    ("工业废水深度处理", "SAFETY_EMERGENCY"),
    ("轨道车辆轻量化部件", "RAIL"),
    ("LED 驱动芯片", "NEW_INFORMATION"),
    ("医用影像辅助诊断", "HEALTH"),
    ("海上风电防腐涂层", "NEW_MATERIALS"),
    ("大模型客服引擎", "NEW_INFORMATION"),
    ("精密注塑模具", "EQUIPMENT"),
    ("卫浴节水结构", "PLUMBING"),
    ("氢燃料电池双极板", "NEW_ENERGY_VEHICLE"),
    ("渔业养殖水质监测", "FOOD"),
];
pub const BUYERS: &[(&str, &str, &str)] = &[
    ("广州", "440106", "91"),
    ("深圳", "440305", "91"),
    ("佛山", "440605", "91"),
    ("中山", "442000", "91"),
    ("江门", "440703", "91"),
    ("江门", "440704", "91"),
    ("台山", "440781", "91"),
    ("珠海", "440402", "91"),
];

/// The key chain of a project by its name; empty where none is known.
pub fn chain_of(project_name: &str) -> &'static str {
    let mut known = CHAINS_OF_SUBJECTS.iter();
    let found = known.find(|(subject, _)| project_name.starts_with(subject));
    found.map_or("", |(_, chain)| *chain)
}

/// One of a list.
pub fn pick<'a, T>(random: &mut ChaCha8Rng, list: &'a [T]) -> &'a T {
    &list[random.random_range(0..list.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::year::CHAINS;

    #[test]
    fn every_subject_belongs_to_one_of_the_key_chains() {
        for subject in SUBJECTS {
            let chain = chain_of(&format!("{subject}技术开发"));
            assert!(CHAINS.iter().any(|(code, ..)| *code == chain), "{subject}");
        }
    }
}
