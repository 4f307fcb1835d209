//! Which model reads mails that programs cannot, and what that may cost.

use extract::model::{Prices, Settings};
use extract::openai::OpenAi;
use runtime::Config;

/// The word for no model.
const OFF: &str = "off";
/// Millionths of a dollar in a cent.
const CENT: u64 = 10_000;

/// The model, as the installation has it. Whether there is a key for it, the secret knows.
#[derive(Clone)]
pub struct Model {
    /// The way to it.
    pub(crate) client: OpenAi,
    /// How it is asked; `None`: it is not.
    pub(crate) settings: Option<Settings>,
    /// What its tokens cost.
    pub(crate) prices: Prices,
    /// What a run may cost, in millionths of a dollar.
    pub(crate) limit: u64,
    /// Whether the server is somebody's own, which needs no key.
    pub(crate) is_own: bool,
}

impl Model {
    /// As the environment says.
    pub fn configured(config: &Config) -> Model {
        let settings = Settings::default();
        let settings = match config.openai_model.as_deref() {
            Some(name) if name.eq_ignore_ascii_case(OFF) => None,
            Some(name) => Some(Settings { model: name.to_owned(), ..settings }),
            None => Some(settings),
        };
        let prices = config.openai_prices;
        Model {
            client: OpenAi::new(config.openai_base_url.as_deref()),
            settings: settings.filter(|_| 0 < config.openai_run_limit_cents),
            prices: prices.map_or_else(Prices::default, |[input, cached_input, output]| Prices {
                input,
                cached_input,
                output,
            }),
            limit: config.openai_run_limit_cents * CENT,
            is_own: config.openai_base_url.is_some(),
        }
    }
}
