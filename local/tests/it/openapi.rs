//! The committed description is the handlers' own.

#[test]
fn the_committed_description_is_what_the_handlers_say() {
    let committed = include_str!("../../../openapi.json");
    let made = local::openapi().expect("a description");
    assert!(committed == made, "run scripts/openapi and commit openapi.json");
}
