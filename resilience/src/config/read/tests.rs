//! The three languages, each value with its line.

use super::{Document, Language, Map, Node};
use std::fmt::Write;

/// One line for each value: its line in the file, its keys, itself, and where it stands again.
fn tree(language: Language, text: &str) -> String {
    match language.read(text) {
        Err(error) => format!("{}: {}", error.line, error.why),
        Ok(document) => {
            let mut told = String::new();
            match document.resolve(&document.root) {
                Node::Map(map) => tell(&document, map, "", &mut told),
                root => writeln!(told, "{root:?}").unwrap(),
            }
            told.trim_end().to_owned()
        }
    }
}

fn tell(document: &Document<'_>, map: &Map<'_>, above: &str, told: &mut String) {
    if above.len() > 100 {
        return; // within itself
    }
    for (key, entry) in &map.entries {
        let path = format!("{above}/{key}");
        let again = if entry.again.is_empty() {
            String::new()
        } else {
            format!(" again {:?}", entry.again)
        };
        match document.resolve(&entry.node) {
            Node::Map(map) | Node::Tables(map) => {
                writeln!(told, "{} {path}{again}", entry.line).unwrap();
                tell(document, map, &path, told);
            }
            Node::Value(raw) => writeln!(told, "{} {path} {raw:?}{again}", entry.line).unwrap(),
            node => writeln!(told, "{} {path} {node:?}{again}", entry.line).unwrap(),
        }
    }
}

fn toml(text: &str) -> String {
    tree(Language::Toml, text)
}

fn yaml(text: &str) -> String {
    tree(Language::Yaml, text)
}

fn json(text: &str) -> String {
    tree(Language::Json, text)
}

