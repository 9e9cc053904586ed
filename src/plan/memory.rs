//! Names for places in memory: buffers, and matrices that lie in them. Pure data; the executors take the
//! memory.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A buffer of a plan, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BufferId(pub usize);

/// A buffer that a plan needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BufferSpec {
    /// What it holds, for messages and debuggers.
    pub name: &'static str,
    /// Its size in words of four bytes.
    pub words: u32,
}

/// A matrix in a buffer, row by row. Rows start `stride` words apart, a multiple of four, so that kernels can
/// read four numbers at a time; the words between `width` and `stride` are always zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// The buffer that it lies in.
    pub buffer: BufferId,
    /// Its first word, a multiple of [`ALIGNMENT`].
    pub offset: u32,
    /// Rows.
    pub rows: u32,
    /// Numbers in a row.
    pub width: u32,
    /// Words from one row to the next.
    pub stride: u32,
}

// Calls have several tensors each: written once and called, not copied into each of them.
impl Serialize for Tensor {
    #[inline(never)]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { buffer: BufferId(buffer), offset, rows, width, stride } = *self;
        (buffer, [offset, rows, width, stride]).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tensor {
    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (buffer, [offset, rows, width, stride]) = Deserialize::deserialize(deserializer)?;
        Ok(Self { buffer: BufferId(buffer), offset, rows, width, stride })
    }
}

/// Tensors start at multiples of this many words: 256 bytes, WebGPU's storage offset alignment.
pub const ALIGNMENT: u32 = 64;

impl Tensor {
    /// Words that the tensor covers.
    pub fn words(&self) -> u32 {
        self.rows * self.stride
    }

    /// The tensor's first `rows` rows.
    #[must_use]
    pub fn first_rows(self, rows: u32) -> Self {
        debug_assert!(rows <= self.rows);
        Self { rows, ..self }
    }

    /// `rows` rows from row number `first` on, which begins at a multiple of [`ALIGNMENT`].
    #[must_use]
    pub fn rows_from(self, first: u32, rows: u32) -> Self {
        debug_assert!(first + rows <= self.rows);
        Self { offset: self.offset + first * self.stride, rows, ..self }
    }

    /// Row number `row`, alone.
    #[must_use]
    pub fn row(self, row: u32) -> Self {
        self.rows_from(row, 1)
    }

    /// The words that the tensor covers, within its buffer.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset as usize..(self.offset + self.words()) as usize
    }
}

/// The next multiple of four.
pub fn padded(width: u32) -> u32 {
    width.next_multiple_of(4)
}

/// The buffers of a plan while it is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// All buffers so far.
    pub buffers: Vec<BufferSpec>,
}

impl Layout {
    /// A new buffer of `words` words.
    pub fn buffer(&mut self, name: &'static str, words: u32) -> BufferId {
        self.buffers.push(BufferSpec { name, words: words.max(4) });
        BufferId(self.buffers.len() - 1)
    }

    /// A matrix in a new buffer of its own.
    pub fn matrix(&mut self, name: &'static str, rows: u32, width: u32) -> Tensor {
        let stride = padded(width);
        Tensor { buffer: self.buffer(name, rows * stride), offset: 0, rows, width, stride }
    }

    /// A matrix in a new buffer of its own whose rows can be bound alone: they start at multiples of
    /// [`ALIGNMENT`].
    pub fn rows_apart(&mut self, name: &'static str, rows: u32, width: u32) -> Tensor {
        let stride = width.next_multiple_of(ALIGNMENT);
        Tensor { buffer: self.buffer(name, rows * stride), offset: 0, rows, width, stride }
    }

    /// A row of words in a new buffer of its own.
    pub fn words(&mut self, name: &'static str, words: u32) -> Tensor {
        self.matrix(name, 1, words)
    }
}
