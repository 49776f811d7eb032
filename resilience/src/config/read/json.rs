//! JSON (RFC 8259) to a tree: a grammar so small that a reader of it which knows lines is shorter than
//! the detour through one that does not.

use super::tree::{DEEPEST, Document, Map, Node, SyntaxError, too_deep};
use crate::settings::Raw;
use std::borrow::Cow;

pub(super) fn read(text: &str) -> Result<Document<'_>, SyntaxError> {
    let mut reader = Reader { text, at: 0, line: 1 };
    let root = reader.value(0)?;
    reader.skip_white();
    match reader.peek() {
        None => Ok(Document { root, ..Document::default() }),
        Some(_) => Err(reader.unexpected("the end of the file")),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl<'t> Reader<'t> {
    fn value(&mut self, depth: u32) -> Result<Node<'t>, SyntaxError> {
        self.skip_white();
        match self.peek() {
            Some('{') if depth < DEEPEST => self.map(depth),
            Some('[') if depth < DEEPEST => self.list(depth),
            Some('{' | '[') => Err(self.error(too_deep())),
            Some('"') => Ok(Node::Value(Raw::Text(self.string()?.into_owned()))),
            Some('-' | '0'..='9') => self.number(),
            _ => self.word(),
        }
    }

    fn map(&mut self, depth: u32) -> Result<Node<'t>, SyntaxError> {
        let mut map = Map::default();
        self.at += 1;
        self.skip_white();
        if self.eat('}') {
            return Ok(Node::Map(map));
        }
        loop {
            self.skip_white();
            if self.peek() != Some('"') {
                return Err(self.unexpected("a key in quotes"));
            }
            let line = self.line;
            let key = self.string()?;
            self.skip_white();
            if !self.eat(':') {
                return Err(self.unexpected("`:`"));
            }
            let node = self.value(depth + 1)?;
            map.put(key, line, node);
            self.skip_white();
            if self.eat('}') {
                return Ok(Node::Map(map));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn list(&mut self, depth: u32) -> Result<Node<'t>, SyntaxError> {
        self.at += 1;
        self.skip_white();
        if self.eat(']') {
            return Ok(Node::List);
        }
        loop {
            self.value(depth + 1)?;
            self.skip_white();
            if self.eat(']') {
                return Ok(Node::List);
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn word(&mut self) -> Result<Node<'t>, SyntaxError> {
        let words = [
            ("true", Node::Value(Raw::Flag(true))),
            ("false", Node::Value(Raw::Flag(false))),
            ("null", Node::Null),
        ];
        for (word, node) in words {
            let after = self.rest().strip_prefix(word);
            if after.is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric())) {
                self.at += word.len();
                return Ok(node);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<Node<'t>, SyntaxError> {
        let start = self.at;
        self.eat('-');
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(self.error(String::from("a number without a 0 in front of it")));
        }
        let is_whole = !matches!(self.peek(), Some('.' | 'e' | 'E'));
        if self.eat('.') {
            self.digits()?;
        }
        if self.eat('e') || self.eat('E') {
            let _ = self.eat('+') || self.eat('-');
            self.digits()?;
        }
        let digits = &self.text[start..self.at];
        Ok(Node::Value(number(digits, is_whole)))
    }

    fn digits(&mut self) -> Result<&'t str, SyntaxError> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.unexpected("a digit"));
        }
        self.at += end;
        Ok(&rest[..end])
    }

    /// The text in quotes that begins here.
    fn string(&mut self) -> Result<Cow<'t, str>, SyntaxError> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let plain =
                rest.find(|c| matches!(c, '"' | '\\' | '\0'..='\x1f')).unwrap_or(rest.len());
            self.at += plain;
            if text.is_empty() {
                text = Cow::Borrowed(&rest[..plain]);
            } else {
                text.to_mut().push_str(&rest[..plain]);
            }
            match self.peek() {
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => {
                    self.at += 1;
                    let escaped = self.escaped()?;
                    text.to_mut().push(escaped);
                }
                _ => return Err(self.unexpected("the quote that ends the text")),
            }
        }
    }

    /// What stands for the character behind a backslash.
    fn escaped(&mut self) -> Result<char, SyntaxError> {
        let known = match self.peek() {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\x08',
            Some('f') => '\x0c',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return Err(self.unexpected("an escape such as `\\n`")),
        };
        self.at += 1;
        Ok(known)
    }

    fn unicode(&mut self) -> Result<char, SyntaxError> {
        let first = self.unit()?;
        let units = if matches!(first, 0xD800..0xDC00) && self.rest().starts_with("\\u") {
            self.at += 1;
            vec![first, self.unit()?]
        } else {
            vec![first]
        };
        let mut characters = char::decode_utf16(units);
        match (characters.next(), characters.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => Err(self.error(String::from("both halves of a surrogate pair"))),
        }
    }

    /// The four hexadecimal digits behind the `u` that is next.
    fn unit(&mut self) -> Result<u16, SyntaxError> {
        self.at += 1;
        let digits =
            self.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.unexpected("four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        self.at += if is_next { wanted.len_utf8() } else { 0 };
        is_next
    }

    fn skip_white(&mut self) {
        while let Some(white @ (' ' | '\t' | '\r' | '\n')) = self.peek() {
            self.line += u32::from(white == '\n');
            self.at += 1;
        }
    }

    fn unexpected(&self, expected: &str) -> SyntaxError {
        let found = match self.peek() {
            None => String::from("the end of the file"),
            Some('\n' | '\r') => String::from("the end of the line"),
            Some(control) if control.is_control() => format!("`{}`", control.escape_debug()),
            Some(character) => format!("`{character}`"),
        };
        self.error(format!("{expected}, not {found}"))
    }

    fn error(&self, why: String) -> SyntaxError {
        SyntaxError { line: self.line, why }
    }
}

/// A whole number if it is one and fits, else the nearest other.
pub(super) fn number(digits: &str, is_whole: bool) -> Raw {
    let whole = if is_whole { digits.parse().ok() } else { None };
    whole.map_or_else(|| Raw::Float(digits.parse().unwrap_or(f64::NAN)), Raw::Integer)
}
