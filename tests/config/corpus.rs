//! Good and bad files, and beside each what is said about it. After a change run with
//! `UPDATE_CORPUS=1`, and read each as a stranger would.

use crate::alone::{alone, corpus};
use resilience::{
    Bulkhead, CircuitBreaker, ConfigError, Loaded, Place, RateLimiter, Registry, Retry,
    SettingValue, Settings, Timeout, init_from,
};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::{env, fs};

/// The breakers that there are. Of the other kinds there is the first.
const NAMES: [&str; 4] =
    ["payments", "app::db::Db::get", "münchen.api", "with \"quotes\" and spaces"];

#[test]
fn every_file_of_the_corpus_is_answered_as_is_written_beside_it() {
    let name = "corpus::every_file_of_the_corpus_is_answered_as_is_written_beside_it";
    alone(
        name,
        |process| {
            process.current_dir(corpus());
        },
        || {
            let is_expected = |name: &String| name.ends_with(".expected");
            let names = fs::read_dir(".").unwrap().map(|file| file.unwrap().file_name());
            let names = names.map(|name| name.into_string().unwrap());
            let (expected, files): (BTreeSet<_>, BTreeSet<_>) = names.partition(is_expected);
            assert!(files.len() >= 40, "only {} files", files.len());
            let mut wrong = Vec::new();
            for file in &files {
                let told = told(init_from(file));
                let beside = format!("{file}.expected");
                if env::var_os("UPDATE_CORPUS").is_some() {
                    fs::write(beside, &told).unwrap();
                } else if fs::read_to_string(&beside).unwrap_or_default() != told {
                    wrong.push(format!("== {beside} should be\n{told}"));
                }
            }
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
            let left =
                expected.iter().find(|name| !files.contains(name.trim_end_matches(".expected")));
            assert_eq!(left, None, "of no file");
        },
    );
}

/// What is said about a file: what is wrong with it, or what policies make of it.
fn told(result: Result<Loaded, ConfigError>) -> String {
    let loaded = match result {
        Ok(loaded) => loaded,
        Err(error) => return format!("{error}\n"),
    };
    let policies = Registry::new();
    for name in NAMES {
        CircuitBreaker::builder().name(name).register_in(&policies).unwrap();
    }
    let name = NAMES[0];
    RateLimiter::builder().name(name).register_in(&policies).unwrap();
    RateLimiter::builder().name(name).keyed().register_in(&policies).unwrap();
    Retry::builder().name(name).register_in(&policies).unwrap();
    // Nothing but a file says how many or how long.
    let _ = Bulkhead::builder().name(name).register_in(&policies);
    let timeout = Timeout::builder().name(name).build().map(|timeout| timeout.settings());
    let mut told = format!("{loaded}\n");
    for Settings { kind, name, values, .. } in
        policies.settings().policies.into_iter().chain(timeout)
    {
        let found = values.iter().filter(|value| matches!(value.place, Place::File { .. }));
        for SettingValue { field, value, place, .. } in found {
            writeln!(told, "{kind} `{name}`: {field} = {value} ({place})").unwrap();
        }
    }
    for section in policies.unclaimed() {
        writeln!(told, "unclaimed: {section}").unwrap();
    }
    told
}
