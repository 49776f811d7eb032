//! The default name of an annotated function.

/// `app::db::Db::get`, from the type name of an item in the body of `function` or its accessor.
///
/// A macro cannot see the type that a method belongs to; the compiler writes it into the type name
/// of any item within, in one of the forms that the tests below list.
pub(super) fn of_function(item: &str, function: &str) -> String {
    let item = item.replace("::{{closure}}", "");
    let owner = item.rsplitn(3, "::").nth(2).unwrap_or("");
    let owner = match owner.split_once("<impl ") {
        Some((_, implementation)) => {
            let implementation = implementation.strip_suffix('>').unwrap_or(implementation);
            implementation.split_once(" for ").map_or(implementation, |(_, of)| of)
        }
        None => match owner.strip_prefix('<').and_then(|path| path.strip_suffix('>')) {
            Some(path) => path.rsplit_once(" as ").map_or(path, |(of, _)| of),
            None => owner,
        },
    };
    // Generic functions share one guard: `Cache<_, _>` is `Cache`.
    let owner = owner.split_once("<_").map_or(owner, |(of, _)| of);
    if owner.is_empty() { String::from(function) } else { format!("{owner}::{function}") }
}

#[cfg(test)]
mod tests {
    use super::of_function;

    #[test]
    fn a_function_is_named_by_module_type_and_itself() {
        let names = [
            ("app::fetch::here", "app::fetch"),
            ("app::fetch::{{closure}}::here", "app::fetch"),
            ("app::outer::fetch::here", "app::outer::fetch"),
            ("app::db::Db::fetch::here", "app::db::Db::fetch"),
            ("app::db::Cache<_, _>::fetch::here", "app::db::Cache::fetch"),
            ("<app::db::Db as app::Get>::fetch::{{closure}}::here", "app::db::Db::fetch"),
            ("<app::db::Cache<_> as app::Get>::fetch::here", "app::db::Cache::fetch"),
            ("<[u8] as app::Get>::fetch::here", "[u8]::fetch"),
            ("app::far::<impl app::db::Db>::fetch::here", "app::db::Db::fetch"),
            (
                "app::far::<impl app::Get for alloc::vec::Vec<u8>>::fetch::here",
                "alloc::vec::Vec<u8>::fetch",
            ),
        ];
        for (item, name) in names {
            assert_eq!(of_function(item, "fetch"), name);
        }
        assert_eq!(of_function("app::db::Db::fetch_breaker::here", "fetch"), "app::db::Db::fetch");
    }
}
