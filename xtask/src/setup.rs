//! Installs what building and testing need and this machine lacks: the wasm target, Trunk and wasm-bindgen
//! for the page; Chromium, its driver and a Vulkan driver for the tests. Says what it does and how long it takes.

use crate::browser::{chromedriver, chromium, on_path};
use crate::project::{cargo, output, run};
use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// A program from the registry, needed in one exact version.
struct Tool {
    program: &'static str,
    package: &'static str,
    version: String,
    /// Whether the package builds with its own lock file. The registry has not always every version in it.
    locked: bool,
    /// How much its build is optimised: little, since it works for seconds and building it takes minutes.
    opt_level: &'static str,
    takes: &'static str,
}

/// The programs that build the page.
pub struct PageTools {
    trunk: PathBuf,
    path: OsString,
}

impl PageTools {
    /// Trunk, with a PATH on which it finds the wasm-bindgen that fits.
    pub fn trunk(&self) -> Command {
        let mut command = Command::new(&self.trunk);
        command.env("PATH", &self.path);
        command
    }
}

/// Makes sure that the page can be built here.
///
/// # Errors
/// If something is missing and cannot be installed; the sentence names the command that would.
pub fn page_tools() -> Result<PageTools> {
    wasm_target()?;
    let trunk = Tool {
        program: "trunk",
        package: "trunk",
        version: "0.21.14".to_owned(),
        locked: true,
        opt_level: "0",
        takes: "about 2 minutes",
    };
    let wasm_bindgen = Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        locked: false,
        opt_level: "1",
        takes: "about 2 minutes",
    };
    let (trunk, wasm_bindgen) = (trunk.ensure()?, wasm_bindgen.ensure()?);
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = wasm_bindgen.parent().map(Path::to_owned).into_iter();
    let path = std::env::join_paths(folders.chain(std::env::split_paths(&inherited)))
        .context("the folder of the cargo tools cannot stand in the PATH")?;
    Ok(PageTools { trunk, path })
}

/// Makes sure that Rust compiles for the browser here.
///
/// # Errors
/// If the target is missing and cannot be installed; the sentence names the command that would.
pub fn wasm_target() -> Result<()> {
    let library = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("Setting up: Rust's WebAssembly target (seconds).");
    run(Command::new("rustup").args(["target", "add", WASM])).context(format!(
        "Rust's WebAssembly target is missing: install rustup, then `rustup target add {WASM}`"
    ))
}

/// The version of a dependency in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let id = output(cargo().args(["pkgid", package]))?;
    let version = id.trim().rsplit(['@', '#']).next().unwrap_or_default();
    ensure!(
        version.starts_with(|first: char| first.is_ascii_digit()),
        "no version of {package} in `{}`",
        id.trim()
    );
    Ok(version.to_owned())
}

/// Where the tools of this project are installed.
fn tools_folder() -> Result<PathBuf> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .context("there is neither a CARGO_HOME nor a home folder to install tools to")?;
    Ok(cargo_home.join("latent-playground"))
}

impl Tool {
    /// The program in this version: from the PATH, from an earlier set-up, or freshly installed.
    fn ensure(&self) -> Result<PathBuf> {
        let root = self.root()?;
        let own = root.join("bin").join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX));
        if let Some(found) = on_path(&[self.program]).into_iter().chain([own.clone()]).find(|it| self.is(it))
        {
            return Ok(found);
        }
        eprintln!("Setting up: {} {} ({} on two cores, once).", self.package, self.version, self.takes);
        let mut install = cargo();
        install
            .args(["install", self.package, "--version", &self.version, "--bin", self.program, "--root"])
            .arg(&root);
        if self.locked {
            install.arg("--locked");
        }
        install.envs([
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level),
            ("CARGO_PROFILE_RELEASE_LTO", "off"),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ]);
        run(&mut install)?;
        ensure!(self.is(&own), "{} was installed, but it is not version {}", own.display(), self.version);
        Ok(own)
    }

    /// A folder of this version's own, so that it disturbs no other that the visitor uses elsewhere.
    fn root(&self) -> Result<PathBuf> {
        Ok(tools_folder()?.join(format!("{}-{}", self.package, self.version)))
    }

    fn is(&self, program: &Path) -> bool {
        output(Command::new(program).arg("--version"))
            .is_ok_and(|said| said.split_whitespace().nth(1) == Some(self.version.as_str()))
    }
}

/// A Python with what the test of the ONNX files imports, in a folder of its own. None where there is no Python to
/// begin with, or no way to the packages: the test then says that it was skipped.
pub fn python() -> Option<PathBuf> {
    const IMPORTS: [&str; 2] = ["-c", "import numpy, onnx, onnxruntime, safetensors"];
    let folder = tools_folder().ok()?.join("python");
    let own = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if output(Command::new(&own).args(IMPORTS)).is_ok() {
        return Some(own);
    }
    let python = on_path(&["python3", "python"])?;
    eprintln!("Setting up: onnx, onnxruntime and safetensors for Python (about a minute, once).");
    let made = run(Command::new(python).args(["-m", "venv"]).arg(&folder)).and_then(|()| {
        let packages = ["numpy", "onnx", "onnxruntime", "safetensors"];
        run(Command::new(&own).args(["-m", "pip", "install", "--quiet"]).args(packages))
    });
    made.inspect_err(|error| eprintln!("{error:#}: the files will not be tried in Python")).ok()?;
    Some(own)
}