#[test]
fn the_same_settings_are_the_same_tree_in_all_three() {
    let expected = "\
1 /a
2 /a/count Integer(3)
3 /a/münchen.api
4 /a/münchen.api/flag Flag(true)
5 /a/münchen.api/length Text(\"1m 30s\")
6 /a/münchen.api/rate Float(0.5)";
    assert_eq!(
        toml("[a]\ncount = 3\n[a.\"münchen.api\"]\nflag = true\nlength = '1m 30s'\nrate = 5e-1"),
        expected
    );
    assert_eq!(
        yaml("a:\n  count: 3\n  münchen.api:\n    flag: true\n    length: 1m 30s\n    rate: 5e-1"),
        expected
    );
    let text = "{\"a\": {\n\"count\": 3,\n\"m\\u00fcnchen.api\": {\n\"flag\": true,\n\"length\": \
                \"1m 30s\",\n\"rate\": 5e-1}}}";
    assert_eq!(json(text), expected);
}

#[test]
fn a_mark_of_the_byte_order_and_carriage_returns_are_no_matter() {
    assert_eq!(toml("\u{feff}a = 1\r\nb = 2\r\n"), "1 /a Integer(1)\n2 /b Integer(2)");
    assert_eq!(yaml("\u{feff}a: 1\r\nb: 2\r\n"), "1 /a Integer(1)\n2 /b Integer(2)");
    assert_eq!(json("\u{feff}{\"a\": 1,\r\n\"b\": 2}\r\n"), "1 /a Integer(1)\n2 /b Integer(2)");
}

#[test]
fn a_key_that_stands_twice_keeps_the_first_value_and_both_lines() {
    assert_eq!(toml("a = 1\n\na = 2\na = 3"), "1 /a Integer(1) again [3, 4]");
    assert_eq!(yaml("a: 1\n\na: 2\na: 3"), "1 /a Integer(1) again [3, 4]");
    assert_eq!(json("{\"a\": 1,\n\n\"a\": 2,\n\"a\": 3}"), "1 /a Integer(1) again [3, 4]");
}

#[test]
fn toml_tables_can_be_gone_on_with_where_the_language_says_so() {
    let cases = [
        ("[a.b]\nx=1\n[a]\ny=2", "3 /a\n1 /a/b\n2 /a/b/x Integer(1)\n4 /a/y Integer(2)"),
        ("a.x=1\na.y=2", "1 /a\n1 /a/x Integer(1)\n2 /a/y Integer(2)"),
        (
            "[a]\nb.x=1\n[a.b.c]\ny=2",
            "1 /a\n2 /a/b\n3 /a/b/c\n4 /a/b/c/y Integer(2)\n2 /a/b/x Integer(1)",
        ),
        ("a={x=1,y.z=2}", "1 /a\n1 /a/x Integer(1)\n1 /a/y\n1 /a/y/z Integer(2)"),
        (
            "[[a]]\nx=1\n[[a]]\nx=2\n[a.b]\ny=3",
            "1 /a\n5 /a/b\n6 /a/b/y Integer(3)\n4 /a/x Integer(2)",
        ),
        ("a=[1,\n[2],\n{b=3}]\nc=4", "1 /a List\n4 /c Integer(4)"),
    ];
    for (text, expected) in cases {
        assert_eq!(toml(text), expected, "{text}");
    }
}

#[test]
fn toml_tables_that_are_complete_are_given_again() {
    let cases = [
        ("[a]\nx=1\n[b]\n[a]\ny=2", "1 /a again [4]\n2 /a/x Integer(1)\n5 /a/y Integer(2)\n3 /b"),
        ("a={x=1}\n[a]\ny=2", "1 /a again [2]\n1 /a/x Integer(1)"),
        ("a={x=1}\n[a.b]\ny=2", "1 /a again [2]\n1 /a/x Integer(1)"),
        ("a={x=1}\na.y=2", "1 /a again [2]\n1 /a/x Integer(1)"),
        ("a=1\n[a.b]\ny=2", "1 /a Integer(1) again [2]"),
        ("[a.b]\nx=1\n[a]\nb.y=2", "3 /a\n1 /a/b again [4]\n2 /a/b/x Integer(1)"),
        (
            "[a]\nb.x=1\n[a.b]\ny=2",
            "1 /a\n2 /a/b again [3]\n2 /a/b/x Integer(1)\n4 /a/b/y Integer(2)",
        ),
        ("[a]\n[[a]]\nx=1", "1 /a again [2]"),
        ("[[a]]\n[a]\nx=1", "1 /a again [2]"),
        ("a=[]\n[[a]]\nx=1", "1 /a List again [2]"),
        ("a={x=1,x=2}", "1 /a\n1 /a/x Integer(1) again [1]"),
    ];
    for (text, expected) in cases {
        assert_eq!(toml(text), expected, "{text}");
    }
}

#[test]
fn toml_values_have_types() {
    let cases = [
        ("1_000", "Integer(1000)"),
        ("-0x10", "1: quotes around what is neither a number nor true or false, as in \"-0x10\""),
        ("0xff", "Integer(255)"),
        ("9999999999999999999999", "Integer(9999999999999999999999)"),
        ("1e3", "Float(1000.0)"),
        ("-inf", "Float(-inf)"),
        ("2024-01-02", "Other(\"a date or time\")"),
        ("\"\"\"\na\\u00fc\"\"\"", "Text(\"aü\")"),
    ];
    for (text, expected) in cases {
        let expected = if expected.starts_with("1:") {
            expected.to_owned()
        } else {
            format!("1 /a {expected}")
        };
        assert_eq!(toml(&format!("a = {text}")), expected, "{text}");
    }
}

#[test]
fn yaml_words_mean_what_the_core_schema_says() {
    let cases = [
        ("", "Null"),
        ("~", "Null"),
        ("yes", "Text(\"yes\")"),
        ("True", "Flag(true)"),
        ("007", "Integer(7)"),
        ("+12", "Integer(12)"),
        ("0o17", "Integer(15)"),
        ("0xFf", "Integer(255)"),
        ("1.", "Float(1.0)"),
        (".5", "Float(0.5)"),
        ("1e3", "Float(1000.0)"),
        ("-.INF", "Float(-inf)"),
        (".", "Text(\".\")"),
        ("1e", "Text(\"1e\")"),
        ("30s", "Text(\"30s\")"),
        ("12:30", "Text(\"12:30\")"),
        ("'3'", "Text(\"3\")"),
        ("!!str 3", "Other(\"a value with a tag\")"),
        ("|\n  x", "Text(\"x\\n\")"),
        ("[1, {b: 2}]", "List"),
    ];
    for (text, expected) in cases {
        assert_eq!(yaml(&format!("a: {text}")), format!("1 /a {expected}"), "{text}");
    }
}

#[test]
fn yaml_aliases_stand_for_what_has_the_anchor() {
    let text = "a: &x\n  y: &n 1\nb: *x\nc: *n\n*n : 4\n? [1]\n: 5\n";
    let expected = "\
5 /? …  Integer(4)
1 /a
2 /a/y Integer(1)
3 /b
2 /b/y Integer(1)
4 /c Integer(1)";
    assert_eq!(yaml(text), expected.replace("…  Integer(4)", "… Integer(4) again [6]"));
    assert_eq!(yaml("a: *x"), "1: while parsing node, found unknown anchor");
    assert!(yaml("a: &x\n  b: *x").starts_with("1 /a\n2 /a/b\n2 /a/b/b"));
}

#[test]
fn what_is_no_json_is_refused_with_its_line() {
    let cases = [
        ("", "1: a value, not the end of the file"),
        ("{\n\"a\": 1,\n}", "3: a key in quotes, not `}`"),
        ("{\"a\": 1\n\"b\": 2}", "2: `,` or `}`, not `\"`"),
        ("{\"a\" 1}", "1: `:`, not `1`"),
        ("{a: 1}", "1: a key in quotes, not `a`"),
        ("{} // end", "1: the end of the file, not `/`"),
        ("{\"a\": 01}", "1: a number without a 0 in front of it"),
        ("{\"a\": 1.}", "1: a digit, not `}`"),
        ("{\"a\": nul}", "1: a value, not `n`"),
        ("{\"a\": nullx}", "1: a value, not `n`"),
        ("[1 2]", "1: `,` or `]`, not `2`"),
        ("\"a\nb\"", "1: the quote that ends the text, not the end of the line"),
        ("\"\\x\"", "1: an escape such as `\\n`, not `x`"),
        ("\"\\ud800\"", "1: both halves of a surrogate pair"),
        ("\"\\u12g4\"", "1: four hexadecimal digits, not `1`"),
    ];
    for (text, expected) in cases {
        assert_eq!(json(text), expected, "{text}");
    }
    assert_eq!(json("[]"), "List");
    assert_eq!(json("{\"\\ud83d\\ude00\\/\": -0.0e+1}"), "1 /😀/ Float(-0.0)");
}

#[test]
fn depth_ends_somewhere() {
    let deep = "at most 64 levels";
    let (open, close) = ("[".repeat(65), "]".repeat(65));
    assert_eq!(json(&format!("{open}{close}")), format!("1: {deep}"));
    assert_eq!(yaml(&format!("{open}{close}")), format!("1: {deep}"));
    assert!(toml(&format!("a = {open}{close}")).starts_with("1: "));
    let dots = vec!["a"; 65].join(".");
    assert_eq!(toml(&format!("{dots} = 1")), format!("1: {deep}"));
    assert_eq!(toml(&format!("[{dots}]")), format!("1: {deep}"));
    let dots = vec!["a"; 33].join(".");
    assert_eq!(toml(&format!("[{dots}]\n{dots} = 1")), format!("2: {deep}"));
    assert_eq!(toml(&format!("{dots} = {{ {dots} = 1 }}")), format!("1: {deep}"));
    let open = "[".repeat(64);
    assert_eq!(json(&format!("{open}{}", "]".repeat(64))), "List");
}

#[test]
fn the_language_follows_from_the_extension() {
    for (extension, language) in [
        ("toml", Language::Toml),
        ("yaml", Language::Yaml),
        ("YML", Language::Yaml),
        ("json", Language::Json),
    ] {
        assert_eq!(Language::of_extension(extension), Some(language));
    }
    assert_eq!(Language::of_extension("ini"), None);
}
