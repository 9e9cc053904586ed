//! A copy of dist/, served from a sub-path as on a host that it shares with others; tests may damage it.

use super::server::Server;
use anyhow::{Context, Result, bail};
use latent_playground::data::source::{MNIST, Source};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SUB_PATH: &str = "some/where";

/// The served copy.
pub struct Site {
    root: TempDir,
    server: Server,
    plain: Server,
}

impl Site {
    /// Copies and serves dist/.
    pub fn new() -> Result<Self> {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
        let root = tempfile::tempdir()?;
        copy_folder(&dist, &root.path().join(SUB_PATH))
            .context("there is no dist/; `cargo xtask dist` makes it")?;
        let server = Server::start(root.path(), 0)?;
        let plain = Server::plain(root.path())?;
        let site = Self { root, server, plain };
        site.insist_on_mnist()?;
        Ok(site)
    }

    /// Address of the page with `fragment` behind it.
    pub fn url(&self, fragment: &str) -> String {
        format!("{}{SUB_PATH}/#{fragment}", self.server.url())
    }

    /// The same on a host whose pages get no shared memory.
    pub fn plain_url(&self, fragment: &str) -> String {
        format!("{}{SUB_PATH}/#{fragment}", self.plain.url())
    }

    /// Whether the page finds MNIST.
    pub fn has_mnist(&self) -> bool {
        self.has(&MNIST)
    }

    /// Whether the page finds a data set.
    pub fn has(&self, source: &Source) -> bool {
        let folder = self.folder(source);
        source.files.iter().all(|file| folder.join(file.hashed_name()).is_file())
    }

    /// Cuts the training images short, or puts a broken file there where there is none; returns the name that
    /// the page should give.
    pub fn break_training_images(&self) -> Result<&'static str> {
        let path = self.mnist().join(MNIST.files[0].hashed_name());
        let whole = std::fs::read(&path).unwrap_or_else(|_| vec![0x1f, 0x8b, 8, 0]);
        std::fs::create_dir_all(self.mnist())?;
        std::fs::write(&path, &whole[..whole.len() / 2])?;
        Ok(MNIST.files[0].name.trim_end_matches(".gz"))
    }

    /// Takes MNIST away.
    pub fn remove_mnist(&self) -> Result<()> {
        if self.mnist().exists() {
            std::fs::remove_dir_all(self.mnist())?;
        }
        Ok(())
    }

    /// Takes everything away, as a network that is gone.
    pub fn remove_all(&self) -> Result<()> {
        std::fs::remove_dir_all(self.root.path().join(SUB_PATH))?;
        Ok(())
    }

    /// Puts a script before the worker's own.
    pub fn before_worker(&self, script: &str) -> Result<()> {
        let folder = self.root.path().join(SUB_PATH);
        let loader = folder.read_dir()?.filter_map(Result::ok).map(|entry| entry.path()).find(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("worker_loader"))
        });
        let loader = loader.context("the page has no worker")?;
        let text = std::fs::read_to_string(&loader)?;
        Ok(std::fs::write(loader, format!("{script}\n{text}"))?)
    }

    fn mnist(&self) -> PathBuf {
        self.folder(&MNIST)
    }

    fn folder(&self, source: &Source) -> PathBuf {
        self.root.path().join(SUB_PATH).join("data").join(source.name)
    }

    fn insist_on_mnist(&self) -> Result<()> {
        if !self.has_mnist() {
            if std::env::var("CI").is_ok_and(|value| value == "true") {
                bail!("CI=true, and there is no MNIST in dist/");
            }
            eprintln!("There is no MNIST in dist/: the page trains on synthetic digits.");
        }
        Ok(())
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
