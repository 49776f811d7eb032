//! Good and bad files, and beside each what is said about it. After a change run with
//! `UPDATE_CORPUS=1`, and read each as a stranger would.

use crate::alone::{alone, corpus};
use resilience::{ConfigError, Loaded, init_from};
use std::collections::BTreeSet;
use std::{env, fs};

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

fn told(result: Result<Loaded, ConfigError>) -> String {
    match result {
        Ok(loaded) => format!("{loaded}\n"),
        Err(error) => format!("{error}\n"),
    }
}
