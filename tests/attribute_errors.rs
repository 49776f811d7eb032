//! What the compiler says of an attribute that is used wrongly.
//!
//! The texts belong to the compiler that CI pins; `TRYBUILD=overwrite` writes those of the one that
//! is installed.

#[test]
fn misuse_is_told_at_the_users_own_tokens() {
    trybuild::TestCases::new().compile_fail("tests/attribute_errors/*.rs");
}
