//! Takes the built web page into the function: every file of ui/dist/page, as it is and compressed, with a tag of its content.
//!
//! Where the page has not been built, nothing is taken, and the function says how it is built.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where Vite writes, below the directory that is always there.
const BUILT: &str = "page";
/// How many bytes of the digest are the tag: 64 bits, and nobody gains by a collision.
const TAG_BYTES: usize = 8;
/// What a compressed sibling's name ends with. Vite's configuration writes both.
const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

fn main() -> io::Result<()> {
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other("cargo sets it"));
    let dist = variable("CARGO_MANIFEST_DIR")?.join("../../ui/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let root = dist.join(BUILT);
    let mut files = Vec::new();
    if root.is_dir() {
        collect(&root.canonicalize()?, &mut files)?;
        files.sort();
    }
    let mut code = String::from("/// Every file of the built page.\npub(crate) static BUILT: &[Asset] = &[\n");
    for file in &files {
        code.push_str(&asset(&root.canonicalize()?, file)?);
    }
    code.push_str("];\n");
    fs::write(variable("OUT_DIR")?.join("built.rs"), code)
}

/// All files below `folder` but the compressed siblings.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, files)?;
        } else if CODINGS.iter().all(|(_, sibling)| *sibling != extension) {
            files.push(path);
        }
    }
    Ok(())
}

/// One entry of the table.
fn asset(root: &Path, file: &Path) -> io::Result<String> {
    let name = file.strip_prefix(root).map_err(io::Error::other)?;
    let path = format!("/{}", name.display()).replace('\\', "/");
    let mut tag = String::new();
    for byte in &Sha256::digest(fs::read(file)?)[..TAG_BYTES] {
        write!(tag, "{byte:02x}").map_err(io::Error::other)?;
    }
    let mut encoded = String::new();
    for (coding, extension) in CODINGS {
        let sibling = PathBuf::from(format!("{}.{extension}", file.display()));
        if sibling.exists() {
            write!(encoded, "({coding:?}, include_bytes!({sibling:?})), ").map_err(io::Error::other)?;
        }
    }
    Ok(format!(
        "    Asset {{ path: {path:?}, tag: \"{tag}\", plain: include_bytes!({file:?}), encoded: &[{encoded}] }},\n"
    ))
}
