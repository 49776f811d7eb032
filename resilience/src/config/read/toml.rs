//! TOML to a tree. `toml_parser` knows the grammar; what headers and dotted keys add to is decided
//! here, so that a key that stands twice is known with both of its lines.

use super::super::problems::shortened;
use super::tree::{DEEPEST, Document, Entry, Lines, Made, Map, Node, SyntaxError, too_deep};
use crate::settings::Raw;
use std::borrow::Cow;
use std::collections::btree_map::Entry as Slot;
use std::mem;
use toml_parser::decoder::{Encoding, IntegerRadix, ScalarKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, Expected, ParseError, Raw as Source, Span};

pub(super) fn read(text: &str) -> Result<Document<'_>, SyntaxError> {
    let source = toml_parser::Source::new(text);
    let mut reader = Reader::new(text);
    let mut errors: Vec<ParseError> = Vec::new();
    let tokens = source.lex().into_vec();
    let mut checked = ValidateWhitespace::new(&mut reader, source);
    let mut guarded = RecursionGuard::new(&mut checked, DEEPEST);
    parse_document(&tokens, &mut guarded, &mut errors);
    match errors.iter().min_by_key(|error| start(error)) {
        Some(error) => Err(SyntaxError { line: reader.lines.at(start(error)), why: told(error) }),
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

    fn source(&self, span: Span, encoding: Option<Encoding>) -> Source<'t> {
        let text = self.text.get(span.start()..span.end()).unwrap_or_default();
        Source::new_unchecked(text, encoding, span)
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

    fn turn_to_header(&mut self, is_list: bool) {
        let path = mem::take(&mut self.key);
        let Some(((last, line), way)) = path.split_last() else { return };
        let parent = way
            .iter()
            .try_fold(&mut self.root, |map, (part, line)| step_by_header(map, part.clone(), *line));
        let is_there = parent.is_some_and(|parent| match is_list {
            false => enter_table(parent, last.clone(), *line),
            true => enter_list(parent, last.clone(), *line),
        });
        self.header = is_there.then_some(path);
    }
}

/// The map that a header leads to, which has been made when it was read.
fn under<'a, 't>(root: &'a mut Map<'t>, header: &[(Cow<'t, str>, u32)]) -> Option<&'a mut Map<'t>> {
    header.iter().try_fold(root, |map, (part, _)| match &mut map.entries.get_mut(part)?.node {
        Node::Map(map) | Node::Tables(map) => Some(map),
        _ => None,
    })
}

/// From `a` in `a.b = …` to what `b` is put into.
fn step_by_dots<'a, 't>(
    map: &'a mut Map<'t>,
    part: Cow<'t, str>,
    line: u32,
) -> Option<&'a mut Map<'t>> {
    let entry = entry(map, part, line, Made::ByDots);
    match &mut entry.node {
        Node::Map(map) if matches!(map.made, Made::OnTheWay | Made::ByDots) => {
            map.made = Made::ByDots;
            Some(map)
        }
        _ => {
            entry.again.push(line);
            None
        }
    }
}

/// From `a` in `[a.b]` to what `b` is put into.
fn step_by_header<'a, 't>(
    map: &'a mut Map<'t>,
    part: Cow<'t, str>,
    line: u32,
) -> Option<&'a mut Map<'t>> {
    let entry = entry(map, part, line, Made::OnTheWay);
    match &mut entry.node {
        Node::Map(map) if map.made != Made::Whole => Some(map),
        Node::Tables(map) => Some(map),
        _ => {
            entry.again.push(line);
            None
        }
    }
}

/// The `b` of `[a.b]`, in `a`. Whether keys can be put into it.
fn enter_table<'t>(map: &mut Map<'t>, part: Cow<'t, str>, line: u32) -> bool {
    match map.entries.entry(part) {
        Slot::Vacant(free) => {
            free.insert(Entry::new(line, Node::Map(Map::made(Made::ByHeader))));
            true
        }
        Slot::Occupied(taken) => {
            let entry = taken.into_mut();
            match &mut entry.node {
                Node::Map(map) if map.made == Made::OnTheWay => {
                    map.made = Made::ByHeader;
                    entry.line = line;
                    true
                }
                node => {
                    entry.again.push(line);
                    // What stands there is looked at all the same.
                    matches!(node, Node::Map(map) if map.made != Made::Whole)
                }
            }
        }
    }
}

/// The `b` of `[[a.b]]`, in `a`. Whether keys can be put into it.
fn enter_list<'t>(map: &mut Map<'t>, part: Cow<'t, str>, line: u32) -> bool {
    let another = Node::Tables(Map::made(Made::ByHeader));
    match map.entries.entry(part) {
        Slot::Vacant(free) => {
            free.insert(Entry::new(line, another));
            true
        }
        Slot::Occupied(taken) => {
            let entry = taken.into_mut();
            let is_list = matches!(entry.node, Node::Tables(_));
            if is_list {
                entry.node = another;
            } else {
                entry.again.push(line);
            }
            is_list
        }
    }
}

fn entry<'a, 't>(
    map: &'a mut Map<'t>,
    part: Cow<'t, str>,
    line: u32,
    made: Made,
) -> &'a mut Entry<'t> {
    map.entries.entry(part).or_insert_with(|| Entry::new(line, Node::Map(Map::made(made))))
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
        self.turn_to_header(false);
    }

    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.header = None;
    }

    fn array_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.turn_to_header(true);
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
        if let Some(error) = error {
            let told = match encoding {
                None if span.is_empty() => String::from("a value behind `=`"),
                None => format!(
                    "quotes around what is neither a number nor true or false, as in \"{}\"",
                    shortened(&self.text[span.start()..span.end()])
                ),
                Some(_) => String::from(error.description()),
            };
            errors.report_error(ParseError::new(told).with_unexpected(span));
        }
        let node = match kind {
            ScalarKind::String => Node::Value(Raw::Text(text.into_owned())),
            ScalarKind::Boolean(flag) => Node::Value(Raw::Flag(flag)),
            ScalarKind::Integer(radix) => Node::Value(integer(&text, radix)),
            ScalarKind::Float => Node::Value(Raw::Float(text.parse().unwrap_or(f64::NAN))),
            ScalarKind::DateTime => Node::Other("a date or time"),
        };
        let key = mem::take(&mut self.key);
        self.put(key, node);
    }
}

fn integer(digits: &str, radix: IntegerRadix) -> Raw {
    i128::from_str_radix(digits, radix.value()).map_or(Raw::Float(f64::INFINITY), Raw::Integer)
}
