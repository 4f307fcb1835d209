//! The secret on one machine: the JSON of a file, and what such a machine makes itself.

use anyhow::Context;
use auth::{Keyring, SigningKeys};
use runtime::Secrets;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// The file inside the data directory that holds the keys made here: the secret's JSON. `impulses token rotate` and
/// `impulses secrets init` write it too.
const OWN_FILE: &str = "secrets.json";
/// The fields of keys.
const ENCRYPTION_KEYS: &str = "encryption_keys";
const JWT_KEYS: &str = "jwt_keys";

/// The secret: of the file if one is given, else of the data directory; Google's client, where there is none, of the
/// environment; and keys in any case. Those that are made here are kept in the data directory or, without one, in memory.
pub(crate) fn read(file: Option<&Path>, data_dir: Option<&Path>) -> anyhow::Result<Secrets> {
    let own = data_dir.map(|directory| directory.join(OWN_FILE)).filter(|own| own.exists());
    let given = match file.or(own.as_deref()) {
        Some(file) => parse(file, &read_text(file)?)?,
        None => Secrets::default(),
    };
    with_keys(given.or_from_env(), data_dir)
}

/// The secret with this client at Google and this key of a model, wherever these are, and whatever the environment says.
pub(crate) fn with_client(client: String, model_key: String, data_dir: Option<&Path>) -> anyhow::Result<Secrets> {
    let given = Secrets { google_oauth2_creds: Some(client), openai_key: Some(model_key), ..Secrets::default() };
    with_keys(given, data_dir)
}

fn with_keys(secrets: Secrets, data_dir: Option<&Path>) -> anyhow::Result<Secrets> {
    if secrets.encryption_keys.is_some() && secrets.jwt_keys.is_some() {
        return Ok(secrets);
    }
    let own = match data_dir {
        Some(directory) => kept_keys(directory)?,
        None => Secrets::from_json(&made()?.to_string())?,
    };
    let encryption_keys = secrets.encryption_keys.or(own.encryption_keys);
    Ok(Secrets { encryption_keys, jwt_keys: secrets.jwt_keys.or(own.jwt_keys), ..secrets })
}

/// The keys of the data directory, which are made where there are none. A file of before there were keys to sign with gets
/// them.
fn kept_keys(directory: &Path) -> anyhow::Result<Secrets> {
    let file = directory.join(OWN_FILE);
    if !file.exists() {
        keep(&made()?, &file, directory)?;
    }
    let text = read_text(&file)?;
    let kept = parse(&file, &text)?;
    anyhow::ensure!(kept.encryption_keys.is_some(), "{} has no {ENCRYPTION_KEYS}", file.display());
    if kept.jwt_keys.is_some() {
        return Ok(kept);
    }
    let mut fields: Map<String, Value> = serde_json::from_str(&text)?;
    fields.insert(JWT_KEYS.to_owned(), SigningKeys::generate()?);
    replace(&Value::Object(fields), &file, directory)?;
    parse(&file, &read_text(&file)?)
}

fn made() -> anyhow::Result<Value> {
    Ok(json!({ ENCRYPTION_KEYS: Keyring::generate()?, JWT_KEYS: SigningKeys::generate()? }))
}

/// Keeps what nobody has kept there yet. What another process has made meanwhile stays.
fn keep(secrets: &Value, file: &Path, directory: &Path) -> anyhow::Result<()> {
    match written(secrets, directory)?.persist_noclobber(file) {
        Err(failed) if failed.error.kind() != ErrorKind::AlreadyExists => return Err(failed.error.into()),
        _ => File::open(directory)?.sync_all()?,
    }
    Ok(())
}

/// Keeps it in the place of what is there.
fn replace(secrets: &Value, file: &Path, directory: &Path) -> anyhow::Result<()> {
    written(secrets, directory)?.persist(file)?;
    File::open(directory)?.sync_all()?;
    Ok(())
}

/// Whole and durable before anything is encrypted with it, and for its owner's eyes only, which is how temporary files are
/// made.
fn written(secrets: &Value, directory: &Path) -> anyhow::Result<NamedTempFile> {
    let new = NamedTempFile::new_in(directory);
    let mut new = new.with_context(|| format!("{} cannot be written to", directory.display()))?;
    writeln!(new, "{secrets:#}")?;
    new.as_file().sync_all()?;
    Ok(new)
}

fn read_text(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn parse(file: &Path, text: &str) -> anyhow::Result<Secrets> {
    Secrets::from_json(text).with_context(|| format!("{} cannot be used", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use auth::Sealed;
    use std::os::unix::fs::PermissionsExt;

    fn seal(secrets: &Secrets) -> Sealed {
        secrets.encryption_keys.as_ref().unwrap().seal(b"hush", "test").unwrap()
    }

    fn opens(secrets: &Secrets, sealed: &Sealed) -> bool {
        secrets.encryption_keys.as_ref().unwrap().open(sealed, "test").is_ok()
    }

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let sealed = seal(&read(None, Some(directory.path())).unwrap());
        assert!(opens(&read(None, Some(directory.path())).unwrap(), &sealed), "after a restart");
        let kept = std::fs::metadata(directory.path().join(OWN_FILE)).unwrap();
        assert_eq!(kept.permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn without_a_data_directory_the_key_is_gone_with_the_process() {
        let sealed = seal(&read(None, None).unwrap());
        assert!(!opens(&read(None, None).unwrap(), &sealed));
    }

    #[test]
    fn keys_that_are_given_are_used_and_none_is_made() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("given.json");
        let given = json!({
            "encryption_keys": Keyring::generate().unwrap(),
            "jwt_keys": SigningKeys::generate().unwrap(),
            "google_oauth2_creds": {"web": {}},
        });
        std::fs::write(&file, given.to_string()).unwrap();
        let secrets = read(Some(&file), Some(directory.path())).unwrap();
        assert!(opens(&Secrets::from_json(&given.to_string()).unwrap(), &seal(&secrets)));
        assert_eq!(secrets.google_oauth2_creds.as_deref(), Some(r#"{"web":{}}"#));
        assert!(!directory.path().join(OWN_FILE).exists());
    }

    #[test]
    fn keys_to_sign_with_are_kept_and_a_directory_of_before_gets_them() {
        let public = |secrets: &Secrets| secrets.jwt_keys.as_ref().unwrap().public();
        let directory = tempfile::tempdir().unwrap();
        let first = read(None, Some(directory.path())).unwrap();
        assert_eq!(public(&read(None, Some(directory.path())).unwrap()), public(&first), "after a restart");
        let file = directory.path().join(OWN_FILE);
        let before = json!({ "encryption_keys": Keyring::generate().unwrap() });
        std::fs::write(&file, before.to_string()).unwrap();
        let second = read(None, Some(directory.path())).unwrap();
        assert_ne!(public(&second), public(&first));
        assert_eq!(public(&read(None, Some(directory.path())).unwrap()), public(&second));
        assert!(opens(&second, &seal(&Secrets::from_json(&before.to_string()).unwrap())), "the older key stays");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_key_that_cannot_be_read_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(OWN_FILE);
        for broken in ["", "{}", r#"{"encryption_keys":{"1":"hush"}}"#] {
            std::fs::write(&file, broken).unwrap();
            let error = read(None, Some(directory.path())).unwrap_err();
            assert!(!format!("{error:#}").contains("hush"));
            assert_eq!(std::fs::read_to_string(&file).unwrap(), broken);
        }
    }
}
