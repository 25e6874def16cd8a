//! Tokens to expressions, by precedence: `or`, `and`, `not`, comparison, sum, product, sign.

use crate::problem::{self, Problem};

use super::lexer::{Keyword, Token, tokens};
use super::number::{Literal, Scale};
use super::{Ast, Call, Operator, Relation};

/// Deeper nesting is no rule that people can read.
const DEPTH_MAX: usize = 60;

/// An expression that takes up the whole text. Where it is a number alone and has no unit, it is in
/// `scale`; the 2 of a half is none.
pub fn expression(text: &str, scale: Option<Scale>) -> Result<Ast, Problem> {
    let tokens = tokens(text)?;
    let mut parser = Parser::new(&tokens);
    let ast = parser.expression()?;
    parser.end()?;
    Ok(scaled(ast, scale))
}

pub(super) fn scaled(ast: Ast, scale: Option<Scale>) -> Ast {
    match ast {
        Ast::Number(literal) => Ast::Number(Literal {
            scale: literal.scale.or(scale),
            ..literal
        }),
        Ast::Negative(inner) => Ast::Negative(Box::new(scaled(*inner, scale))),
        ast => ast,
    }
}

/// A heading of a condition column: an expression, and what its cells' numbers are in.
pub fn heading(text: &str) -> Result<(Ast, Option<Scale>), Problem> {
    match Scale::of_heading(text) {
        Some((name, scale)) => Ok((expression(name, None)?, Some(scale))),
        None => Ok((expression(text, None)?, None)),
    }
}

