//! The loader against whatever may be in a file: it does not panic, and takes what others take.

use crate::alone::{alone, scratch};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use resilience::{ConfigError, Loaded, init_from};
use serde_json::Value;
use std::cell::Cell;
use std::fs;
use std::path::Path;

const LANGUAGES: [&str; 3] = ["toml", "yaml", "json"];

pub(crate) fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

pub(crate) fn load(folder: &Path, extension: &str, text: &[u8]) -> Result<Loaded, ConfigError> {
    let path = folder.join(format!("fuzz.{extension}"));
    fs::write(&path, text).unwrap();
    init_from(path)
}

/// A change to a text: where, how much of it goes, and what comes.
type Edit = (Index, usize, Vec<u8>);

/// What comes into texts: signs of the three languages, and no words of ours.
const PIECES: &[&str] = &[
    "\n", "\r\n", " ", "\t", "\"", "'", "'''", "\"\"\"", "[", "]", "[[", "]]", "{", "}", ":", ": ",
    "=", ".", ",", "#", "//", "\\", "\\u00", "\\ud83d", "&a ", "*a", "!", "|", ">", "- ", "? ",
    "---", "%", "<<: ", "null", "true", "1e9", "-", "+", "_", "0", "0x", "7", "nan", "inf", "ü",
    "\u{feff}", "\0", "\u{7f}", "a", "a.b",
];

fn edits(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let piece = select(PIECES).prop_map(|piece| piece.as_bytes().to_vec());
    let what = prop_oneof![8 => piece, 1 => vec(any::<u8>(), 0..4), 1 => Just(Vec::new())];
    vec((any::<Index>(), 0..6_usize, what), 1..=most)
}

fn edited(text: &str, edits: &[Edit]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, gone, what) in edits {
        let start = place.index(bytes.len() + 1);
        let end = (start + gone).min(bytes.len());
        bytes.splice(start..end, what.iter().copied());
    }
    bytes
}

#[test]
fn no_bytes_make_it_panic() {
    alone(
        "fuzz::no_bytes_make_it_panic",
        |_| {},
        || {
            let folder = scratch("no_bytes");
            let random = (select(LANGUAGES.to_vec()), vec(any::<u8>(), 0..200));
            let run = runner(2_000).run(&random, |(language, bytes)| {
                let _any = load(&folder, language, &bytes);
                Ok(())
            });
            run.unwrap();
            let run =
                runner(4_000).run(&(select(LANGUAGES.to_vec()), edits(5)), |(language, edits)| {
                    let whole = fs::read_to_string(
                        crate::alone::corpus().join(format!("everything.{language}")),
                    );
                    let result = load(&folder, language, &edited(&whole.unwrap(), &edits));
                    if let Err(error) = result {
                        prop_assert!(!error.problems().is_empty());
                        prop_assert!(
                            error.problems().iter().all(|problem| !problem.place.is_empty())
                        );
                    }
                    Ok(())
                });
            run.unwrap();
        },
    );
}

#[test]
fn it_takes_the_json_and_the_toml_that_others_take() {
    let name = "fuzz::it_takes_the_json_and_the_toml_that_others_take";
    alone(
        name,
        |_| {},
        || {
            let folder = scratch("others_take");
            let json = "{\"a\": [1, -2.5e+3, true, false, null, {}], \"b\\n\\u00fc\": {\"c\": \"d\", \"e\": [[]]}}";
            let toml = "a = 1\nb.c = 'x'\n[d]\ne = [1, 2.5, {f = true}]\n[[g.h]]\ni = \"\\u00fc\"\n[g.j]\nk = 0xff\n";
            let (taken, refused) = (Cell::new(0), Cell::new(0));
            let both = |ours: Result<Loaded, ConfigError>, theirs: bool, text: &[u8]| {
                let count = if theirs { &taken } else { &refused };
                count.set(count.get() + 1);
                let text = String::from_utf8_lossy(text);
                prop_assert_eq!(ours.is_ok(), theirs, "{}\n{:?}", text, ours);
                Ok(())
            };
            let run = runner(3_000).run(&edits(2), |edits| {
                let text = edited(json, &edits);
                let theirs = serde_json::from_slice::<Value>(&text);
                // They are of two minds about a mark of the byte order.
                if text.starts_with("\u{feff}".as_bytes())
                    || theirs.as_ref().is_ok_and(|json| !json.is_object())
                {
                    return Ok(());
                }
                both(load(&folder, "json", &text), theirs.is_ok(), &text)
            });
            run.unwrap();
            let run = runner(3_000).run(&edits(2), |edits| {
                let text = edited(toml, &edits);
                let Ok(whole) = str::from_utf8(&text) else { return Ok(()) };
                let theirs = toml::from_str::<toml::Table>(whole);
                let message = theirs
                    .as_ref()
                    .map_or_else(|error| String::from(error.message()), |_| String::new());
                // In sections of others we do not look for keys that stand twice, nor at dates.
                if message.contains("duplicate key")
                    || message.contains("cannot extend")
                    || message.contains("date")
                    || message.contains("time")
                {
                    return Ok(());
                }
                both(load(&folder, "toml", &text), theirs.is_ok(), &text)
            });
            run.unwrap();
            let (taken, refused) = (taken.get(), refused.get());
            assert!(taken > 300 && refused > 300, "{taken} taken, {refused} refused");
        },
    );
}
