//! Which file is loaded, and what is said when it cannot be.

use crate::alone::{alone, in_folder};
use resilience::{ConfigError, Loaded, Place, init, init_from, registry, reload};
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where `max_failures` of a breaker that anybody may make comes from, and what it is.
fn max_failures() -> (String, Place) {
    let breaker = resilience::CircuitBreaker::builder().build().unwrap();
    let value = &breaker.settings().values[0];
    assert_eq!(value.field, "max_failures");
    (value.value.clone(), value.place)
}

fn told(result: &Result<Loaded, ConfigError>) -> String {
    result.as_ref().map_or_else(ToString::to_string, ToString::to_string)
}

const THREE: &str = "[resilience.circuit_breaker]\nmax_failures = 3\n";
const FOUR: &str = "[resilience.circuit_breaker]\nmax_failures = 4\n";

#[test]
fn without_a_file_there_is_the_environment() {
    let name = "sources::without_a_file_there_is_the_environment";
    let prepare = |process: &mut Command| {
        in_folder("none")(process);
        process.env("RESILIENCE__CIRCUIT_BREAKER__MAX_FAILURES", "9");
    };
    alone(name, prepare, || {
        assert_eq!(max_failures(), ("5".into(), Place::Default));
        let loaded = init().unwrap();
        assert_eq!((&loaded.file, loaded.variables.len()), (&None, 1));
        assert_eq!(loaded.to_string(), "no file, 1 environment variable");
        let place = Place::Environment("RESILIENCE__CIRCUIT_BREAKER__MAX_FAILURES");
        assert_eq!(max_failures(), ("9".into(), place));
        // A file that comes later is found by the next reload.
        fs::write("resilience.toml", "[resilience.timeout]\nlimit = 1").unwrap();
        assert_eq!(told(&reload()), "resilience.toml, 1 environment variable");
    });
}

#[test]
fn one_file_in_the_working_directory_is_found() {
    let name = "sources::one_file_in_the_working_directory_is_found";
    alone(name, in_folder("found"), || {
        let files = [
            ("resilience.toml", THREE),
            ("resilience.yaml", "resilience: {circuit_breaker: {max_failures: 3}}"),
            ("resilience.yml", "resilience: {circuit_breaker: {max_failures: 3}}"),
            ("resilience.json", "{\"resilience\": {\"circuit_breaker\": {\"max_failures\": 3}}}"),
        ];
        for (file, text) in files {
            fs::write(file, text).unwrap();
            assert_eq!(init().unwrap().file.as_deref(), Some(Path::new(file)));
            assert_eq!(max_failures().0, "3");
            fs::remove_file(file).unwrap();
        }
        init().unwrap();
        assert_eq!(max_failures().0, "5");
    });
}

#[test]
fn several_files_in_the_working_directory_are_one_too_many() {
    let name = "sources::several_files_in_the_working_directory_are_one_too_many";
    alone(name, in_folder("several"), || {
        fs::write("resilience.toml", THREE).unwrap();
        fs::write("resilience.json", "{}").unwrap();
        let expected = "configuration `file`: files = resilience.toml, resilience.json (working directory), \
                        expected one of them only, or RESILIENCE_CONFIG to name one";
        assert_eq!(told(&init()), expected);
        assert_eq!(max_failures().0, "5");
        fs::remove_file("resilience.json").unwrap();
        reload().unwrap();
        assert_eq!(max_failures().0, "3");
    });
}

#[test]
fn the_environment_names_a_file_before_the_working_directory_has_one() {
    let name = "sources::the_environment_names_a_file_before_the_working_directory_has_one";
    let prepare = |process: &mut Command| {
        in_folder("named")(process);
        process.env("RESILIENCE_CONFIG", "there/other.YML");
    };
    alone(name, prepare, || {
        fs::write("resilience.toml", THREE).unwrap();
        fs::create_dir("there").unwrap();
        let missing = told(&init());
        let expected = "configuration `there/other.YML`: file = \"there/other.YML\" (RESILIENCE_CONFIG), \
                        expected a file that can be read: ";
        assert!(missing.starts_with(expected), "{missing}");
        fs::write("there/other.YML", "resilience:\n  circuit_breaker:\n    max_failures: 4\n")
            .unwrap();
        reload().unwrap();
        let place = max_failures().1.to_string();
        assert_eq!((max_failures().0.as_str(), place.as_str()), ("4", "there/other.YML:3"));
    });
}

