//! The command line: one file per command, and errors people can act on.
mod agriculture;
mod audit;
mod case;
mod cases;
mod certificate;
mod clock;
mod contracts;
mod database;
mod decision;
mod doctor;
mod events;
mod financing;
mod health;
mod incubation;
mod reader;
mod receipt;
mod rules;
mod sandbox;
mod scoreboard;
mod seal_key;
mod service_url;
mod sheet;
mod token;
mod up;
mod verify;
mod who;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};

use crate::demo::drive;
use crate::suite::default_data_folder;

/// 科转 Kezhuan: technology contracts and their local rules, from one command.
#[derive(Parser)]
#[command(
    name = "kezhuan",
    version,
    after_help = "先运行 kezhuan doctor，再运行 kezhuan up；每个命令都有 --help · Start with `kezhuan doctor`, then `kezhuan up`. Every command has its own --help."
)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

/// The same without what starts a suite: the toolbox's image holds no service.
#[derive(Parser)]
#[command(
    name = "kezhuan",
    version,
    after_help = "每个命令都有 --help · Every command has its own --help."
)]
struct Toolbox {
    #[command(subcommand)]
    tool: Tool,
}

#[derive(Subcommand)]
enum Command {
    /// 在本机启动套件 · Start the suite here: private servers, every service, one process. Ctrl-C stops it
    Up(up::Arguments),
    /// 通过接口演示七个县区的一年并核对账目 · Take a demo year of seven counties, and two loans, through the API and compare the books
    Demo(drive::Arguments),
    #[command(flatten)]
    Tool(Tool),
}

#[derive(Subcommand)]
enum Tool {
    /// 检查本机缺少什么、如何补齐 · Say what this machine lacks, and how to get it
    Doctor(DataFolder),
    /// 询问各服务是否在运行 · Ask services, wherever they run, whether they serve
    Health(health::Arguments),
    /// 为 up 启动的套件生成开发令牌 · Make a development token for the suite that `up` started
    Token(token::Arguments),
    /// 为银行、服务或服务器生成开发证书 · Make a development certificate for a bank, a service or a server
    Certificate(certificate::Arguments),
    /// 技术合同：导入台账、取模板 · Technology contracts: import an office's table, get the template for one
    #[command(subcommand)]
    Contracts(contracts::Command),
    /// 知识产权融资：银行日对账和月报、风险资金池账目 · Loans on IP: a bank's day and month, the risk pool's books
    #[command(subcommand)]
    Financing(financing::Command),
    /// 孵化载体：在孵企业和统计年报表格的导入导出 · Carriers: their tenants and yearly returns as tables, in and out
    #[command(subcommand)]
    Incubation(incubation::Command),
    /// 农业基地：品种试验和推广农户表格的导入导出 · Agricultural bases: their trials and the farmers they reach as tables, in and out
    #[command(subcommand)]
    Agriculture(agriculture::Command),
    /// 活动：导出签到表、胸卡和日历 · Events: attendance lists, badges and calendars as files
    #[command(subcommand)]
    Events(events::Command),
    /// 规则包：密钥、上传、审批、时间线、紧急停用 · Rule packages: keys, upload, approval, the timeline, the emergency stop
    #[command(subcommand)]
    Rules(rules::Command),
    /// 以 --clock 启动的套件的法定日期 · The standing legal clock of a suite started with --clock
    #[command(subcommand)]
    Clock(clock::Command),
    /// 对运行中的套件扮演融资的一方 · Play one side of financing against a running suite
    #[command(subcommand)]
    Sandbox(sandbox::Command),
    /// 各县区的规划指标 · The plan's figures per county
    Scoreboard(scoreboard::Arguments),
    /// 可随处核验的规则决定文件，或一份合同的决定列表 · A rule decision as a file that can be checked anywhere; or a contract's decisions as a table
    Decision(decision::Arguments),
    /// 决定或审计记录的回执：证明其在封存日志中 · The receipt of a decision or audit entry: proof that it stands in the sealed log
    Receipt(receipt::Arguments),
    /// 核验回执所用的服务公钥 · The public key that a service's receipts are checked with
    SealKey(seal_key::Arguments),
    /// 不需套件即可核验决定文件、回执和档案 · Check decision files, receipts and archives without a suite: the rule is asked again, the proofs followed
    Verify(Box<verify::Arguments>),
    /// 检查套件的封存日志，指出被改动的行和规则 · Go through the sealed logs of a suite: name every altered row, and rule that decisions name
    Audit(audit::Arguments),
    /// 一个案件及其全部记录、决定和回执 · A case with all its records, decisions and receipts
    #[command(subcommand)]
    Case(case::Command),
    /// 单独运行的服务的数据库 · The database of one service that runs by itself, without `up`
    #[command(subcommand)]
    Database(database::Command),
    /// 例题：用本产品的代码和规则包运行 · Worked cases: run them against the product's own code and packages
    #[command(subcommand)]
    Cases(cases::Command),
}