/// The rules of axe-core, by which the browser tests judge whether everyone can use the page.
pub fn axe() -> Option<PathBuf> {
    const VERSION: &str = "4.11.0";
    Some(npm_package("axe-core", VERSION)?.join("axe.min.js"))
}

/// Folder of a package of npm, from an earlier set-up or freshly installed. None, said, where it cannot be had.
pub fn npm_package(name: &str, version: &str) -> Option<PathBuf> {
    let folder = tools_folder().ok()?.join(format!("{name}-{version}"));
    let package = folder.join("node_modules").join(name);
    if package.join("package.json").is_file() {
        return Some(package);
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if output(Command::new(npm).arg("--version")).is_err() {
        eprintln!("{name} is left out: Node.js with npm, which would bring it, is missing.");
        return None;
    }
    eprintln!("Setting up: {name} {version} (seconds, once).");
    let mut install = Command::new(npm);
    install
        .args(["install", "--silent", "--no-save", "--prefix"])
        .arg(&folder)
        .arg(format!("{name}@{version}"));
    let made = std::fs::create_dir_all(&folder).map_err(anyhow::Error::from).and_then(|()| run(&mut install));
    made.inspect_err(|error| eprintln!("{name} is left out: {error:#}")).ok()?;
    package.join("package.json").is_file().then_some(package)
}

/// Makes sure that the browser tests can run here.
///
/// # Errors
/// If something is missing and cannot be installed; the sentence names the command that would.
pub fn browser() -> Result<()> {
    let missing = missing_for_tests();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = packages(&missing);
    let advice = format!("missing for the tests: {}. {}", missing.join(", "), advice(&packages));
    if on_path(&["apt-get"]).is_none() {
        bail!(advice);
    }
    let Some(prefix) = as_root() else { bail!(advice) };
    eprintln!("Setting up: {} (about a minute).", missing.join(", "));
    apt_get(&prefix, &["update"]).context(advice.clone())?;
    apt_get(&prefix, &[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())
        .context(advice.clone())?;
    let missing = missing_for_tests();
    ensure!(
        missing.is_empty(),
        "after the installation there is still no {}; {advice}",
        missing.join(", no ")
    );
    Ok(())
}

const CHROMIUM: &str = "Chromium";
const DRIVER: &str = "chromedriver";
const VULKAN: &str = "a Vulkan driver";

fn missing_for_tests() -> Vec<&'static str> {
    [(CHROMIUM, chromium().is_some()), (DRIVER, chromedriver().is_some()), (VULKAN, has_vulkan())]
        .into_iter()
        .filter_map(|(name, here)| (!here).then_some(name))
        .collect()
}

/// Whether the Vulkan loader would find a driver. Systems other than Linux bring a GPU interface with them.
fn has_vulkan() -> bool {
    let named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().any(|name| std::env::var_os(name).is_some());
    let listed = ["/usr/share", "/usr/local/share", "/etc"].iter().any(|folder| {
        Path::new(folder).join("vulkan/icd.d").read_dir().is_ok_and(|mut drivers| drivers.next().is_some())
    });
    !cfg!(target_os = "linux") || named || listed
}

/// Debian's packages for what is missing. Ubuntu has its Chromium under another name.
fn packages(missing: &[&str]) -> Vec<&'static str> {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let ubuntu = release.lines().any(|line| line == "ID=ubuntu");
    missing
        .iter()
        .flat_map(|&name| match (name, ubuntu) {
            (CHROMIUM, false) => ["chromium", "fonts-liberation"].as_slice(),
            (CHROMIUM, true) => &["chromium-browser", "fonts-liberation"],
            (DRIVER, false) => &["chromium-driver"],
            (DRIVER, true) => &["chromium-chromedriver"],
            _ => &["mesa-vulkan-drivers"],
        })
        .copied()
        .collect()
}

fn advice(packages: &[&str]) -> String {
    if cfg!(target_os = "linux") {
        format!("Install them with `sudo apt-get install {}` or your system's like", packages.join(" "))
    } else if cfg!(target_os = "macos") {
        "Install them with `brew install --cask chromium chromedriver`".to_owned()
    } else {
        "Install Chrome and the chromedriver of the same version, and put both on the PATH".to_owned()
    }
}

/// What must stand before a command for it to run as root: nothing, or sudo where it asks for no password.
fn as_root() -> Option<Vec<&'static str>> {
    if output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Some(vec![]);
    }
    let allowed = output(Command::new("sudo").args(["--non-interactive", "true"])).is_ok();
    allowed.then(|| vec!["sudo", "--non-interactive"])
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let words =
        [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"], arguments].concat();
    run(Command::new(words[0]).args(&words[1..]))
}
