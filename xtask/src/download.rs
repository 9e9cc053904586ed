//! Brings one file that is known by size and SHA-256 into a folder. It is written beside its place under
//! another name, checked, and only then renamed: a half-written file is never taken for a whole one.

use crate::source::SourceFile;
use anyhow::{Context, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;
use tempfile::NamedTempFile;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// A client that gives up on a host that does not answer, and trusts what this machine trusts.
pub fn agent(https_only: bool) -> Agent {
    Agent::config_builder()
        .https_only(https_only)
        .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .timeout_recv_body(Some(Duration::from_mins(10)))
        .build()
        .new_agent()
}

/// Whether `folder` holds the file, whole.
pub fn is_here(file: &SourceFile, folder: &Path) -> bool {
    let check =
        || -> Result<()> { copy_checked(File::open(folder.join(file.name))?, &mut std::io::sink(), file) };
    check().is_ok()
}

/// Copies the file from another folder of this machine.
///
/// # Errors
/// If it is not there or is not the file that is meant.
pub fn copy(file: &SourceFile, from: &Path, folder: &Path) -> Result<()> {
    let path = from.join(file.name);
    let source = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    store(source, file, folder).with_context(|| format!("{} is not used", path.display()))
}

/// Downloads the file from the first of `homes`, addresses of folders with a slash at the end, that has it.
///
/// # Errors
/// If none has it; the sentence says why for each.
pub fn download(agent: &Agent, file: &SourceFile, homes: &[impl AsRef<str>], folder: &Path) -> Result<()> {
    let mut failures = Vec::new();
    for home in homes {
        let address = format!("{}{}", home.as_ref(), file.name);
        match fetch(agent, &address, file, folder) {
            Ok(()) => return Ok(()),
            Err(error) => failures.push(format!("{address}: {error:#}")),
        }
    }
    bail!("{} could not be downloaded ({})", file.name, failures.join("; "))
}

fn fetch(agent: &Agent, address: &str, file: &SourceFile, folder: &Path) -> Result<()> {
    let body = agent.get(address).call()?.into_body().into_reader();
    let style = ProgressStyle::with_template("{msg:28} {wide_bar} {bytes:>10} of {total_bytes} {eta:>4}")?;
    let bar = ProgressBar::new(file.bytes).with_style(style).with_message(file.name);
    let stored = store(bar.wrap_read(body), file, folder);
    bar.finish_and_clear();
    stored
}

fn store(source: impl Read, file: &SourceFile, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut part =
        NamedTempFile::new_in(folder).with_context(|| format!("{} takes no file", folder.display()))?;
    copy_checked(source, part.as_file_mut(), file)?;
    make_readable(part.as_file())?;
    part.persist(folder.join(file.name)).with_context(|| format!("{} cannot be replaced", file.name))?;
    Ok(())
}

/// Copies at most one byte more than the file should have, and says whether it was the file.
fn copy_checked(source: impl Read, target: &mut impl Write, file: &SourceFile) -> Result<()> {
    let mut source = source.take(file.bytes + 1);
    let (mut sha256, mut length, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let count = source.read(&mut buffer).context("it was cut off")?;
        if count == 0 {
            break;
        }
        sha256.update(&buffer[..count]);
        target.write_all(&buffer[..count]).context("the disk takes no more of it")?;
        length += count as u64;
    }
    ensure!(length <= file.bytes, "it is longer than {} bytes", file.bytes);
    ensure!(length == file.bytes, "it was cut off after {length} of {} bytes", file.bytes);
    ensure!(hex(&sha256.finalize()) == file.sha256, "its SHA-256 is not {}", file.sha256);
    Ok(())
}

/// Temporary files are for their owner's eyes; the data set is for all.
fn make_readable(file: &File) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.sync_all()?;
    Ok(())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;
    use tiny_http::{Response, Server};

    const TEXT: &[u8] = b"sixty thousand digits";
    const FILE: SourceFile = SourceFile {
        name: "digits.gz",
        bytes: TEXT.len() as u64,
        sha256: "cf2b69ba3b8edcc2d4c5b841f6cb6f71b0d3a43283d1b1787531eb83bd15b34b",
    };

    /// A home on this machine that answers every request with `body`, after promising `promised` bytes.
    fn home(body: &'static [u8], promised: usize) -> String {
        let server = Server::http("127.0.0.1:0").unwrap();
        let address = format!("http://{}/mnist/", server.server_addr());
        std::thread::spawn(move || {
            for request in server.incoming_requests() {
                let _ = request.respond(Response::new(200.into(), vec![], body, Some(promised), None));
            }
        });
        address
    }

    fn download_from(homes: &[String]) -> (TempDir, Result<()>) {
        let folder = tempfile::tempdir().unwrap();
        let result = download(&agent(false), &FILE, homes, folder.path());
        (folder, result)
    }

    fn files(folder: &TempDir) -> usize {
        folder.path().read_dir().unwrap().count()
    }

    #[test]
    fn a_good_file_is_stored_under_its_name() {
        let (folder, result) = download_from(&[home(TEXT, TEXT.len())]);
        result.unwrap();
        assert_eq!(std::fs::read(folder.path().join("digits.gz")).unwrap(), TEXT);
        assert!(is_here(&FILE, folder.path()));
    }

    #[test]
    fn a_file_with_another_hash_is_refused_and_leaves_nothing() {
        let (folder, result) = download_from(&[home(b"sixty thousand gigits", TEXT.len())]);
        assert!(format!("{:#}", result.unwrap_err()).contains("its SHA-256 is not"));
        assert_eq!(files(&folder), 0);
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused_and_leaves_nothing() {
        let (folder, result) = download_from(&[home(&TEXT[..7], 7)]);
        assert!(format!("{:#}", result.unwrap_err()).contains("cut off after 7 of 21 bytes"));
        assert_eq!(files(&folder), 0);
    }

    #[test]
    fn a_connection_that_breaks_is_refused_and_leaves_nothing() {
        let (folder, result) = download_from(&[broken_home()]);
        assert!(format!("{:#}", result.unwrap_err()).contains("cut off"));
        assert_eq!(files(&folder), 0);
    }

    /// A home that promises the whole file and hangs up after a few bytes.
    fn broken_home() -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\nsixty");
        });
        address
    }

    #[test]
    fn a_file_that_never_ends_is_refused_after_its_length() {
        let (_folder, result) = download_from(&[home(b"sixty thousand digits and a byte", 32)]);
        assert!(format!("{:#}", result.unwrap_err()).contains("longer than 21 bytes"));
    }

    #[test]
    fn the_second_home_is_asked_when_the_first_fails() {
        let (folder, result) = download_from(&[home(b"not found", 9), home(TEXT, TEXT.len())]);
        result.unwrap();
        assert!(is_here(&FILE, folder.path()));
    }

    #[test]
    fn when_every_home_fails_each_is_named() {
        let homes = [home(b"", 0), "http://127.0.0.1:1/".to_owned()];
        let (_folder, result) = download_from(&homes);
        let sentence = format!("{:#}", result.unwrap_err());
        assert!(homes.iter().all(|home| sentence.contains(home.as_str())), "{sentence}");
    }

    #[test]
    fn a_half_written_file_is_not_here_and_is_replaced() {
        let (from, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(from.path().join("digits.gz"), TEXT).unwrap();
        std::fs::write(folder.path().join("digits.gz"), &TEXT[..5]).unwrap();
        assert!(!is_here(&FILE, folder.path()));
        copy(&FILE, from.path(), folder.path()).unwrap();
        assert!(is_here(&FILE, folder.path()));
    }

    #[test]
    fn plain_http_is_refused_where_https_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let result = download(&agent(true), &FILE, &[home(TEXT, TEXT.len())], folder.path());
        assert!(result.is_err());
        assert_eq!(files(&folder), 0);
    }
}
