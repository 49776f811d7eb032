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

/// A value that is not complete.
struct Open<'t> {
    anchor: usize,
    /// What is in it, unless it is a list.
    map: Option<Map<'t>>,
    /// The key whose value comes next.
    key: Option<(Cow<'t, str>, u32)>,
    is_tagged: bool,
}

impl<'t> Reader<'t> {
    fn take(&mut self, event: Event<'t>, line: u32) -> Result<(), SyntaxError> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(SyntaxError { line, why: String::from("one document only") });
                }
            }
            Event::MappingStart(anchor, tag) => {
                self.open(Some(Map::default()), anchor, tag.is_some(), line)?
            }
            Event::SequenceStart(anchor, tag) => self.open(None, anchor, tag.is_some(), line)?,
            Event::MappingEnd | Event::SequenceEnd => self.close(line),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(text, style, anchor, tag.is_some(), line)
            }
            Event::Alias(anchor) => self.put(Node::Alias(anchor), 0, line),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(
        &mut self,
        map: Option<Map<'t>>,
        anchor: usize,
        is_tagged: bool,
        line: u32,
    ) -> Result<(), SyntaxError> {
        if self.open.len() >= DEEPEST as usize {
            return Err(SyntaxError { line, why: too_deep() });
        }
        self.open.push(Open { anchor, map, key: None, is_tagged });
        Ok(())
    }

    fn close(&mut self, line: u32) {
        if let Some(Open { anchor, map, is_tagged, .. }) = self.open.pop() {
            let node = map.map_or(Node::List, Node::Map);
            self.put(if is_tagged { TAGGED } else { node }, anchor, line);
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        anchor: usize,
        is_tagged: bool,
        line: u32,
    ) {
        // A key is its text, whatever it would mean as a value.
        if let Some(Open { map: Some(_), key: key @ None, .. }) = self.open.last_mut() {
            *key = Some((text, line));
            return;
        }
        let node = match style {
            _ if is_tagged => TAGGED,
            ScalarStyle::Plain => plain(&text),
            _ => Node::Value(Raw::Text(text.into_owned())),
        };
        self.put(node, anchor, line);
    }

    /// A value is complete: it goes to where it stands, or to its anchor.
    fn put(&mut self, node: Node<'t>, anchor: usize, line: u32) {
        let node = match anchor {
            0 => node,
            _ => {
                self.document.anchors.insert(anchor, node);
                Node::Alias(anchor)
            }
        };
        let Some(open) = self.open.last_mut() else {
            self.document.root = node;
            return;
        };
        let Some(map) = &mut open.map else { return };
        match open.key.take() {
            Some((key, line)) => map.put(key, line, node),
            // A key that is no text: nobody's setting.
            None => open.key = Some((Cow::Borrowed("? …"), line)),
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
