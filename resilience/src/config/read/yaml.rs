//! YAML 1.2 to a tree. What a plain word means is that of its core schema.

use super::json::number;
use super::tree::{DEEPEST, Document, Map, Node, SyntaxError, too_deep};
use crate::settings::Raw;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use std::borrow::Cow;

pub(super) fn read(text: &str) -> Result<Document<'_>, SyntaxError> {
    let mut reader = Reader { document: Document::default(), open: Vec::new(), documents: 0 };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| told(&error))?;
        reader.take(event, line(span))?;
    }
    Ok(reader.document)
}

fn line(span: Span) -> u32 {
    u32::try_from(span.start.line()).unwrap_or(u32::MAX)
}

fn told(error: &ScanError) -> SyntaxError {
    let line = u32::try_from(error.marker().line()).unwrap_or(u32::MAX);
    SyntaxError { line, why: String::from(error.info()) }
}

struct Reader<'t> {
    document: Document<'t>,
    /// The values that are not complete, the innermost last.
    open: Vec<Open<'t>>,
    documents: u32,
}

/// What a value has beside itself.
#[derive(Clone, Copy)]
struct About {
    line: u32,
    /// 0: none.
    anchor: usize,
    is_tagged: bool,
}

/// A value that is not complete.
struct Open<'t> {
    about: About,
    /// What is in it, unless it is a list.
    map: Option<Map<'t>>,
    /// The key whose value comes next.
    key: Option<(Cow<'t, str>, u32)>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, event: Event<'t>, line: u32) -> Result<(), SyntaxError> {
        let about = |anchor, tag: Option<_>| About { line, anchor, is_tagged: tag.is_some() };
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(SyntaxError { line, why: String::from("one document only") });
                }
            }
            Event::MappingStart(anchor, tag) => {
                return self.open(about(anchor, tag), Some(Map::default()));
            }
            Event::SequenceStart(anchor, tag) => return self.open(about(anchor, tag), None),
            Event::MappingEnd | Event::SequenceEnd => self.close(),
            Event::Scalar(text, style, anchor, tag) => self.scalar(about(anchor, tag), text, style),
            Event::Alias(anchor) => self.put(about(0, None), Node::Alias(anchor)),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(&mut self, about: About, map: Option<Map<'t>>) -> Result<(), SyntaxError> {
        if self.open.len() >= DEEPEST as usize {
            return Err(SyntaxError { line: about.line, why: too_deep() });
        }
        self.open.push(Open { about, map, key: None });
        Ok(())
    }

    fn close(&mut self) {
        if let Some(Open { about, map, .. }) = self.open.pop() {
            self.put(about, map.map_or(Node::List, Node::Map));
        }
    }

    fn scalar(&mut self, about: About, text: Cow<'t, str>, style: ScalarStyle) {
        // A key is its text, whatever it would mean as a value.
        if let Some(Open { map: Some(_), key: key @ None, .. }) = self.open.last_mut() {
            *key = Some((text, about.line));
            return;
        }
        let node = match style {
            ScalarStyle::Plain => plain(&text),
            _ => Node::Value(Raw::Text(text.into_owned())),
        };
        self.put(about, node);
    }

    /// A value is complete: it goes to where it stands, or to its anchor.
    fn put(&mut self, about: About, node: Node<'t>) {
        let mut node = if about.is_tagged { TAGGED } else { node };
        if about.anchor > 0 {
            self.document.anchors.insert(about.anchor, node);
            node = Node::Alias(about.anchor);
        }
        let Some(open) = self.open.last_mut() else {
            self.document.root = node;
            return;
        };
        let Some(map) = &mut open.map else { return };
        match open.key.take() {
            Some((key, line)) => map.put(key, line, node),
            // A key that is no text: nobody's setting.
            None => open.key = Some((Cow::Borrowed("? …"), about.line)),
        }
    }
}

const TAGGED: Node<'static> = Node::Other("a value with a tag");

/// What a word without quotes stands for.
fn plain<'t>(word: &str) -> Node<'t> {
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    let radix = |prefix, radix| {
        word.strip_prefix(prefix).and_then(|digits| i128::from_str_radix(digits, radix).ok())
    };
    let raw = match word {
        "" | "~" | "null" | "Null" | "NULL" => return Node::Null,
        "true" | "True" | "TRUE" => Raw::Flag(true),
        "false" | "False" | "FALSE" => Raw::Flag(false),
        ".nan" | ".NaN" | ".NAN" => Raw::Float(f64::NAN),
        _ if matches!(unsigned, ".inf" | ".Inf" | ".INF") => {
            Raw::Float(if word.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
        }
        _ => match radix("0o", 8).or_else(|| radix("0x", 16)) {
            Some(number) => Raw::Integer(number),
            None if is_number(unsigned) => number(word, !unsigned.contains(['.', 'e', 'E'])),
            None => Raw::Text(String::from(word)),
        },
    };
    Node::Value(raw)
}

/// `[0-9]+`, or `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn is_number(unsigned: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
        }
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits
        && digits(whole)
        && digits(fraction)
        && exponent.is_none_or(|e| !e.is_empty() && digits(e))
}
