//! What every operation uses: one HTTP client, and where Google is.

use std::sync::Arc;

use crate::Endpoints;
use crate::http::Http;

/// Google. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Google {
    pub(crate) http: Http,
    pub(crate) endpoints: Arc<Endpoints>,
}

shows_nothing!(Google);

impl Google {
    /// Google as `endpoints` say. Connects to nothing yet, and reads no certificates.
    pub fn new(endpoints: Endpoints) -> Google {
        Google { http: Http::default(), endpoints: Arc::new(endpoints) }
    }
}
