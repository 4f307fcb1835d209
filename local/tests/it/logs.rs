//! Nothing secret or personal is logged: every flow is run, and what was logged is searched for what passed meanwhile.

use crate::everything;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::EnvFilter;

/// All that our own crates have to say, and of strangers' what a deployed function logs.
const LEVELS: &str = "info,access=trace,accounts=trace,auth=trace,calendar=trace,connections=trace,data=trace,\
                      domain=trace,flags=trace,google=trace,health=trace,jobs=trace,letters=trace,oauth=trace,\
                      post=trace,runtime=trace,series=trace,sms=trace,store=trace,web=trace";

/// What was logged, in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_and_nothing_personal_is_logged_whatever_happens() {
    let log = Log::default();
    let writer = log.clone();
    let logging = tracing_subscriber::fmt().json().with_env_filter(EnvFilter::new(LEVELS));
    logging.with_writer(move || writer.clone()).init();
    let happened = everything::happens().await;
    let logged = String::from_utf8(log.0.lock().expect("nobody panicked").clone()).expect("a log is text");
    assert!(logged.contains("/user/login"), "requests are logged: {}", &logged[..logged.len().min(2_000)]);
    let secrets: Vec<_> = happened.heard.iter().chain(&happened.hashes).collect();
    assert!(50 < secrets.len() && happened.heard.contains("owner@example.org"), "much passed that nobody may see");
    for secret in secrets {
        let line = logged.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "a log has {secret}");
    }
}
