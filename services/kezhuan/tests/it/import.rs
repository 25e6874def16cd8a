//! An office's table on its way in: good rows, bad rows, interruption and repetition.
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use kezhuan::suite::{Clients, Person, SuiteFile};
use kezhuan_auth::Role;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::contracts::v1::{
    Contract, ListContractsRequest, RefuseContractRequest, contract::State,
};
use nix::sys::signal::Signal;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use crate::program::{Up, kezhuan, run, told};

const HEADERS: &str = "合同名称,合同类别,签订日期,合同开始日期,合同截止日期,合同成交额(万元),支付方式,卖方名称,卖方统一社会信用代码,卖方类型,卖方行政区划代码,卖方机构标识,买方名称,买方统一社会信用代码,买方类型,买方行政区划代码,知识产权类型,技术领域,纸质材料";

/// Row `index` of a table; each hundredth is bad in one way, the one after it in another.
pub fn row(index: usize) -> String {
    let code = |body: String| {
        UnifiedSocialCreditCode::from_body(&body)
            .expect("a body")
            .as_str()
            .to_owned()
    };
    let seller = code(format!("91440703MA5{:06}", index % 50));
    let signed = if index % 100 == 7 {
        "昨天"
    } else {
        "2025年1月20日"
    };
    let division = if index % 100 == 8 { "440705" } else { "440703" };
    format!(
        "项目{index:05},委托开发,{signed},2025/1/21,2026-01-20,\"1,0{:02}.5\",一次总付,江门公司,{seller},内资企业,{division},org-{},广州公司,{},内资企业,440106,未涉及知识产权,先进制造,合同文本",
        index % 100,
        index % 50,
        code("91440106MA5000001".to_owned()),
    )
}

pub fn table(path: &Path, rows: impl Iterator<Item = String>) {
    let mut text = format!("\u{feff}{HEADERS}\n");
    for row in rows {
        writeln!(text, "{row}").expect("text grows");
    }
    fs::write(path, text).expect("written");
}

