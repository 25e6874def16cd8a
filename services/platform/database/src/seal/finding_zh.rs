//! The findings of an audit in Chinese; `Display` has them in English.
use super::digest::RowKind;
use super::finding::{Finding, NamedKind};

impl Finding {
    /// The same as it displays, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Finding::LeafMissing { leaf_index } => format!("叶 {leaf_index} 已被删除"),
            Finding::RowMissing {
                leaf_index,
                kind,
                row_id,
            } => format!("{} {row_id}（叶 {leaf_index}）已被删除", kind.zh()),
            Finding::RowAltered {
                leaf_index,
                kind,
                row_id,
            } => format!("{} {row_id}（叶 {leaf_index}）与封存时不一致", kind.zh()),
            Finding::RowUnsealed { kind, row_id } => format!(
                "{} {row_id} 早应封存，却没有对应的叶：不是由服务写入，或其叶被删除，或无人封存",
                kind.zh()
            ),
            Finding::HeadBroken { number } => {
                format!("树头 {number}：其下各叶的根与所签名的不一致")
            }
            Finding::HeadUnsigned { number } => {
                format!("树头 {number} 没有该密钥的签名：树头被改动，或密钥不是这一把")
            }
            Finding::HeadMissing { number } => format!("树头 {number} 已被删除"),
            Finding::LeavesBeyondHead { leaves } => {
                format!("最新树头之后还有 {leaves} 个叶：其后的树头已被删除")
            }
            Finding::NodeAltered { level, place } => {
                format!("第 {level} 层第 {place} 个子树所存的哈希与其各叶不一致")
            }
            Finding::NamedMissing {
                kind,
                digest,
                decision,
            } => match kind {
                NamedKind::Package => format!("决定 {decision} 所引用的规则包 {digest} 已被删除"),
                NamedKind::Settings => format!(
                    "决定 {decision} 所引用的参数 {digest} 已被删除：其规则包没有存放任何参数"
                ),
            },
            Finding::NamedAltered {
                kind,
                digest,
                decision,
            } => match kind {
                NamedKind::Package => format!(
                    "决定 {decision} 所引用的规则包 {digest} 已被改动：以此摘要存放的内容另有摘要"
                ),
                NamedKind::Settings => format!(
                    "决定 {decision} 所引用的参数 {digest} 已被改动，或只留下了其他参数：随其规则包存放的参数另有摘要"
                ),
            },
        }
    }
}

impl RowKind {
    fn zh(self) -> &'static str {
        match self {
            RowKind::Audit => "审计记录",
            RowKind::Decision => "决定",
        }
    }
}
