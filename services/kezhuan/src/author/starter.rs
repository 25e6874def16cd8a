//! `kezhuan rules new`: a folder with a small rule that builds and passes at once, to be changed.
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::Datelike;
use include_dir::{Dir, include_dir};
use kezhuan_rule_host::{HookId, hooks};

use super::language::Language;

static STARTERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/starters");
static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/wit");

/// How long a new rule may go without being looked at again.
const SUNSET_YEARS: i32 = 2;

const SCRIPTED: &str = "# With a scripting engine inside, it needs more memory than compiled code.
class = \"scripted\"
";

/// What a new package is to be.
pub struct Wanted {
    /// Its folder; the last part is its name.
    pub folder: PathBuf,
    pub hook: HookId,
    pub language: Language,
    /// Code of the authority or organisation whose rule it is.
    pub owner: String,
}

impl Wanted {
    /// Makes the folder, whole or not at all.
    pub fn make(&self) -> anyhow::Result<()> {
        let name = self.name()?;
        let folder = &self.folder;
        if folder.exists() {
            anyhow::bail!("{} is there already: take another name", folder.display());
        }
        let around = match folder.parent() {
            Some(around) if around != Path::new("") => around,
            _ => Path::new("."),
        };
        let made = tempfile::Builder::new().prefix(".new-").tempdir_in(around);
        let made = made.with_context(|| format!("can't write in {}", around.display()))?;
        self.write(made.path(), &name)?;
        let made = made.keep();
        std::fs::rename(&made, folder)
            .with_context(|| format!("can't make {}", folder.display()))?;
        Ok(())
    }

    fn name(&self) -> anyhow::Result<String> {
        let name = self.folder.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_plain) {
            anyhow::bail!("`{name}` is no name for a package: begin with a-z, then a-z, 0-9 and -");
        }
        Ok(name.to_owned())
    }

    fn write(&self, folder: &Path, name: &str) -> anyhow::Result<()> {
        let hook = self.hook.to_string();
        if !hooks().iter().any(|known| known.id == hook) {
            let known: Vec<_> = hooks().iter().map(|known| known.id).collect();
            anyhow::bail!("nobody asks {hook}; the hooks are {}", known.join(", "));
        }
        let sunset = chrono::Local::now().year() + SUNSET_YEARS;
        let starter = self.hook.wit_name();
        let class = match self.language {
            Language::Rust | Language::Table => "",
            Language::JavaScript | Language::Python => SCRIPTED,
        };
        let words = [
            ("{{class}}", class.to_owned()),
            ("{{name}}", name.to_owned()),
            ("{{owner}}", self.owner.clone()),
            ("{{hook}}", hook),
            ("{{sunset}}", format!("{sunset}-12-31")),
            (
                "{{codes}}",
                text(&format!("{starter}/codes.toml"))?.to_owned(),
            ),
        ];
        let put = |from: &str, to: &str| {
            let text = words
                .iter()
                .fold(text(from)?.to_owned(), |text, (mark, word)| {
                    text.replace(mark, word)
                });
            write(&folder.join(to), text.as_bytes())
        };
        put("manifest.toml", "manifest.toml")?;
        put("README.md", "README.md")?;
        put("gitignore", ".gitignore")?;
        put(&format!("{starter}/settings.toml"), "settings.toml")?;
        put(&format!("{starter}/cases.jsonl"), "cases.jsonl")?;
        match self.language {
            Language::Rust => {
                put("rust/Cargo.toml", "Cargo.toml")?;
                put("rust/Cargo.lock", "Cargo.lock")?;
                put(&format!("{starter}/rule.rs"), "src/lib.rs")?;
                copy(&SDK, &folder.join("sdk"))?;
                copy(&WIT, &folder.join("wit"))
            }
            Language::JavaScript => {
                put(&format!("{starter}/rule.js"), "rule.js")?;
                put("javascript/kezhuan.js", "kezhuan.js")?;
                self.copy_interface(folder)
            }
            Language::Python => {
                put(&format!("{starter}/rule.py"), "rule.py")?;
                put("python/kezhuan.py", "kezhuan.py")?;
                self.copy_interface(folder)
            }
            Language::Table => {
                let workbook = kezhuan_table::starter(&self.hook.to_string());
                let workbook = workbook.with_context(|| {
                    format!(
                        "a spreadsheet can't answer {}: take rust, js or python",
                        self.hook
                    )
                })?;
                write(&folder.join("rule.xlsx"), &workbook)
            }
        }
    }

    /// The one interface of a package in a scripting language.
    fn copy_interface(&self, folder: &Path) -> anyhow::Result<()> {
        let hook = self.hook.to_string();
        let definition = hooks().iter().find(|known| known.id == hook);
        let newest = definition.and_then(|known| known.newest());
        let wit = newest.map(|newest| newest.wit).unwrap_or_default();
        write(&folder.join("wit/hook.wit"), wit.as_bytes())
    }
}

fn text(name: &str) -> anyhow::Result<&'static str> {
    let file = STARTERS
        .get_file(name)
        .and_then(|file| file.contents_utf8());
    file.with_context(|| format!("this build of kezhuan has no starter {name}"))
}

fn write(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, content).with_context(|| format!("can't write {}", file.display()))
}

fn copy(dir: &Dir<'_>, to: &Path) -> anyhow::Result<()> {
    for file in dir.files() {
        write(&to.join(file.path()), file.contents())?;
    }
    dir.dirs().try_for_each(|inner| copy(inner, to))
}
