//! What TOML's headers and dotted keys add to. A table that is complete cannot be added to: then its key
//! is one that stands again.

use super::super::tree::{Entry, Made, Map, Node};
use std::borrow::Cow;
use std::collections::btree_map::Entry as Slot;

/// The map that a header leads to, which has been made when it was read.
pub(super) fn under<'a, 't>(
    root: &'a mut Map<'t>,
    header: &[(Cow<'t, str>, u32)],
) -> Option<&'a mut Map<'t>> {
    header.iter().try_fold(root, |map, (part, _)| match &mut map.entries.get_mut(part)?.node {
        Node::Map(map) | Node::Tables(map) => Some(map),
        _ => None,
    })
}

/// From `a` in `a.b = …` to what `b` is put into.
pub(super) fn step_by_dots<'a, 't>(
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
pub(super) fn step_by_header<'a, 't>(
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
pub(super) fn enter_table<'t>(map: &mut Map<'t>, part: Cow<'t, str>, line: u32) -> bool {
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
pub(super) fn enter_list<'t>(map: &mut Map<'t>, part: Cow<'t, str>, line: u32) -> bool {
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
