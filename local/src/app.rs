//! Starting and stopping everything, in the right order.

use crate::clockwork::Clockwork;
use crate::demo::Demo;
use crate::outbox::{self, Outbox};
use crate::owner::{self, Owner};
use crate::{nudge, routes, secrets};
use anyhow::Context;
use axum::ServiceExt;
use axum::extract::Request;
use connections::Connections;
use engine::Engine;
use jobs::Runner;
use mailboxes::Mailboxes;
use post::Post;
use runtime::{Clock, Config, SecretSource, Secrets};
use sms::Sender;
use std::fs::DirBuilder;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

/// The SQLite file inside the data directory.
const DATABASE: &str = "impulses.sqlite3";
/// A data directory that is made here is its owner's alone: points are personal, and the encryption key may lie in it.
const DIRECTORY_MODE: u32 = 0o700;

/// How one process is to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub host: IpAddr,
    /// Where to listen; 0 takes any free port.
    pub port: u16,
    /// Where the data lies; `None` keeps nothing.
    pub data_dir: Option<PathBuf>,
    /// How often the clock ticks.
    pub tick: Duration,
    /// A file with the secret's JSON.
    pub secrets: Option<PathBuf>,
    /// With a fake Google in the real one's place.
    pub demo: bool,
}

/// A running Impulses.
pub struct App {
    url: String,
    owner: Option<Owner>,
    demo: Option<Demo>,
    store: Store,
    engine: Engine,
    clockwork: Clockwork,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

impl App {
    /// Starts; answers once requests are taken.
    pub async fn start(settings: &Settings) -> anyhow::Result<App> {
        let clock = Clock::system();
        let demo = if settings.demo { Some(Demo::start(clock.now_ms()).await?) } else { None };
        let engine = start_engine(settings, 0).await?;
        let secrets = SecretSource::given(read_secrets(settings, demo.as_ref())?);
        let store = Store::new(engine.client(), engine::TABLE);
        let listener = TcpListener::bind((settings.host, settings.port)).await;
        let listener =
            listener.with_context(|| format!("port {} cannot be listened on; --port takes another", settings.port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let config = configuration(&url, demo.as_ref())?;
        let store = store.in_zone(config.time_zone.clone());
        // Last of what may fail: the owner's password is shown by this start or never.
        let owner = owner::ensure(&store, clock.now_ms()).await?;
        let connections = Connections::configured(store.clone(), secrets.clone(), &config);
        let mailboxes = Mailboxes::configured(store.clone(), secrets.clone(), connections.clone(), &config);
        let outbox = Outbox::at(&url);
        let texts = Sender::into_outbox(outbox.texts.clone());
        let (post, nudge) = (Post::into_outbox(secrets.clone(), outbox.letters.clone()), Arc::<Notify>::default());
        let router =
            nudge::after_changes(routes::router(&store, &clock, secrets.clone(), &connections, &config), &nudge);
        let router = outbox::before(router, outbox);
        let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(router);
        let (stop, stopped) = oneshot::channel::<()>();
        let until_stopped = async move { drop(stopped.await) };
        let serving = axum::serve(listener, service).with_graceful_shutdown(until_stopped);
        let served = tokio::spawn(serving.into_future());
        let runner = Runner::new(store.clone(), connections, mailboxes, post, texts, clock.clone()).watched(secrets);
        let clockwork = Clockwork::start(runner, clock, settings.tick, nudge);
        Ok(App { url, owner, demo, store, engine, clockwork, stop, served })
    }

    /// Where it is reached.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The owner, where this start has made one.
    pub fn owner(&self) -> Option<&Owner> {
        self.owner.as_ref()
    }

    /// Where the fake Google is, if there is one.
    pub fn fake_google(&self) -> Option<String> {
        self.demo.as_ref().map(Demo::url)
    }

    /// The store beneath.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The embedded DynamoDB beneath that.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Lets requests and jobs that run finish, then closes the database.
    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.stop);
        self.served.await??;
        self.clockwork.stop().await;
        self.engine.stop().await
    }
}

/// The engine that the settings ask for, listening on `port`.
async fn start_engine(settings: &Settings, port: u16) -> anyhow::Result<Engine> {
    let Some(directory) = &settings.data_dir else { return Engine::in_memory(port).await };
    let made = DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory);
    made.with_context(|| format!("{} cannot be made", directory.display()))?;
    Engine::on_file(&directory.join(DATABASE), port).await
}

/// The engine alone, listening on `port`; its table is there.
pub async fn engine_only(settings: &Settings, port: u16) -> anyhow::Result<Engine> {
    start_engine(settings, port).await
}

/// The environment's, with our own address where none is given, and with the fake Google if there is one.
fn configuration(url: &str, demo: Option<&Demo>) -> anyhow::Result<Config> {
    let config = Config::from_env()?;
    let config = Config { origin_api: config.origin_api.or_else(|| Some(url.to_owned())), ..config };
    Ok(match demo {
        Some(demo) => demo.instead(config),
        None => config,
    })
}

fn read_secrets(settings: &Settings, demo: Option<&Demo>) -> anyhow::Result<Secrets> {
    let (file, directory) = (settings.secrets.as_deref(), settings.data_dir.as_deref());
    match demo {
        Some(demo) => secrets::with_client(demo.client(), demo.model_key(), directory),
        None => secrets::read(file, directory),
    }
}
