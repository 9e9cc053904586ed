//! The data sets that are fetched, as they are known to the world: homes, names, sizes and checksums. What
//! fetches them, what serves them and what reads them all go by this list.

/// A data set in four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name of its folder and in links.
    pub name: &'static str,
    /// Name for the visitor.
    pub title: &'static str,
    /// Public homes, addresses of folders with a slash at the end.
    pub homes: [&'static str; 2],
    /// Training images and labels, then test images and labels.
    pub files: [SourceFile; 4],
}

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

/// MNIST (LeCun, Cortes and Burges; CC BY-SA 3.0): handwritten digits.
pub const MNIST: Source = Source {
    name: "mnist",
    title: "MNIST",
    homes: [
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
    files: [
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
    ],
};

/// Fashion-MNIST (Zalando; MIT): clothes, shoes and bags.
pub const FASHION_MNIST: Source = Source {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    homes: [
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    files: [
        SourceFile {
            name: "train-images-idx3-ubyte.gz",
            bytes: 26_421_880,
            sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        },
        SourceFile {
            name: "train-labels-idx1-ubyte.gz",
            bytes: 29_515,
            sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        },
        SourceFile {
            name: "t10k-images-idx3-ubyte.gz",
            bytes: 4_422_102,
            sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        },
        SourceFile {
            name: "t10k-labels-idx1-ubyte.gz",
            bytes: 5_148,
            sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        },
    ],
};

/// Every data set that is fetched.
pub const ALL: [&Source; 2] = [&MNIST, &FASHION_MNIST];

/// Training images of each of them.
pub const TRAINING_IMAGES: u32 = 60_000;

impl Source {
    /// The data set of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|source| source.name == name)
    }

    /// Size of all its files in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

impl SourceFile {
    /// The name with the start of the checksum in it, so that a cache may keep the file for ever.
    ///
    /// ```
    /// use latent_playground::data::source::MNIST;
    /// assert_eq!(MNIST.files[0].hashed_name(), "train-images-idx3-ubyte.440fcabf.gz");
    /// ```
    pub fn hashed_name(&self) -> String {
        let stem = self.name.strip_suffix(".gz").unwrap_or(self.name);
        format!("{stem}.{}.gz", &self.sha256[..8])
    }
}
