// dw = xᵀ * dy and db = Σ dy of a convolution to one channel of stride 1, each over a slice of the batch
// x: ROWS pictures of [HEIGHT, WIDTH, INPUTS], dy: ROWS pictures of [OUT_HEIGHT, OUT_WIDTH], partial: [SLICES,
// DW_ROWS + 1] in groups of four, of which the first number counts: dw as [KERNEL, KERNEL, INPUTS], then db. INPUTS
// is a multiple of four; pictures of dy are padded to groups of four with zeros. A slice is LINES lines of x, counted
// through all pictures, and as many groups of dy.
// A product of blocks, see shared/product.wgsl, in which no column is idle: a row is a tap of the kernel, a column a
// channel of x; a term is a pixel of x, of which a block takes four neighbours in a line.

override SLICES: u32;
override LINES: u32;

override IN_GROUPS = INPUTS / 4u;
override FOURS_OF_A_LINE = (WIDTH + 3u) / 4u;
override TAPS = KERNEL * KERNEL;
override DW_ROWS = TAPS * INPUTS;
override X_GROUPS = HEIGHT * WIDTH * IN_GROUPS;
override Y_WORDS = (OUT_HEIGHT * OUT_WIDTH + 3u) / 4u * 4u;
override WORDS_OF_A_SLICE = (ROWS * Y_WORDS + SLICES - 1u) / SLICES;

override ROW_BLOCKS = (TAPS + 3u) / 4u;
override COLUMN_BLOCKS = IN_GROUPS;
override TERMS = LINES * FOURS_OF_A_LINE;

// A row or a column where there is none.
const NOWHERE = 0x40000000u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4<f32>>;

// Four taps: what leads from a pixel of x to the row and the column of dy that sees it by each; these wrap.
struct Row {
    rows: vec4<u32>,
    columns: vec4<u32>,
}

// Four pixels of x.
struct Term {
    picture: u32,
    row: u32,
    columns: vec4<u32>,
}

fn row_of(block: u32) -> Row {
    let taps = 4u * block + vec4<u32>(0u, 1u, 2u, 3u);
    return Row(select(vec4<u32>(NOWHERE), TOP - taps / KERNEL, taps < vec4<u32>(TAPS)), LEFT - taps % KERNEL);
}

fn term_of(k: u32, slice: u32) -> Term {
    let line = slice * LINES + k / FOURS_OF_A_LINE;
    let columns = k % FOURS_OF_A_LINE * 4u + vec4<u32>(0u, 1u, 2u, 3u);
    let end = select(0u, WIDTH, line < ROWS * HEIGHT);
    return Term(line / HEIGHT, line % HEIGHT, select(vec4<u32>(NOWHERE), columns, columns < vec4<u32>(end)));
}

// The gradients of what sees four pixels by a tap.
fn seen(term: Term, row: u32, column: u32) -> vec4<f32> {
    let down = term.row + row;
    let across = term.columns + column;
    let inside = (across < vec4<u32>(OUT_WIDTH)) & vec4<bool>(down < OUT_HEIGHT);
    let at = term.picture * Y_WORDS + down * OUT_WIDTH + across;
    return select(vec4<f32>(), vec4<f32>(dy[at.x], dy[at.y], dy[at.z], dy[at.w]), inside);
}

fn left(row: Row, term: Term) -> mat4x4<f32> {
    return mat4x4<f32>(
        seen(term, row.rows.x, row.columns.x),
        seen(term, row.rows.y, row.columns.y),
        seen(term, row.rows.z, row.columns.z),
        seen(term, row.rows.w, row.columns.w),
    );
}

// Of pixels that are not there these are some numbers; `left` is zero.
fn right(term: Term, column: u32) -> mat4x4<f32> {
    let at = term.picture * X_GROUPS + (term.row * WIDTH + term.columns) * IN_GROUPS + column;
    return mat4x4<f32>(x[at.x], x[at.y], x[at.z], x[at.w]);
}

fn store_tap(tap: u32, group: u32, slice: u32, sum: vec4<f32>) {
    if tap < TAPS {
        let first = slice * (DW_ROWS + 1u) + tap * INPUTS + 4u * group;
        partial[first] = vec4<f32>(sum.x, 0.0, 0.0, 0.0);
        partial[first + 1u] = vec4<f32>(sum.y, 0.0, 0.0, 0.0);
        partial[first + 2u] = vec4<f32>(sum.z, 0.0, 0.0, 0.0);
        partial[first + 3u] = vec4<f32>(sum.w, 0.0, 0.0, 0.0);
    }
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    store_tap(4u * block, column, slice, sum[0]);
    store_tap(4u * block + 1u, column, slice, sum[1]);
    store_tap(4u * block + 2u, column, slice, sum[2]);
    store_tap(4u * block + 3u, column, slice, sum[3]);
    if block == 0u && column == 0u {
        var db = 0.0;
        let end = min((slice + 1u) * WORDS_OF_A_SLICE, ROWS * Y_WORDS);
        for (var at = slice * WORDS_OF_A_SLICE; at < end; at++) {
            db += dy[at];
        }
        partial[slice * (DW_ROWS + 1u) + DW_ROWS] = vec4<f32>(db, 0.0, 0.0, 0.0);
    }
}
