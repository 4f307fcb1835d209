//! An Impulses in this process, and a home directory from which the program is run.

use local::{App, Owner, Settings};
use std::io::{ErrorKind, Write};
use std::net::Ipv4Addr;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Somebody's machine.
pub(crate) struct Machine {
    home: TempDir,
}

/// An Impulses and somebody's machine. The clock ticks each second.
pub(crate) struct Stage {
    app: Option<App>,
    owner: Owner,
    machine: Machine,
}

impl Deref for Stage {
    type Target = Machine;
    fn deref(&self) -> &Machine {
        &self.machine
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran { code: output.status.code().expect("it ended"), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What it printed, where it succeeded.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// The same as JSON.
    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).expect("JSON")
    }

    /// That it failed with this code, saying this.
    pub(crate) fn failed(self, code: i32, words: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(words), "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
    }
}

impl Stage {
    /// Nobody is signed in.
    pub(crate) async fn empty() -> Stage {
        Stage::start(false).await
    }

    /// With the fake Google.
    pub(crate) async fn demo() -> Stage {
        Stage::start(true).await
    }

    /// The owner is signed in.
    pub(crate) async fn signed_in() -> Stage {
        let stage = Stage::empty().await;
        stage.sign_in();
        stage
    }

    /// One that keeps its data, in `data` of the home directory.
    pub(crate) async fn kept() -> Stage {
        let home = tempfile::tempdir().expect("a directory");
        Stage::over(home, Settings { data_dir: Some(PathBuf::new()), ..settings(false) }).await
    }

    /// The same with the fake Google.
    pub(crate) async fn kept_demo() -> Stage {
        let home = tempfile::tempdir().expect("a directory");
        Stage::over(home, Settings { data_dir: Some(PathBuf::new()), ..settings(true) }).await
    }

    async fn start(demo: bool) -> Stage {
        Stage::over(tempfile::tempdir().expect("a directory"), settings(demo)).await
    }

    async fn over(home: TempDir, settings: Settings) -> Stage {
        let settings = Settings { data_dir: settings.data_dir.map(|_| home.path().join("data")), ..settings };
        let app = App::start(&settings).await.expect("it starts");
        let owner = app.owner().expect("the first start makes an owner").clone();
        Stage { app: Some(app), owner, machine: Machine { home } }
    }

    /// The same, no longer running.
    pub(crate) async fn stopped(mut self) -> Stage {
        self.app.take().expect("it runs").stop().await.expect("it ends well");
        self
    }

    /// The same, running again over what it kept.
    pub(crate) async fn started(self) -> Stage {
        self.started_in("data").await
    }

    /// The same machine, with an Impulses that runs over this directory of it.
    pub(crate) async fn started_in(mut self, directory: &str) -> Stage {
        let settings = Settings { data_dir: Some(self.file(directory)), ..settings(false) };
        self.app = Some(App::start(&settings).await.expect("it starts"));
        self
    }

    pub(crate) fn app(&self) -> &App {
        self.app.as_ref().expect("it runs")
    }

    pub(crate) fn sign_in(&self) {
        let login = ["login", "--url", self.app().url(), "--email", self.email(), "--password-stdin"];
        self.fed(&login, self.password()).done();
    }

    pub(crate) fn email(&self) -> &str {
        &self.owner.email
    }

    pub(crate) fn password(&self) -> &str {
        &self.owner.password
    }

    pub(crate) fn token(&self) -> &str {
        &self.owner.token
    }
}

impl Machine {
    /// With nothing on it.
    pub(crate) fn new() -> Machine {
        Machine { home: tempfile::tempdir().expect("a directory") }
    }

    /// A file in the home directory.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes one, with the directories above it.
    pub(crate) fn write(&self, name: &str, content: &str) -> String {
        let file = self.file(name);
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("it can be made");
        std::fs::write(&file, content).expect("it can be written");
        file.to_str().expect("text").to_owned()
    }

    /// Runs the program with nobody at the terminal.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.fed(arguments, "")
    }

    /// Runs it with something on its standard input.
    pub(crate) fn fed(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self.begun(self.command(arguments));
        // Who refuses the arguments is gone before it has read anything.
        match child.stdin.take().expect("it is piped").write_all(input.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            written => written.expect("it reads"),
        }
        Ran::of(child.wait_with_output().expect("it ends"))
    }

    /// The program, to be run with a variable of the environment or two.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(self.home.path(), arguments)
    }

    /// Runs what [`Machine::command`] gave.
    pub(crate) fn ran(&self, mut command: Command) -> Ran {
        Ran::of(command.stdin(Stdio::null()).output().expect("it starts"))
    }

    /// Starts it, and does not wait.
    pub(crate) fn begun(&self, mut command: Command) -> Child {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }
}

fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_impulses"));
    command.env_clear().env("HOME", home).env("TZ", "Europe/Warsaw").current_dir(home).args(arguments);
    command
}

fn settings(demo: bool) -> Settings {
    let (host, tick) = (Ipv4Addr::LOCALHOST.into(), Duration::from_secs(1));
    Settings { host, port: 0, data_dir: None, tick, secrets: None, demo }
}
