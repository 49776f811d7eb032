//! TOML to a tree. `toml_parser` knows the grammar; what headers and dotted keys add to is decided
//! here, so that a key that stands twice is known with both of its lines.

mod tables;

use self::tables::{enter_list, enter_table, step_by_dots, step_by_header, under};
use super::super::problems::shortened;
use super::tree::{DEEPEST, Document, Lines, Made, Map, Node, SyntaxError, too_deep};
use crate::settings::Raw;
use std::borrow::Cow;
use std::mem;
use std::num::IntErrorKind;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, Expected, ParseError, Raw as Source, Span};

pub(super) fn read(text: &str) -> Result<Document<'_>, SyntaxError> {
    let source = toml_parser::Source::new(text);
    let mut reader = Reader::new(text);
    let mut first: Option<ParseError> = None;
    let mut keep_first = |error: ParseError| {
        if first.as_ref().is_none_or(|first| start(&error) < start(first)) {
            first = Some(error);
        }
    };
    let tokens = source.lex().into_vec();
    let mut checked = ValidateWhitespace::new(&mut reader, source);
    let mut guarded = RecursionGuard::new(&mut checked, DEEPEST);
    parse_document(&tokens, &mut guarded, &mut keep_first);
    match first {
        Some(error) => Err(SyntaxError { line: reader.lines.at(start(&error)), why: told(&error) }),
        None => Ok(Document { root: Node::Map(reader.root), ..Document::default() }),
    }
}

fn start(error: &ParseError) -> usize {
    error.unexpected().or(error.context()).map_or(0, |span| span.start())
}

fn told(error: &ParseError) -> String {
    let expected = error.expected().unwrap_or_default().iter();
    let expected = expected.filter_map(|expected| match expected {
        Expected::Literal("\n") => Some(String::from("a new line")),
        Expected::Literal(literal) => Some(format!("`{literal}`")),
        Expected::Description(description) => Some(String::from(*description)),
        _ => None,
    });
    match &expected.collect::<Vec<_>>()[..] {
        [] => String::from(error.description()),
        expected => format!("{} ({} is missing)", error.description(), expected.join(" or ")),
    }
}

/// The parts of a key, each with its line.
type Path<'t> = Vec<(Cow<'t, str>, u32)>;

struct Reader<'t> {
    text: &'t str,
    lines: Lines,
    root: Map<'t>,
    /// The header that keys belong to; `None`: one that cannot be.
    header: Option<Path<'t>>,
    /// What has been read of a key.
    key: Path<'t>,
    /// The values that are not complete, the innermost last.
    open: Vec<Open<'t>>,
}

/// A value that is not complete, and the key that it will stand under.
struct Open<'t> {
    key: Path<'t>,
    /// What is in it, unless it is a list.
    map: Option<Map<'t>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            lines: Lines::of(text),
            root: Map::made(Made::ByHeader),
            header: Some(Vec::new()),
            key: Vec::new(),
            open: Vec::new(),
        }
    }

    fn text(&self, span: Span) -> &'t str {
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }

    fn source(&self, span: Span, encoding: Option<Encoding>) -> Source<'t> {
        Source::new_unchecked(self.text(span), encoding, span)
    }

    fn open(&mut self, map: Option<Map<'t>>) {
        let key = mem::take(&mut self.key);
        self.open.push(Open { key, map });
    }

    fn close(&mut self) {
        if let Some(Open { key, map }) = self.open.pop() {
            self.put(key, map.map_or(Node::List, Node::Map));
        }
    }

    /// A value is complete: it goes under its key.
    fn put(&mut self, mut key: Path<'t>, node: Node<'t>) {
        let mut map = match self.open.last_mut() {
            Some(open) => open.map.as_mut(),
            None => self.header.as_deref().and_then(|header| under(&mut self.root, header)),
        };
        let Some((last, line)) = key.pop() else { return };
        for (part, line) in key {
            map = map.and_then(|map| step_by_dots(map, part, line));
        }
        if let Some(map) = map {
            map.put(last, line, node);
        }
    }

    fn turn_to_header(&mut self, enter: fn(&mut Map<'t>, Cow<'t, str>, u32) -> bool) {
        let path = mem::take(&mut self.key);
        let Some(((last, line), way)) = path.split_last() else { return };
        let parent = way
            .iter()
            .try_fold(&mut self.root, |map, (part, line)| step_by_header(map, part.clone(), *line));
        let is_there = parent.is_some_and(|parent| enter(parent, last.clone(), *line));
        self.header = is_there.then_some(path);
    }
}

impl EventReceiver for Reader<'_> {
    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, errors: &mut dyn ErrorSink) {
        let (mut part, mut error) = (Cow::Borrowed(""), None);
        self.source(span, encoding).decode_key(&mut part, &mut error);
        if let Some(error) = error {
            let told = match (encoding, part.strip_suffix(':')) {
                (None, Some(_)) => "`=` between a key and its value",
                (None, None) => "quotes around a key of more than letters, digits, `_` and `-`",
                (Some(_), _) => error.description(),
            };
            errors.report_error(ParseError::new(String::from(told)).with_unexpected(span));
        }
        let header =
            if self.open.is_empty() { self.header.as_ref().map_or(0, Vec::len) } else { 0 };
        let above: usize = self.open.iter().map(|open| open.key.len()).sum();
        if header + above + self.key.len() >= DEEPEST as usize {
            errors.report_error(ParseError::new(too_deep()).with_unexpected(span));
        } else {
            self.key.push((part, self.lines.at(span.start())));
        }
    }

    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.header = None;
    }

    fn std_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.turn_to_header(enter_table);
    }

    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.header = None;
    }

    fn array_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.turn_to_header(enter_list);
    }

    fn inline_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Some(Map::default()));
        true
    }

    fn inline_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close();
    }

    fn array_open(&mut self, _: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(None);
        true
    }

    fn array_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close();
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, errors: &mut dyn ErrorSink) {
        let (mut text, mut error) = (Cow::Borrowed(""), None);
        let kind = self.source(span, encoding).decode_scalar(&mut text, &mut error);
        let node = value(kind, text).filter(|_| error.is_none());
        if node.is_none() {
            let told = match (encoding, error) {
                (Some(_), Some(error)) => String::from(error.description()),
                _ if span.is_empty() => String::from("a value behind `=`"),
                _ => format!(
                    "quotes around what is neither a number nor true or false, as in \"{}\"",
                    shortened(self.text(span))
                ),
            };
            errors.report_error(ParseError::new(told).with_unexpected(span));
        }
        let key = mem::take(&mut self.key);
        self.put(key, node.unwrap_or_default());
    }
}

/// What the text stands for, if it is one of those.
fn value(kind: ScalarKind, text: Cow<'_, str>) -> Option<Node<'static>> {
    let raw = match kind {
        ScalarKind::String => Raw::Text(text.into_owned()),
        ScalarKind::Boolean(flag) => Raw::Flag(flag),
        ScalarKind::Integer(radix) => match i128::from_str_radix(&text, radix.value()) {
            Ok(number) => Raw::Integer(number),
            // None of ours is as large.
            Err(error) if *error.kind() == IntErrorKind::PosOverflow => Raw::Float(f64::INFINITY),
            Err(error) if *error.kind() == IntErrorKind::NegOverflow => {
                Raw::Float(f64::NEG_INFINITY)
            }
            Err(_) => return None,
        },
        ScalarKind::Float => Raw::Float(text.parse().ok()?),
        ScalarKind::DateTime => return Some(Node::Other("a date or time")),
    };
    Some(Node::Value(raw))
}