pub async fn contracts(data: &Path) -> Vec<Contract> {
    let clerk = Person::official("clerk", "440703", Role::Registrar);
    let session = Clients::of(data)
        .expect("a suite")
        .session(&clerk)
        .expect("a session");
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListContractsRequest {
            page_size: 1000,
            page_token,
            ..ListContractsRequest::default()
        };
        let page = session
            .contracts()
            .expect("a client")
            .list_contracts(request)
            .await
            .expect("a page")
            .into_inner();
        all.extend(page.contracts);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_may_be_killed_and_repeated_and_loses_no_good_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let up = Up::start(&data, &["--clock", "2025-03-03"]);
    let file = folder.path().join("台账.csv");
    table(&file, (0..300).map(row));
    let path = file.display().to_string();
    let import = ["contracts", "import", &path, "--tenant", "440703"];

    // Killed as soon as some rows are in.
    let mut first = kezhuan(&data, &import)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while contracts(&data).await.len() < 10 {
        assert!(Instant::now() < deadline, "no row came in");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    first.kill().expect("killed");
    first.wait().expect("gone");

    let repeated = run(&data, &import);
    assert!(!repeated.status.success(), "bad rows are no success");
    let answer = told(&repeated);
    let says = |rows: &str| answer.split_whitespace().any(|word| word == rows);
    assert!(says("294") && says("6"), "{answer}");
    let imported = contracts(&data).await;
    assert_eq!(imported.len(), 294);
    assert!(
        imported
            .iter()
            .all(|contract| contract.state() == State::Submitted)
    );
    assert!(imported.iter().any(|contract| {
        contract
            .form
            .as_ref()
            .is_some_and(|form| form.total_amount_fen == 1_000_500_000_i64)
    }));

    let report = fs::read_to_string(format!("{path}.report.csv")).expect("a report");
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(lines.len(), 7, "{report}");
    assert!(
        lines[1].starts_with("9,签订日期,昨天,") && lines[1].ends_with("DATE_FORMAT"),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with("10,"), "{}", lines[2]);

    // The bad rows corrected in the same file: only they are new.
    table(
        &file,
        (0..300).map(|index| {
            row(index)
                .replace("昨天", "2025-01-19")
                .replace("440705,", "440703,")
        }),
    );
    let corrected = run(&data, &import);
    assert!(corrected.status.success(), "{}", told(&corrected));
    assert_eq!(contracts(&data).await.len(), 300);
    assert!(!Path::new(&format!("{path}.report.csv")).exists());
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}

/// What the suite does after 30 days: no request is known any more.
async fn forget_requests(data: &Path) {
    let server = SuiteFile::read(data).expect("a suite").database_url;
    let options: PgConnectOptions = server.parse().expect("an address");
    let mut database = PgConnection::connect_with(&options.database("kezhuan_contracts"))
        .await
        .expect("the database");
    let forgotten = sqlx::query("DELETE FROM request").execute(&mut database);
    assert!(forgotten.await.expect("forgotten").rows_affected() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_imported_again_a_year_later_files_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let up = Up::start(&data, &["--clock", "2025-03-03"]);
    let file = folder.path().join("台账.csv");
    let path = file.display().to_string();
    let import = ["contracts", "import", &path, "--tenant", "440703"];
    // Half of the rows have a number of their own, the others are known by their content.
    let numbered = |change: fn(usize, String) -> String| {
        let mut text = format!("\u{feff}合同编号,{HEADERS}\n");
        for index in 10..30 {
            let number = if index % 2 == 0 {
                format!("HT-\"\"{index}")
            } else {
                String::new()
            };
            writeln!(text, "\"{number}\",{}", change(index, row(index))).expect("text grows");
        }
        fs::write(&file, text).expect("written");
    };
    numbered(|_, row| row);
    let first = run(&data, &import);
    assert!(first.status.success(), "{}", told(&first));
    let once = contracts(&data).await;
    assert_eq!(once.len(), 20);
    assert_eq!(
        once.iter()
            .filter(|contract| contract.paper_number.starts_with("HT-\""))
            .count(),
        10
    );

    // Every contract's term is over by then, so that none would pass as a new one.
    forget_requests(&data).await;
    let later = run(&data, &["clock", "advance", "2026-03-03"]);
    assert!(later.status.success(), "{}", told(&later));
    let again = run(&data, &import);
    assert!(again.status.success(), "{}", told(&again));
    assert_eq!(contracts(&data).await.len(), 20);

    // The same number with other content is told, not filed.
    numbered(|index, row| {
        if index == 12 {
            row.replace("先进制造", "电子信息")
        } else {
            row
        }
    });
    let changed = run(&data, &import);
    assert!(
        !changed.status.success() && told(&changed).contains("PAPER_FILED_BEFORE"),
        "{}",
        told(&changed)
    );
    assert_eq!(contracts(&data).await.len(), 20);

    // What was refused is filed again once the row was put right, and not before.
    refuse(&data, "HT-\"16").await;
    numbered(|_, row| row);
    let unchanged = run(&data, &import);
    assert!(unchanged.status.success(), "{}", told(&unchanged));
    assert_eq!(contracts(&data).await.len(), 20);
    numbered(|index, row| {
        if index == 16 {
            row.replace("2026-01-20", "2027-01-20")
        } else {
            row
        }
    });
    for _ in 0..2 {
        let put_right = run(&data, &import);
        assert!(put_right.status.success(), "{}", told(&put_right));
        assert_eq!(contracts(&data).await.len(), 21);
    }
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}

/// The office takes the paper of this number for an oral agreement.
async fn refuse(data: &Path, number: &str) {
    let imported = contracts(data).await;
    let paper = |contract: &&Contract| contract.paper_number == number;
    let contract = imported.iter().find(paper).expect("imported");
    let clerk = Person::official("clerk", "440703", Role::Registrar);
    let session = Clients::of(data)
        .expect("a suite")
        .session(&clerk)
        .expect("a session");
    let request = RefuseContractRequest {
        name: contract.name.clone(),
        request_id: uuid::Uuid::now_v7().to_string(),
        code: "ORAL".to_owned(),
        ..RefuseContractRequest::default()
    };
    let mut client = session.contracts().expect("a client");
    client.refuse_contract(request).await.expect("refused");
}
