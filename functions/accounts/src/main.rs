//! accounts
fn main() {}