/// Where the suite is.
#[derive(Args, Clone, Debug)]
struct DataFolder {
    /// 套件的数据目录，或写有 connection.toml（他处套件的地址与令牌）的目录 · Folder the suite keeps everything in, or one whose connection.toml tells of a suite elsewhere
    #[arg(long = "data", value_name = "DIR", env = "KEZHUAN_DATA", default_value_os_t = default_data_folder())]
    folder: PathBuf,
}

/// Runs the command that was given; prints what went wrong, if anything did.
pub async fn run() -> ExitCode {
    match Program::parse().command {
        Command::Up(arguments) => {
            let up = async { Box::pin(up::run(arguments)).await.map(|()| code(true)) };
            told("warn", up).await
        }
        Command::Demo(arguments) => {
            let demo = async { Box::pin(drive::run(arguments)).await.map(code) };
            told(RULES_FAIL, demo).await
        }
        Command::Tool(tool) => use_tool(tool).await,
    }
}

/// The same, of the toolbox.
pub async fn run_toolbox() -> ExitCode {
    use_tool(Toolbox::parse().tool).await
}

async fn use_tool(tool: Tool) -> ExitCode {
    Box::pin(told(quiet(&tool), obey(tool))).await
}

/// Does it, logging what `quiet` says; prints what went wrong.
async fn told(quiet: &str, done: impl Future<Output = anyhow::Result<ExitCode>>) -> ExitCode {
    let done = match start_telemetry(quiet) {
        Ok(telemetry) => {
            let done = done.await;
            telemetry.shutdown();
            done
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kezhuan: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(tool: Tool) -> anyhow::Result<ExitCode> {
    let is_well = match tool {
        Tool::Doctor(data) => doctor::run(&data.folder),
        Tool::Health(arguments) => health::run(arguments).await,
        Tool::Token(arguments) => token::run(&arguments).map(|()| true),
        Tool::Certificate(arguments) => certificate::run(&arguments).map(|()| true),
        Tool::Contracts(command) => contracts::run(command).await,
        Tool::Financing(command) => financing::run(command).await,
        Tool::Incubation(command) => Box::pin(incubation::run(command)).await,
        Tool::Agriculture(command) => Box::pin(agriculture::run(command)).await,
        Tool::Events(command) => Box::pin(events::run(command)).await.map(|()| true),
        Tool::Rules(command) => rules::run(command).await,
        Tool::Clock(command) => clock::run(command).await.map(|()| true),
        Tool::Sandbox(command) => Box::pin(sandbox::run(command)).await,
        Tool::Scoreboard(arguments) => scoreboard::run(&arguments).await.map(|()| true),
        Tool::Decision(arguments) => decision::run(&arguments).await.map(|()| true),
        Tool::Receipt(arguments) => receipt::run(&arguments).await.map(|()| true),
        Tool::SealKey(arguments) => seal_key::run(&arguments).await.map(|()| true),
        Tool::Verify(arguments) => return verify::run(*arguments).await,
        Tool::Audit(arguments) => audit::run(arguments).await,
        Tool::Case(command) => case::run(command).await.map(|()| true),
        Tool::Database(command) => database::run(command).await.map(|()| true),
        Tool::Cases(command) => tokio::task::spawn_blocking(move || cases::run(command)).await?,
    }?;
    Ok(code(is_well))
}

fn code(is_well: bool) -> ExitCode {
    match is_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Rules fail there on purpose, and what is printed at the end counts them.
const RULES_FAIL: &str = "warn,kezhuan_rule_host=error";

/// What is logged unless `RUST_LOG` says otherwise.
fn quiet(tool: &Tool) -> &'static str {
    match tool {
        Tool::Cases(_) | Tool::Verify(_) => RULES_FAIL,
        Tool::Doctor(_)
        | Tool::Health(_)
        | Tool::Token(_)
        | Tool::Certificate(_)
        | Tool::Contracts(_)
        | Tool::Financing(_)
        | Tool::Incubation(_)
        | Tool::Agriculture(_)
        | Tool::Events(_)
        | Tool::Rules(_)
        | Tool::Clock(_)
        | Tool::Sandbox(_)
        | Tool::Scoreboard(_)
        | Tool::Decision(_)
        | Tool::Receipt(_)
        | Tool::SealKey(_)
        | Tool::Audit(_)
        | Tool::Case(_)
        | Tool::Database(_) => "warn",
    }
}

/// Logs go to stderr as text; `RUST_LOG` says how much.
fn start_telemetry(quiet: &str) -> anyhow::Result<telemetry::Telemetry> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let config = TelemetryConfig {
        log_format: LogFormat::Text,
        log_filter: variable("RUST_LOG").unwrap_or_else(|| quiet.to_owned()),
        otlp_endpoint: variable("OTEL_EXPORTER_OTLP_ENDPOINT").unwrap_or_default(),
    };
    telemetry::init("kezhuan", &config)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_tree_holds_together() {
        Program::command().debug_assert();
        Toolbox::command().debug_assert();
    }

    #[test]
    fn commands_are_read_as_the_readme_writes_them() {
        for line in [
            "kezhuan up --clock 2025-01-01",
            "kezhuan up --data my-suite --port-base 41000",
            "kezhuan health --ca ca.crt https://trial-rules.kezhuan.svc:8444",
            "kezhuan token --tenant 440703 --role registrar",
            "kezhuan certificate --bank 91440700MA4UTEST0X --days 90 --out certificates",
            "kezhuan certificate --service contracts",
            "kezhuan cases check a.jsonl b.jsonl",
            "kezhuan contracts template --format csv t.csv",
            "kezhuan contracts import t.xlsx --tenant 440703",
            "kezhuan financing reconcile day.csv --bank 91440700MA4UTEST0X --day 2025-03-03",
            "kezhuan financing balance --month 2025-03 --bank 91440700MA4UTEST0X --sign",
            "kezhuan financing balance --month 2025-03 --bank 91440700MA4UTEST0X --pool --out march.csv",
            "kezhuan financing pool",
            "kezhuan incubation template tenants t.xlsx",
            "kezhuan incubation import tenants t.xlsx --carrier carriers/ab --organisation park",
            "kezhuan incubation export tenants t.xlsx --carrier carriers/ab",
            "kezhuan incubation template returns r.xlsx --return torchReturns/ab --return torchReturns/cd",
            "kezhuan incubation import returns r.xlsx --organisation park",
            "kezhuan incubation export returns r.xlsx --year 2025 --accepted-only",
            "kezhuan agriculture template trials t.xlsx",
            "kezhuan agriculture import trials t.xlsx --base bases/ab --organisation jaas",
            "kezhuan agriculture export trials t.csv --base bases/ab --season 2025-E",
            "kezhuan agriculture template farmers f.xlsx",
            "kezhuan agriculture import farmers f.xlsx --base bases/ab --season 2025-L --organisation jaas",
            "kezhuan agriculture export farmers f.xlsx --extension extensions/ab",
            "kezhuan events export attendance a.xlsx --event events/ab --role organiser --organisation fair",
            "kezhuan events export badges b.xlsx --event events/ab --role county_stb --tenant 440703",
            "kezhuan events export calendar c.ics",
            "kezhuan rules key register public.pem --title x --tenant 440703",
            "kezhuan rules key approve signingKeys/ab --tenant 440700",
            "kezhuan rules upload a.wasm --signature a.sig.json --tenant 440703",
            "kezhuan rules activate packages/ab --tenant 440703 --hook tc.incentive@1 --from 2025-01-01 --reason x",
            "kezhuan rules approve timelineEntries/ab --tenant 440703 --subject second",
            "kezhuan rules stop tc.incentive@1 --fallback previous --reason x --tenant 440703",
            "kezhuan clock advance 2025-02-01",
            "kezhuan financing reconcile day.csv --day 2025-03-03 --subject clerk",
            "kezhuan sandbox bank",
            "kezhuan sandbox bank --bank 91440700MA5WBANK0B --slow 30 --twice --errors 3 --wrong-signature --once",
            "kezhuan sandbox bank --everybody --no-differences --unpaid my-company",
            "kezhuan scoreboard --year 2025",
            "kezhuan decision 0197b1c2-0000-7000-8000-000000000001 --out d.json --without-package",
            "kezhuan receipt 0197b1c2-0000-7000-8000-000000000001 --out r.json",
            "kezhuan seal-key contracts --out contracts.pem",
            "kezhuan verify d.json r.json case.zip --key contracts.pem",
            "kezhuan audit --service contracts",
            "kezhuan audit --service contracts --database postgres://relay@db/kezhuan_contracts --key contracts.pem",
            "kezhuan case export contracts/0197b1c2-0000-7000-8000-000000000001 --out case.zip",
            "kezhuan demo --contracts 700",
            "kezhuan database prepare --server postgres://admin:x@db/postgres contracts",
            "kezhuan database prepare --server postgres://admin:x@db/postgres --quiet contracts",
        ] {
            if let Err(error) = Program::try_parse_from(line.split(' ')) {
                panic!("{line}: {error}");
            }
        }
        assert!(Program::try_parse_from(["kezhuan", "up", "--clock", "tomorrow"]).is_err());
        assert!(Toolbox::try_parse_from(["kezhuan", "up"]).is_err());
        assert!(Program::try_parse_from(["kezhuan", "token", "--role", "king"]).is_err());
        assert!(Program::try_parse_from(["kezhuan", "certificate"]).is_err());
        let nowhere = "kezhuan agriculture import farmers f.xlsx --base bases/ab";
        assert!(Program::try_parse_from(nowhere.split(' ')).is_err());
        let short = "kezhuan incubation export returns r.xlsx --year 24";
        let told = Program::try_parse_from(short.split(' ')).err();
        assert!(told.is_some_and(|told| told.to_string().contains("--year")));
    }
}
