//! SQL in Rust sources, found by parsing them: every literal that begins like a statement, and every
//! place where a statement is assembled at run time instead.
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

use crate::Source;

const VERBS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "DO", "SET", "LOCK",
];

/// What one file holds.
#[derive(Default)]
pub struct Found {
    /// Whole statements, as they are sent.
    pub whole: Vec<String>,
    /// Whether the file also sends statements that don't stand there as a whole.
    pub assembles: bool,
}

/// The statements of one file, those of its tests left out.
pub fn of(source: &Source) -> Found {
    let file = syn::parse_file(&source.text)
        .unwrap_or_else(|error| panic!("{} can't be parsed: {error}", source.path));
    let mut found = Found::default();
    found.visit_file(&file);
    found
}

/// Whether an item is there for tests only.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let test = attribute.path().is_ident("cfg");
        test && attribute
            .parse_args::<syn::Ident>()
            .is_ok_and(|condition| condition == "test")
    })
}

fn is_statement(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|verb| VERBS.contains(&verb)) && words.next().is_some()
}

fn is_builder(path: &syn::Path) -> bool {
    let mut names = path.segments.iter();
    names.any(|name| name.ident == "QueryBuilder")
}

fn text(expression: &syn::Expr) -> Option<&syn::LitStr> {
    match expression {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(literal),
            ..
        }) => Some(literal),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    // Documentation is an attribute with a text.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    // What a statement is put together from is none.
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.visit_expr(&call.func);
        let begins = match &*call.func {
            syn::Expr::Path(path) => is_builder(&path.path),
            _ => false,
        };
        if !begins {
            call.args
                .iter()
                .for_each(|argument| self.visit_expr(argument));
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        if call.method != "push" {
            call.args
                .iter()
                .for_each(|argument| self.visit_expr(argument));
        }
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        // What a text is formatted into is no whole statement, and sqlx does not take it as one.
        let formats = called.path.is_ident("format");
        let arguments = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if !formats && let Ok(arguments) = called.parse_body_with(arguments) {
            for literal in arguments.iter().filter_map(text) {
                self.visit_lit_str(literal);
            }
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        if is_statement(&literal.value()) {
            self.whole.push(literal.value());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let last = path.segments.last();
        self.assembles |=
            is_builder(path) || last.is_some_and(|name| name.ident == "AssertSqlSafe");
        visit::visit_path(self, path);
    }
}
