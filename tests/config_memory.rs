//! The loader needs bounded memory and time, whatever is in the file: a process of its own, for the
//! allocations counted are all there are.

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::init_from;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// A quarter of what is read: what follows grows with it.
const SIZE: usize = 1 << 18;

/// What a byte of a file takes at most while it is loaded. (Most for a YAML list on one line: the
/// parser keeps all of it, for it may be a key.)
const BYTES_PER_BYTE: usize = 256;

/// The pattern again and again, `#` being the number of the time, up to the size.
fn file(front: &str, pattern: &str, back: &str) -> String {
    let mut text = String::from(front);
    for number in 0.. {
        let next = pattern.replace('#', &number.to_string());
        if text.len() + next.len() + back.len() > SIZE {
            break;
        }
        text.push_str(&next);
    }
    text + back
}

fn files() -> Vec<(&'static str, String)> {
    let toml = [
        ("", "a#=1\n", ""),
        ("", "[a#]\n", ""),
        ("", "[[a]]\n", ""),
        ("", "[a.b.c#.d]\n", ""),
        ("", "a.b.c.d#.e = 1\n", ""),
        ("", "a=1\n", ""),
        ("a=", "[", ""),
        ("a=", "{a=", ""),
        ("a=", "[{a=", ""),
        ("a=[", "1,", "]"),
        ("a=[", "{a=1},", "]"),
        ("a={", "a#={b=1},", "}"),
        ("", "a.", "a=1"),
        ("[", "a.", "a]"),
        ("a=\"", "a", "\""),
        ("", "\"\\u00fc#\" = 1\n", ""),
        ("", "=", ""),
        ("[resilience.bulkhead]\n", "a#=1\n", ""),
        ("[resilience.bulkhead]\n", "max_concurrent=1\n", ""),
        ("[resilience.bulkhead.instances]\n", "a#.max_wait=1\n", ""),
        ("[resilience.bulkhead.instances]\n", "a#={}\n", ""),
        ("[resilience.", "a", "]"),
        ("[resilience]\ncircuit_breaker=\"", "\\u00fc", "\""),
    ];
    let yaml = [
        ("", "a#: 1\n", ""),
        ("", "a#: {b: 1}\n", ""),
        ("", "- ", ""),
        ("", "[", ""),
        ("", "{a: ", ""),
        ("", "? ", ""),
        ("", "- - - - - - - - a\n", ""),
        ("", "&a#\n", ""),
        ("a: &a 1\n", "a#: *a\n", ""),
        ("a: ", "&a ", ""),
        ("a: ", "!a ", ""),
        ("a: \"", "\\x41", "\""),
        ("a: |\n", "  a\n", ""),
        ("", "a: b: ", ""),
        ("", "---\n", ""),
        ("", "%TAG ! a#:\n", ""),
        ("[", "a, ", "]"),
        ("{", "a, ", "}"),
        ("", "\"a", ""),
        ("", "#", ""),
        ("resilience:\n  bulkhead: &b\n    max_wait: 1\n    instances:\n", "      a#: *b\n", ""),
        (
            "a: &a {max_concurrent: 1, max_wait: 1, max_waiting: 1}\nresilience:\n  bulkhead:\n    instances:\n",
            "      a#: *a\n",
            "",
        ),
    ];
    let json = [
        ("{", "\"a#\":1,", "\"\":1}"),
        ("{", "\"a#\":{\"a\":1},", "\"\":1}"),
        ("{", "\"a\":1,", "\"a\":1}"),
        ("[", "1,", "1]"),
        ("[", "{\"a\":1},", "1]"),
        ("", "[", ""),
        ("", "{\"a\":", ""),
        ("\"", "\\u00fc", "\""),
        ("", "1", ""),
        ("", " ", "1"),
        ("{\"resilience\":{", "\"a#\":1,", "\"\":1}}"),
    ];
    let all = [("toml", &toml[..]), ("yaml", &yaml[..]), ("json", &json[..])];
    let all = all.into_iter().flat_map(|(extension, patterns)| {
        patterns.iter().map(move |(front, pattern, back)| (extension, file(front, pattern, back)))
    });
    all.collect()
}

#[test]
fn no_file_takes_the_loader_much_memory_or_time() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("config_memory");
    fs::create_dir_all(&folder).unwrap();
    for (extension, text) in files() {
        let path = folder.join(format!("large.{extension}"));
        fs::write(&path, &text).unwrap();
        let what: String = text.chars().take(80).collect();
        let load = move || {
            let start = Instant::now();
            let told = match init_from(&path) {
                Ok(loaded) => loaded.to_string(),
                Err(error) => error.to_string(),
            };
            (told, start.elapsed(), counts().most_live_bytes)
        };
        // A thread's count begins with it.
        let (told, took, most) = thread::spawn(load).join().unwrap();
        let most = usize::try_from(most).unwrap();
        assert!(most < BYTES_PER_BYTE * SIZE, "{most} bytes for {extension} {what}");
        assert!(took < Duration::from_secs(20), "{took:?} for {extension} {what}");
        assert!(told.len() < 50_000, "{} bytes told about {extension} {what}", told.len());
    }
}
