//! The files of MNIST as they are known to the world: names, sizes and checksums. What fetches them, what
//! serves them and what reads them all go by this list.

/// A file of a data set, compressed with gzip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Name at its public homes.
    pub name: &'static str,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the compressed file, in lower-case hexadecimal.
    pub sha256: &'static str,
}

/// MNIST (LeCun, Cortes and Burges; CC BY-SA 3.0): training images and labels, then test images and labels.
pub const MNIST: [SourceFile; 4] = [
    SourceFile {
        name: "train-images-idx3-ubyte.gz",
        bytes: 9_912_422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    },
    SourceFile {
        name: "train-labels-idx1-ubyte.gz",
        bytes: 28_881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    },
    SourceFile {
        name: "t10k-images-idx3-ubyte.gz",
        bytes: 1_648_877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    },
    SourceFile {
        name: "t10k-labels-idx1-ubyte.gz",
        bytes: 4_542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
];

impl SourceFile {
    /// The name with the start of the checksum in it, so that a cache may keep the file for ever.
    ///
    /// ```
    /// use latent_playground::data::source::MNIST;
    /// assert_eq!(MNIST[0].hashed_name(), "train-images-idx3-ubyte.440fcabf.gz");
    /// ```
    pub fn hashed_name(&self) -> String {
        let stem = self.name.strip_suffix(".gz").unwrap_or(self.name);
        format!("{stem}.{}.gz", &self.sha256[..8])
    }
}