#[test]
fn a_variable_that_names_nothing_is_a_mistake() {
    let name = "sources::a_variable_that_names_nothing_is_a_mistake";
    let prepare = |process: &mut Command| {
        in_folder("empty_name")(process);
        process.env("RESILIENCE_CONFIG", "");
    };
    alone(name, prepare, || {
        let expected = "configuration `file`: file = \"\" (RESILIENCE_CONFIG), expected a path that ends in .toml, \
                        .yaml, .yml or .json";
        assert_eq!(told(&init()), expected);
    });
}

#[test]
fn what_is_no_file_to_read_is_refused_with_who_named_it() {
    let name = "sources::what_is_no_file_to_read_is_refused_with_who_named_it";
    alone(name, in_folder("no_file"), || {
        fs::create_dir("folder.toml").unwrap();
        fs::write("large.json", " ".repeat((1 << 20) + 1)).unwrap();
        fs::write("settings.ini", "").unwrap();
        let cases = [
            ("settings.ini", "a path that ends in .toml, .yaml, .yml or .json"),
            ("settings", "a path that ends in .toml, .yaml, .yml or .json"),
            ("folder.toml", "a file that can be read: that is none"),
            ("missing.yaml", "a file that can be read: "),
            ("large.json", "a file that can be read: it is larger than 1 MiB"),
        ];
        for (file, expected) in cases {
            let line = line!() + 1;
            let error = init_from(file).unwrap_err();
            assert_eq!((error.kind(), error.name()), ("configuration", file));
            let [problem] = error.problems() else { panic!("{error}") };
            assert_eq!((&*problem.field, &*problem.value), ("file", &*format!("{file:?}")));
            assert_eq!(problem.place, format!("{}:{line}", file!()));
            assert!(problem.expected.starts_with(expected), "{error}");
        }
        fs::write("largest.json", format!("{{}}{}", " ".repeat((1 << 20) - 2))).unwrap();
        init_from("largest.json").unwrap();
    });
}

#[test]
fn a_file_that_has_vanished_is_a_mistake_and_keeps_the_settings() {
    let name = "sources::a_file_that_has_vanished_is_a_mistake_and_keeps_the_settings";
    alone(name, in_folder("vanished"), || {
        fs::write("resilience.toml", THREE).unwrap();
        init().unwrap();
        fs::remove_file("resilience.toml").unwrap();
        let error = reload().unwrap_err().to_string();
        assert!(
            error.starts_with(
                "configuration `resilience.toml`: file = \"resilience.toml\" (working directory)"
            ),
            "{error}"
        );
        assert_eq!(max_failures().0, "3");
        fs::write("resilience.toml", FOUR).unwrap();
        reload().unwrap();
        assert_eq!(max_failures().0, "4");
    });
}

#[test]
fn a_reload_reads_the_same_file_wherever_the_process_has_gone() {
    let name = "sources::a_reload_reads_the_same_file_wherever_the_process_has_gone";
    alone(name, in_folder("gone"), || {
        fs::write("resilience.toml", THREE).unwrap();
        fs::create_dir("below").unwrap();
        init().unwrap();
        fs::write("resilience.toml", FOUR).unwrap();
        env::set_current_dir("below").unwrap();
        reload().unwrap();
        assert_eq!(max_failures().0, "4");
        // But to start anew is to look again.
        init().unwrap();
        assert_eq!(max_failures().0, "5");
    });
}

#[test]
fn the_last_to_be_named_is_the_one_that_is_read_again() {
    let name = "sources::the_last_to_be_named_is_the_one_that_is_read_again";
    alone(name, in_folder("last"), || {
        fs::write("a.toml", THREE).unwrap();
        fs::write("b.toml", "[resilience.circuit_braker]").unwrap();
        init_from("a.toml").unwrap();
        init_from("b.toml").unwrap_err();
        assert_eq!(max_failures().0, "3");
        fs::write("b.toml", FOUR).unwrap();
        reload().unwrap();
        assert_eq!(max_failures().0, "4");
        assert!(registry().unclaimed().is_empty());
    });
}

#[test]
fn a_file_with_our_name_has_our_section() {
    let name = "sources::a_file_with_our_name_has_our_section";
    alone(name, in_folder("our_name"), || {
        let others = "max_failures = 3\n[server]\nport = 8080\n";
        fs::write("resilience.toml", others).unwrap();
        let expected = "configuration `resilience.toml`: the file = no section `resilience` (resilience.toml:1), \
                        expected one; an empty one will do";
        assert_eq!(told(&init()), expected);
        for text in ["", "# nothing yet\n", "[resilience]\n[server]\nport = 8080\n"] {
            fs::write("resilience.toml", text).unwrap();
            init().unwrap();
        }
        fs::write("service.toml", others).unwrap();
        init_from("service.toml").unwrap();
    });
}
