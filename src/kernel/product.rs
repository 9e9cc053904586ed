//! The loop of `shaders/shared/product.wgsl`, which the kernels of dense layers and of convolutions share, and the
//! ways to spread it over invocations.

use crate::named::names;

/// A way to spread a product over invocations. All of them add the same terms in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// A block an invocation: many invocations, for large GPUs.
    Small,
    /// Blocks of two rows and two columns.
    Medium,
    /// Blocks of four rows and four columns: few reads, where memory is dear.
    Large,
    /// A block an invocation; what it needs is read together with its neighbours.
    Shared,
    /// The same with blocks of two rows and two columns.
    SharedMedium,
    /// Four blocks of rows an invocation; what these need of the left matrix is read by four neighbours for one
    /// another. For devices with subgroups.
    Quads,
}

names!(Variant {
    Small = "small",
    Medium = "medium",
    Large = "large",
    Shared = "shared",
    SharedMedium = "shared-medium",
    Quads = "quads",
});

/// A product in blocks of 4×4 numbers, and how it is spread over invocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Blocks of rows.
    pub rows: u32,
    /// Blocks of columns.
    pub columns: u32,
    /// Products of blocks that are added up in each.
    pub terms: u32,
    /// Products of that size beside each other: parts of one sum, say, each stored for itself.
    pub slices: u32,
    /// How it is spread.
    pub variant: Variant,
}

/// What an invocation owns, in blocks, and how invocations lie in a workgroup.
struct Tile {
    rows: u32,
    columns: u32,
    across: u32,
    down: u32,
}

const REGISTERS: &str = wgsl!("shared/product");
const WORKGROUP_MEMORY: &str = wgsl!("shared/product_shared");
const QUADS: &str = wgsl!("shared/product_quads");
const TAKE: &str = wgsl!("shared/product_take");

impl Variant {
    fn text(self) -> &'static str {
        match self {
            Self::Small | Self::Medium | Self::Large => REGISTERS,
            Self::Shared | Self::SharedMedium => WORKGROUP_MEMORY,
            Self::Quads => QUADS,
        }
    }
}

impl Product {
    /// The tile of the variant, no wider and no taller than the product; where that leaves invocations idle
    /// side by side, they lie one below the other, as far as there are rows.
    fn tile(&self) -> Tile {
        let (side, across, down) = match self.variant {
            Variant::Small | Variant::Shared => (1, 8, 8),
            Variant::Medium | Variant::SharedMedium => (2, 8, 8),
            Variant::Large => (4, 4, 2),
            Variant::Quads => {
                // Neighbours that read for one another own as many rows, whether these are there or not.
                let neighbours = [1, 2, 4][self.columns.min(3) as usize - 1];
                let across = self.columns.next_multiple_of(neighbours).min(8);
                let down = (64 / across).min(self.rows.div_ceil(neighbours));
                return Tile { rows: neighbours, columns: 1, across, down };
            }
        };
        let (rows, columns) = (side.min(self.rows), side.min(self.columns));
        if matches!(self.variant, Variant::Shared | Variant::SharedMedium) {
            return Tile { rows, columns, across, down };
        }
        let narrow = across.min(self.columns.div_ceil(columns));
        Tile { rows, columns, across: narrow, down: (across * down / narrow).min(self.rows.div_ceil(rows)) }
    }

    /// Products of two blocks in all, 128 floating-point operations each.
    pub fn block_products(&self) -> u64 {
        [self.rows, self.columns, self.terms, self.slices].map(u64::from).iter().product()
    }

    /// Whether it is worth trying a variant: fours of invocations share nothing in a single column.
    pub fn suits(&self, variant: Variant) -> bool {
        variant != Variant::Quads || self.columns > 1
    }

    /// Workgroups in x, y and z.
    pub(super) fn workgroups(&self) -> [u32; 3] {
        let Tile { rows, columns, across, down } = self.tile();
        [self.columns.div_ceil(columns * across), self.rows.div_ceil(rows * down), self.slices]
    }

    /// The loop's text: a line with `$r` once for each block of rows, with `$c` once for each of columns, with `$i`
    /// once for each row of a block.
    pub(super) fn text(&self) -> String {
        let Tile { rows, columns, across, down } = self.tile();
        let mut whole = format!(
            "const TILE_ROWS = {rows}u;\nconst TILE_COLUMNS = {columns}u;\nconst LANES_X = {across}u;\nconst LANES_Y = {down}u;\n"
        );
        for line in TAKE.lines().chain(self.variant.text().lines()) {
            for line in repeated(line, "$r", rows) {
                for line in repeated(&line, "$c", columns) {
                    for line in repeated(&line, "$i", 4) {
                        whole += &line;
                        whole.push('\n');
                    }
                }
            }
        }
        whole
    }
}

/// A line for each number below `count` in place of `mark`, or the line itself if it is not marked.
fn repeated(line: &str, mark: &str, count: u32) -> Vec<String> {
    let count = if line.contains(mark) { count } else { 1 };
    (0..count).map(|number| line.replace(mark, &number.to_string())).collect()
}
