//! `impulses flag`: feature flags of the installation, and the older scripts by their old names.

use super::{Place, with_installation};
use crate::api::Target;
use crate::commands::evaluate::Evaluate;
use crate::exit::Exit;
use crate::output::Output;
use crate::times::Times;
use flags::{Codename, Flag};
use serde_json::json;
use store::{Store, StoredFlag};

/// Feature flags of the installation.
#[derive(clap::Args, Debug)]
pub(crate) struct Flags {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    #[command(flatten)]
    OnTheTable(OnTheTable),
    Evaluate(Evaluate),
}

#[derive(clap::Subcommand, Debug)]
enum OnTheTable {
    /// All flags, by codename.
    List,
    /// Make a flag. It is off, and without rules.
    Create(Named),
    /// Switch a flag that is off on, and one that is on off.
    Toggle(Named),
    /// Switch a flag on or off; one that is so already stays.
    Set {
        /// The flag's name in programs.
        codename: String,
        /// What it is to be.
        #[arg(value_parser = ["on", "off"])]
        to: String,
    },
}

/// One flag.
#[derive(clap::Args, Debug)]
pub(crate) struct Named {
    /// The flag's name in programs.
    codename: String,
}

/// The older script `create_feature_flag`: the same as `flag create`.
#[derive(clap::Args, Debug)]
pub(crate) struct CreateFeatureFlag {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    what: Named,
}

/// The older script `toggle_feature_flag`: the same as `flag toggle`.
#[derive(clap::Args, Debug)]
pub(crate) struct ToggleFeatureFlag {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    what: Named,
}

impl CreateFeatureFlag {
    /// Does it.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        OnTheTable::Create(self.what).run(&self.place, times, output)
    }
}

impl ToggleFeatureFlag {
    /// Does it.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        OnTheTable::Toggle(self.what).run(&self.place, times, output)
    }
}

impl Flags {
    /// Asks the server, or works on the table.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        match self.what {
            What::OnTheTable(what) => what.run(&self.place, times, output),
            What::Evaluate(_) if self.place.is_on_this_machine() => {
                Err(Exit::Usage.because("flag evaluate asks a server that runs: say which with --url, not --data-dir"))
            }
            What::Evaluate(evaluate) => evaluate.run(target, output),
        }
    }
}

impl OnTheTable {
    /// Lists or changes; shows the flags that were asked for, or the one that has changed.
    fn run(self, place: &Place, times: &Times, output: Output) -> anyhow::Result<()> {
        let now = times.now_ms();
        let flags = with_installation(place, async |it| match &self {
            OnTheTable::List => Ok(it.store.flags_list().await?),
            OnTheTable::Create(named) => create(&it.store, &named.codename, now).await,
            OnTheTable::Toggle(named) => switch(&it.store, &named.codename, |is_active| !is_active, now).await,
            OnTheTable::Set { codename, to } => switch(&it.store, codename, |_| to == "on", now).await,
        })?;
        show(&flags, output)
    }
}

async fn create(store: &Store, named: &str, now: i64) -> anyhow::Result<Vec<StoredFlag>> {
    match store.flags_create(Flag::new(codename(named)?), None, now).await {
        Ok(flag) => Ok(vec![flag]),
        Err(store::Error::Conflict) => Err(Exit::Failed.because("there is a flag of this name already")),
        Err(error) => Err(error.into()),
    }
}

async fn switch(
    store: &Store,
    named: &str,
    is_active: impl Fn(bool) -> bool,
    now: i64,
) -> anyhow::Result<Vec<StoredFlag>> {
    let switched = store.flags_switch(&codename(named)?, is_active, None, now).await?;
    switched.map(|flag| vec![flag]).ok_or_else(|| Exit::NotFound.because("there is no flag of this name"))
}

fn codename(text: &str) -> anyhow::Result<Codename> {
    Codename::parse(text).map_err(|error| Exit::Usage.because(error.to_string()))
}

fn show(flags: &[StoredFlag], output: Output) -> anyhow::Result<()> {
    let name = |flag: &StoredFlag| flag.flag.codename.as_str().to_owned();
    if output.is_json() {
        let listed = flags
            .iter()
            .map(|flag| json!({ "codename": name(flag), "is_active": flag.flag.is_active, "version": flag.version }));
        return output.json(&listed.collect::<Vec<_>>());
    }
    let state = |flag: &StoredFlag| if flag.flag.is_active { "on" } else { "off" }.to_owned();
    let rows: Vec<_> = flags.iter().map(|flag| vec![name(flag), state(flag)]).collect();
    Ok(output.table(&rows)?)
}