pub(super) struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub fn new(tokens: &'a [Token]) -> Parser<'a> {
        Parser {
            tokens,
            next: 0,
            depth: 0,
        }
    }

    pub fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    pub fn position(&self) -> usize {
        self.next
    }

    pub fn return_to(&mut self, position: usize) {
        self.next = position;
    }

    /// Takes the symbol if it is next.
    pub fn takes(&mut self, symbol: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Symbol(next)) if *next == symbol);
        self.next += usize::from(is_next);
        is_next
    }

    pub fn takes_keyword(&mut self, keyword: Keyword) -> bool {
        let is_next = self.peek() == Some(&Token::Keyword(keyword));
        self.next += usize::from(is_next);
        is_next
    }

    pub fn needs(&mut self, symbol: &str) -> Result<(), Problem> {
        if self.takes(symbol) {
            Ok(())
        } else {
            Err(self.unexpected(symbol))
        }
    }

    pub fn end(&self) -> Result<(), Problem> {
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(self.unexpected(""))
        }
    }

    pub fn unexpected(&self, wanted: &str) -> Problem {
        problem::unexpected(&self.peek().map(shown).unwrap_or_default(), wanted)
    }

    pub fn expression(&mut self) -> Result<Ast, Problem> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(problem::too_deep());
        }
        let ast = if self.takes_keyword(Keyword::If) {
            self.choice()
        } else {
            self.or()
        };
        self.depth -= 1;
        ast
    }

    fn choice(&mut self) -> Result<Ast, Problem> {
        let condition = self.expression()?;
        self.needs_keyword(Keyword::Then, "then / 则")?;
        let then = self.expression()?;
        self.needs_keyword(Keyword::Else, "else / 否则")?;
        Ok(Ast::If(Box::new([condition, then, self.expression()?])))
    }

    fn needs_keyword(&mut self, keyword: Keyword, wanted: &str) -> Result<(), Problem> {
        if self.takes_keyword(keyword) {
            Ok(())
        } else {
            Err(self.unexpected(wanted))
        }
    }

    fn or(&mut self) -> Result<Ast, Problem> {
        let mut left = self.and()?;
        while self.takes_keyword(Keyword::Or) {
            left = binary(Operator::Or, left, self.and()?);
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Ast, Problem> {
        let mut left = self.not()?;
        while self.takes_keyword(Keyword::And) {
            left = binary(Operator::And, left, self.not()?);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Ast, Problem> {
        if !self.takes_keyword(Keyword::Not) {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(problem::too_deep());
        }
        let inner = self.not()?;
        self.depth -= 1;
        Ok(Ast::Not(Box::new(inner)))
    }

    fn comparison(&mut self) -> Result<Ast, Problem> {
        let left = self.sum()?;
        match self.relation() {
            Some(relation) => Ok(binary(Operator::Compare(relation), left, self.sum()?)),
            None => Ok(left),
        }
    }

    /// The sign of comparison that is next, if any.
    pub fn relation(&mut self) -> Option<Relation> {
        let Some(Token::Symbol(symbol)) = self.peek() else {
            return None;
        };
        let relation = match *symbol {
            "=" => Relation::Equal,
            "!=" | "<>" => Relation::Unequal,
            "<" => Relation::Less,
            "<=" => Relation::LessOrEqual,
            ">" => Relation::Greater,
            ">=" => Relation::GreaterOrEqual,
            _ => return None,
        };
        self.next += 1;
        Some(relation)
    }

    pub fn sum(&mut self) -> Result<Ast, Problem> {
        let mut left = self.product()?;
        loop {
            let operator = if self.takes("+") {
                Operator::Add
            } else if self.takes("-") {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            left = binary(operator, left, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Ast, Problem> {
        let mut left = self.signed()?;
        loop {
            let operator = if self.takes("*") {
                Operator::Multiply
            } else if self.takes("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            left = binary(operator, left, self.signed()?);
        }
    }

    fn signed(&mut self) -> Result<Ast, Problem> {
        if self.takes("-") {
            return Ok(Ast::Negative(Box::new(self.primary()?)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Ast, Problem> {
        let Some(token) = self.peek() else {
            return Err(self.unexpected(""));
        };
        self.next += 1;
        Ok(match token {
            Token::Number(literal) => Ast::Number(literal.clone()),
            Token::Text(text) => Ast::Text(text.clone()),
            Token::Word(word) => Ast::Word(word.clone()),
            Token::Date(date) => Ast::Date(*date),
            Token::Keyword(Keyword::Yes) => Ast::YesNo(true),
            Token::Keyword(Keyword::No) => Ast::YesNo(false),
            Token::Keyword(Keyword::Nothing) => Ast::Nothing,
            Token::Keyword(Keyword::Setting) => match self.peek() {
                Some(Token::Name(name)) => {
                    self.next += 1;
                    Ast::Setting(name.clone())
                }
                _ => return Err(self.unexpected("setting name / 参数名")),
            },
            Token::Name(name) if self.takes("(") => {
                let call = Call::named(name).ok_or_else(|| problem::unknown_function(name))?;
                Ast::Call(call, self.arguments()?)
            }
            Token::Name(name) => Ast::Name(name.clone()),
            Token::Symbol("(") => {
                let inner = self.expression()?;
                self.needs(")")?;
                inner
            }
            Token::Symbol(_) | Token::Keyword(_) => {
                self.next -= 1;
                return Err(self.unexpected(""));
            }
        })
    }

    fn arguments(&mut self) -> Result<Vec<Ast>, Problem> {
        let mut arguments = vec![self.expression()?];
        while self.takes(",") {
            arguments.push(self.expression()?);
        }
        self.needs(")")?;
        Ok(arguments)
    }
}

fn binary(operator: Operator, left: Ast, right: Ast) -> Ast {
    Ast::Binary(operator, Box::new(left), Box::new(right))
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(literal) => literal.digits.clone(),
        Token::Text(text) => format!("\"{text}\""),
        Token::Word(text) | Token::Name(text) => text.clone(),
        Token::Date(date) => super::date_text(*date),
        Token::Keyword(keyword) => format!("{keyword:?}").to_lowercase(),
        Token::Symbol(symbol) => (*symbol).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precedence_is_that_of_school() {
        let same = [
            ("a + b * c", "a + (b * c)"),
            ("a = 1 and b = 2 or c", "((a = 1) and (b = 2)) or c"),
            ("not a and b", "(not a) and b"),
            ("-a + b", "(-a) + b"),
            ("如果 a 则 1 否则 2", "if a then 1 else 2"),
            ("a - b - c", "(a - b) - c"),
        ];
        for (one, other) in same {
            assert_eq!(
                expression(one, None).unwrap(),
                expression(other, None).unwrap(),
                "{one}"
            );
        }
    }

    #[test]
    fn what_is_left_over_or_missing_is_named() {
        for wrong in [
            "a b",
            "a +",
            "(a",
            "max(",
            "if a then b",
            "foo(1)",
            ")",
            "1 < 2 < 3",
        ] {
            assert!(expression(wrong, None).is_err(), "{wrong}");
        }
        let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
        assert_eq!(expression(&deep, None).unwrap_err().reason, "TOO_DEEP");
    }
}
