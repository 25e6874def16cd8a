//! What can be asked of a pledge.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use crate::domain::code_list::code_list;

code_list! {
    /// How a pledgee may turn the right into money; taking the right itself (流质) has no code.
    Realisation {
        Agreement = "AGREEMENT", "协议折价", "agreement on its price";
        Auction = "AUCTION", "拍卖", "auction";
        Sale = "SALE", "变卖", "sale";
    }
}

code_list! {
    /// Which way the joint application went.
    Channel {
        Online = "ONLINE", "网上办理", "on line";
        Post = "POST", "邮寄", "by post";
        Counter = "COUNTER", "窗口办理", "at the counter";
    }
}

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the bank and the pledgor, each once: the second of them files.
    File { channel: Channel },
    /// By the registry: something is missing or wrong.
    FindDefect { defect: String },
    /// By the bank or the pledgor, corrected.
    Refile,
    /// By the registry: the pledge arises.
    Register { certificate: String },
    /// By the registry.
    Refuse { code: String, note: String },
    /// By the registry, at the request of both: another secured amount or period.
    Change { secured: Fen, debt_end: NaiveDate },
    /// By the bank, or by the pledgor once the debt is paid.
    RequestRelease,
    /// By the registry.
    Release,
    /// By the bank, of a defaulted debt.
    Realise { way: Realisation, proceeds: Fen },
    /// By the bank, or by the pledgor before it is filed or once nothing is owed; before the registry has decided.
    Withdraw,
}
