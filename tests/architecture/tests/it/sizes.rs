//! A file someone can read in one go, and functions that fit a screen.
use kezhuan_architecture::{Source, files};
use syn::visit::Visit;

const LINES_MAX: usize = 500;

#[test]
fn no_source_file_is_longer_than_the_limit() {
    let mut found = Vec::new();
    for folder in ["services", "plugins", "tests", "helm"] {
        for ending in [".rs", ".py", ".sh", ".sql", ".wit"] {
            for source in files(folder, ending) {
                let lines = source.text.lines().count();
                if lines > LINES_MAX {
                    found.push(format!("{} has {lines} lines", source.path));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "two rooms in one file?\n{}",
        found.join("\n")
    );
}

#[test]
fn every_rust_file_says_what_it_is() {
    let found: Vec<String> = ["services", "tests"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .filter(|source| {
            source.path.contains("/src/")
                && !source.path.contains("tests")
                && !source.text.starts_with("//!")
        })
        .map(|source| source.path)
        .collect();
    assert!(found.is_empty(), "no module head:\n{}", found.join("\n"));
}

#[test]
fn nothing_unfinished_landed() {
    let marks = [
        "todo!(",
        "unimplemented!(",
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        "dbg!(",
    ];
    let mut found = Vec::new();
    for folder in ["services", "plugins", "tests", "proto", "helm"] {
        for ending in [".rs", ".py", ".sh", ".proto", ".sql", ".wit", ".toml"] {
            for source in files(folder, ending)
                .into_iter()
                .filter(|source| !source.path.starts_with("tests/architecture"))
            {
                for mark in marks.iter().filter(|mark| source.text.contains(**mark)) {
                    found.push(format!("{} has {mark}", source.path));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

const FUNCTION_LINES_MAX: usize = 70;

#[test]
fn no_function_is_longer_than_the_limit() {
    let mut found = Vec::new();
    for folder in ["services", "plugins", "tests"] {
        for source in files(folder, ".rs")
            .into_iter()
            // A test may tell its story in one go.
            .filter(|source| source.path.contains("/src/"))
        {
            let parsed = syn::parse_file(&source.text).expect("Rust");
            let mut long = LongFunctions {
                source: &source,
                found: &mut found,
            };
            long.visit_file(&parsed);
        }
    }
    assert!(found.is_empty(), "name the steps:\n{}", found.join("\n"));
}

/// Functions whose body has too many lines of code, counted as clippy counts them: no blanks, no comments.
struct LongFunctions<'a> {
    source: &'a Source,
    found: &'a mut Vec<String>,
}

impl LongFunctions<'_> {
    fn look_at(&mut self, name: &syn::Ident, body: &syn::Block) {
        let braces = body.brace_token.span;
        let (first, last) = (braces.open().end().line, braces.close().start().line);
        let body = self.source.text.lines().skip(first);
        let lines = body
            .take(last.saturating_sub(first + 1))
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .count();
        if lines > FUNCTION_LINES_MAX {
            self.found.push(format!(
                "{}:{first} {name} has {lines} lines",
                self.source.path
            ));
        }
    }
}

impl<'ast> Visit<'ast> for LongFunctions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.look_at(&function.sig.ident, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.look_at(&function.sig.ident, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(body) = &function.default {
            self.look_at(&function.sig.ident, body);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}
