//! What a file says: values under keys, each with its line.

use crate::settings::Raw;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

/// How deep values may lie in each other: recursion ends there.
pub(crate) const DEEPEST: u32 = 64;

pub(crate) fn too_deep() -> String {
    format!("at most {DEEPEST} levels")
}

/// Where a text is not of its language. The first such place is reported, for what follows it may
/// only follow from it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) line: u32,
    /// What was expected there, or why it cannot be.
    pub(crate) why: String,
}

/// A whole file. Only `root` is looked at; aliases lead to `anchors`.
#[derive(Debug, Default)]
pub(crate) struct Document<'t> {
    pub(crate) root: Node<'t>,
    pub(crate) anchors: BTreeMap<usize, Node<'t>>,
}

#[derive(Debug, Default)]
pub(crate) enum Node<'t> {
    /// Nothing, or YAML's and JSON's `null`.
    #[default]
    Null,
    Value(Raw),
    Map(Map<'t>),
    /// A list: no setting is one, so what is in it is forgotten.
    List,
    /// TOML's list of tables: later headers go on in the last one.
    Tables(Map<'t>),
    /// The node with that anchor.
    Alias(usize),
    /// Something else that no setting can be, in words.
    Other(&'static str),
}

#[derive(Debug)]
pub(crate) struct Entry<'t> {
    pub(crate) line: u32,
    pub(crate) node: Node<'t>,
    /// The lines on which the same key stands again. What stands there is forgotten.
    pub(crate) again: Vec<u32>,
}

#[derive(Debug, Default)]
pub(crate) struct Map<'t> {
    pub(crate) entries: BTreeMap<Cow<'t, str>, Entry<'t>>,
    pub(crate) made: Made,
}

/// What made a map: TOML has rules about what may be added to it later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Made {
    /// Braces or indentation: it is complete.
    #[default]
    Whole,
    /// The header `[a]`.
    ByHeader,
    /// The header `[a.b]`, of which it is the `a`.
    OnTheWay,
    /// The key `a.b = …`, of which it is the `a`.
    ByDots,
}

impl<'t> Document<'t> {
    /// The node itself, if it is an alias the one it stands for.
    pub(crate) fn resolve<'a>(&'a self, node: &'a Node<'t>) -> &'a Node<'t> {
        const OF_A_KEY: &Node<'static> = &Node::Other("an alias of a key");
        match node {
            // There are no aliases of aliases.
            Node::Alias(anchor) => self.anchors.get(anchor).unwrap_or(OF_A_KEY),
            node => node,
        }
    }
}

impl<'t> Entry<'t> {
    pub(crate) fn new(line: u32, node: Node<'t>) -> Self {
        Self { line, node, again: Vec::new() }
    }
}

impl<'t> Map<'t> {
    pub(crate) const EMPTY: Self = Self::made(Made::Whole);

    pub(crate) const fn made(made: Made) -> Self {
        Self { entries: BTreeMap::new(), made }
    }

    /// Puts the node under the key. If the key is taken, that is noted and the node forgotten.
    pub(crate) fn put(&mut self, key: Cow<'t, str>, line: u32, node: Node<'t>) {
        match self.entries.entry(key) {
            Slot::Vacant(free) => {
                free.insert(Entry::new(line, node));
            }
            Slot::Occupied(taken) => taken.into_mut().again.push(line),
        }
    }
}

/// The number of the line on which each byte stands, the first being 1.
#[derive(Debug)]
pub(crate) struct Lines {
    ends: Vec<usize>,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self { ends: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    pub(crate) fn at(&self, byte: usize) -> u32 {
        let before = self.ends.partition_point(|end| *end < byte);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}
