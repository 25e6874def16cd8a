//! `kezhuan rules new`, `build`, `test`, `inspect`, `diff`, `sign`, `verify`: the author's path, which needs no suite.
use std::path::{Path, PathBuf};

use kezhuan_law::Tenant;
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_rule_host::{HookId, HostConfig, inspect};

use crate::author::language::Language;
use crate::author::starter::Wanted;
use crate::author::{build, comparison, load, package_file, papers, signing, trial};
use crate::packages;
use crate::rules_desk;

/// What an author does with a package that is not uploaded yet.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a folder with a small rule that builds and passes at once, to be changed
    New {
        /// Folder to make; its last part is the package's name
        name: PathBuf,
        /// Question the rule answers; plugins/README.md lists them
        #[arg(long, value_name = "tc.incentive@1", value_parser = hook)]
        hook: HookId,
        /// Language the rule is written in
        #[arg(long, value_enum)]
        lang: Language,
        /// Whose rule it is: a division or college code, or an organisation's unified social credit code
        #[arg(long, value_name = "CODE", default_value = "440700", value_parser = owner)]
        owner: String,
    },
    /// Build a folder's package: FOLDER/NAME.wasm. Tools the language needs are fetched once
    Build {
        /// What `new` made
        folder: PathBuf,
    },
    /// Run a package's own worked cases: reasoning, fuel, and where an answer is another one
    Test {
        /// Package file, or a folder that is built
        package: PathBuf,
        /// Also tell which facts each answer hangs on, and the smallest change that would alter it
        #[arg(long)]
        explain: bool,
    },
    /// Show what a package says of itself: hooks, legal sources, settings, words, digest
    Inspect {
        /// Package file, or a folder that is built
        package: PathBuf,
    },
    /// Show the questions two packages answer differently, the simplest first
    Diff {
        /// Package file, or a folder that is built
        one: PathBuf,
        /// Package file, or a folder that is built
        other: PathBuf,
        /// Questions per hook made from the worked cases
        #[arg(long, value_name = "N", default_value_t = 10_000)]
        questions: usize,
        /// Differing questions shown
        #[arg(long, value_name = "N", default_value_t = 5)]
        show: usize,
    },
    /// Sign a package; the signature is put beside it
    Sign {
        /// Package file, or a folder that is built
        package: PathBuf,
        /// Private key, as `rules key new` makes it
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Check the signature of a package against a public key
    Verify {
        /// Package file, or a folder that is built
        package: PathBuf,
        /// Signature; the one beside the package when left out
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// Public key: PEM or 64 hex digits
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}

fn hook(text: &str) -> Result<HookId, String> {
    // The one version of today may be left out.
    let whole = match text.contains('@') {
        true => text.to_owned(),
        false => format!("{text}@1"),
    };
    whole.parse().map_err(|error| format!("{error}"))
}

fn owner(text: &str) -> Result<String, String> {
    let unknown = match Tenant::parse(text) {
        Ok(tenant) => return Ok(tenant.code().to_owned()),
        Err(unknown) => unknown,
    };
    let organisation = UnifiedSocialCreditCode::parse(text);
    organisation.map(String::from).map_err(|error| {
        format!("{unknown}, and it is no unified social credit code either: {error}")
    })
}

/// Does it; false when cases failed or packages differ. Blocks.
pub fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::New {
            name,
            hook,
            lang,
            owner,
        } => {
            let wanted = Wanted {
                folder: name,
                hook,
                language: lang,
                owner,
            };
            new(&wanted)?;
            Ok(true)
        }
        Command::Build { folder } => {
            build(&folder)?;
            Ok(true)
        }
        Command::Test { package, explain } => {
            let (host, _scratch) = packages::host()?;
            let report = trial::run(&host, &load(&host, &package)?, explain);
            print!("{}", report.text);
            Ok(report.failed == 0)
        }
        Command::Inspect { package } => {
            let bytes = rules_desk::read(&package_file(&package)?)?;
            print!(
                "{}",
                papers::described(&inspect(&bytes, HostConfig::default().package_bytes_max)?)
            );
            Ok(true)
        }
        Command::Diff {
            one,
            other,
            questions,
            show,
        } => {
            let (host, _scratch) = packages::host()?;
            let packages = [&load(&host, &one)?, &load(&host, &other)?];
            let found = comparison::compare(&host, packages, (questions, show));
            print!("{}", found.text);
            Ok(found.differing == 0)
        }
        Command::Sign { package, key } => {
            let (signed, file) = signing::sign(&package_file(&package)?, &key)?;
            println!(
                "{}\nsha256 {} signed by {}",
                file.display(),
                signed.package,
                signed.key
            );
            Ok(true)
        }
        Command::Verify {
            package,
            signature,
            key,
        } => {
            let key = signing::verify(&package_file(&package)?, signature.as_deref(), &key)?;
            println!("signed by {}", key.id());
            Ok(true)
        }
    }
}

fn new(wanted: &Wanted) -> anyhow::Result<()> {
    wanted.make()?;
    let folder = wanted.folder.display();
    println!("{folder} answers {}", wanted.hook);
    println!("next: kezhuan rules build {folder}\n      kezhuan rules test {folder}");
    Ok(())
}

fn build(folder: &Path) -> anyhow::Result<()> {
    let built = build::build(folder)?;
    let papers = &built.papers;
    let hooks = papers.answers.iter().map(|answer| answer.hook.to_string());
    let hooks = hooks.collect::<Vec<_>>().join(", ");
    let (digest, bytes) = (papers.digest, papers.bytes_len);
    println!("{}", built.file.display());
    println!("sha256 {digest}, {bytes} bytes, answers {hooks}");
    for note in &built.notes {
        println!("note: {note}");
    }
    Ok(())
}
