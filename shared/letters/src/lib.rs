//! Letters: what they say, in plain text and in HTML, and how they lie encrypted until they are sent.
//!
//! Pure: it knows neither who sends them (`post`) nor where they wait (`store`).

mod letter;
pub use letter::Letter;

mod words;

mod page;
pub use page::Rendered;

mod seal;
pub use seal::{SealError, open, seal};
