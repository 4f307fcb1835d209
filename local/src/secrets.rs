//! The secret on one machine: the JSON of a file, and what such a machine makes itself.

use anyhow::Context;
use auth::Keyring;
use runtime::Secrets;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// The file inside the data directory that holds the key made here: the secret's JSON, with `encryption_keys` alone.
const OWN_FILE: &str = "secrets.json";

/// The secret: of the file if one is given; Google's client, where the file has none, of the environment; and an encryption
/// key in any case. One that is made here is kept in the data directory or, without one, in memory.
pub(crate) fn read(file: Option<&Path>, data_dir: Option<&Path>) -> anyhow::Result<Secrets> {
    let given = match file {
        Some(file) => parse(file, &read_text(file)?)?,
        None => Secrets::default(),
    };
    with_key(given.or_from_env(), data_dir)
}

/// The secret with this client at Google, wherever that is, and whatever the environment says.
pub(crate) fn with_client(client: String, data_dir: Option<&Path>) -> anyhow::Result<Secrets> {
    with_key(Secrets { google_oauth2_creds: Some(client), ..Secrets::default() }, data_dir)
}

fn with_key(secrets: Secrets, data_dir: Option<&Path>) -> anyhow::Result<Secrets> {
    if secrets.encryption_keys.is_some() {
        return Ok(secrets);
    }
    let encryption_keys = match data_dir {
        Some(directory) => kept_key(directory)?,
        None => Some(Keyring::from_json(&Keyring::generate()?)?),
    };
    Ok(Secrets { encryption_keys, ..secrets })
}

fn kept_key(directory: &Path) -> anyhow::Result<Option<Keyring>> {
    let file = directory.join(OWN_FILE);
    if !file.exists() {
        keep(&json!({ "encryption_keys": Keyring::generate()? }), &file, directory)?;
    }
    let kept = parse(&file, &read_text(&file)?)?.encryption_keys;
    Ok(Some(kept.with_context(|| format!("{} has no encryption_keys", file.display()))?))
}

/// Whole and durable before anything is encrypted with it, and for its owner's eyes only, which is how temporary files are
/// made. One that another process has made meanwhile stays.
fn keep(secrets: &Value, file: &Path, directory: &Path) -> anyhow::Result<()> {
    let mut new = NamedTempFile::new_in(directory).with_context(|| format!("{} cannot be written", file.display()))?;
    writeln!(new, "{secrets:#}")?;
    new.as_file().sync_all()?;
    match new.persist_noclobber(file) {
        Err(failed) if failed.error.kind() != ErrorKind::AlreadyExists => return Err(failed.error.into()),
        _ => File::open(directory)?.sync_all()?,
    }
    Ok(())
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
        let given = json!({ "encryption_keys": Keyring::generate().unwrap(), "google_oauth2_creds": {"web": {}} });
        std::fs::write(&file, given.to_string()).unwrap();
        let secrets = read(Some(&file), Some(directory.path())).unwrap();
        assert!(opens(&Secrets::from_json(&given.to_string()).unwrap(), &seal(&secrets)));
        assert_eq!(secrets.google_oauth2_creds.as_deref(), Some(r#"{"web":{}}"#));
        assert!(!directory.path().join(OWN_FILE).exists());
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
