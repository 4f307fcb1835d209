//! Starting the program as a user would, and ending it in both ways.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `local`.
pub(crate) struct Process {
    child: Child,
    /// What it printed at its start.
    pub(crate) started: Value,
}

impl Process {
    /// Starts it on a free port over the data in `directory`, and waits until it takes requests.
    pub(crate) fn start(directory: &Path, arguments: &[&str]) -> Process {
        let mut child = Command::new(env!("CARGO_BIN_EXE_local"))
            .args(["--json", "--port", "0", "--tick-seconds", "1", "--data-dir"])
            .arg(directory)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut line).expect("it prints a line");
        let started = serde_json::from_str(&line).expect("the line is JSON");
        Process { child, started }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.text("url"))
    }

    pub(crate) fn text(&self, field: &str) -> String {
        self.started[field].as_str().expect("a field of text").to_owned()
    }

    /// SIGKILL: it gets no chance to tidy up.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM: it drains; answers whether it ended well.
    pub(crate) fn terminate(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill exists").success());
        self.child.wait().expect("it ends").success()
    }
}

/// A client that never keeps a connection to a process that is gone.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client")
}
