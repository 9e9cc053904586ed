// dw = xᵀ * dy and db = Σ dy of a convolution, each over a slice of the batch
// x: ROWS pictures of [HEIGHT, WIDTH, INPUTS], dy: ROWS pictures of [OUT_HEIGHT, OUT_WIDTH, OUTPUTS], partial:
// [SLICES, GROUPS_OF_DW + OUT_GROUPS] in groups of four: dw as [KERNEL, KERNEL, INPUTS, OUTPUTS], its rows
// padded to a multiple of four, then db. INPUTS and OUTPUTS count numbers. A slice is LINES lines of dy,
// counted through all pictures.
// A product of blocks, see shared/product.wgsl: a term is a pixel of dy, of which a block takes four neighbours in a
// line. A last block of rows sees 1 in every pixel: its first row is db.

override SLICES: u32;
override LINES: u32;

override X_GROUPS = (HEIGHT * WIDTH * INPUTS + 3u) / 4u;
override Y_GROUPS = (OUT_HEIGHT * OUT_WIDTH * OUTPUTS + 3u) / 4u;
override IN_GROUPS = (INPUTS + 3u) / 4u;
override OUT_GROUPS = (OUTPUTS + 3u) / 4u;
override FOURS_OF_A_LINE = (OUT_WIDTH + 3u) / 4u;

override BLOCKS_OF_DW = (KERNEL * KERNEL * INPUTS + 3u) / 4u;
override GROUPS_OF_DW = 4u * BLOCKS_OF_DW * OUT_GROUPS;

override ROW_BLOCKS = BLOCKS_OF_DW + 1u;
override COLUMN_BLOCKS = OUT_GROUPS;
override TERMS = LINES * FOURS_OF_A_LINE;

// A row of x where there is none.
const NOWHERE = 0x40000000u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4<f32>>;

// Four rows of dw. Where channels come in fours, all of them see one pixel, and `channels` counts groups.
struct Row {
    rows: vec4<u32>,        // their row and column in the kernel, less TOP and LEFT, and their channel
    columns: vec4<u32>,
    channels: vec4<u32>,
    outside: vec4<f32>,     // what they see past the edge
}

// Four pixels of dy.
struct Term {
    picture: u32,
    row: u32,
    columns: vec4<u32>,
    real: vec4<bool>,       // whether there is such a pixel
}

fn row_of(block: u32) -> Row {
    if block >= BLOCKS_OF_DW {
        return Row(vec4<u32>(NOWHERE), vec4<u32>(), vec4<u32>(), vec4<f32>(1.0, 0.0, 0.0, 0.0));
    }
    if INPUTS % 4u == 0u {
        let tap = block / IN_GROUPS;
        let rows = vec4<u32>(tap / KERNEL - TOP);
        return Row(rows, vec4<u32>(tap % KERNEL - LEFT), vec4<u32>(block % IN_GROUPS), vec4<f32>());
    }
    let numbers = 4u * block + vec4<u32>(0u, 1u, 2u, 3u);
    let taps = numbers / INPUTS;
    let rows = select(vec4<u32>(NOWHERE), taps / KERNEL - TOP, numbers < vec4<u32>(KERNEL * KERNEL * INPUTS));
    return Row(rows, taps % KERNEL - LEFT, numbers % INPUTS, vec4<f32>());
}

fn term_of(k: u32, slice: u32) -> Term {
    let line = slice * LINES + k / FOURS_OF_A_LINE;
    let columns = k % FOURS_OF_A_LINE * 4u + vec4<u32>(0u, 1u, 2u, 3u);
    let end = select(0u, OUT_WIDTH, line < ROWS * OUT_HEIGHT);
    return Term(line / OUT_HEIGHT, line % OUT_HEIGHT, columns, columns < vec4<u32>(end));
}

fn word_of_x(index: u32) -> f32 {
    return x[index >> 2u][index & 3u];
}

// What four pixels see by the weight of a row of dw.
fn seen(term: Term, row: u32, column: u32, channel: u32, outside: f32) -> vec4<f32> {
    let down = term.row * STRIDE + row;
    let across = term.columns * STRIDE + column;
    let inside = (across < vec4<u32>(WIDTH)) & vec4<bool>(down < HEIGHT);
    let words = 4u * term.picture * X_GROUPS + (down * WIDTH + across) * INPUTS + channel;
    let numbers =
        vec4<f32>(word_of_x(words.x), word_of_x(words.y), word_of_x(words.z), word_of_x(words.w));
    return select(vec4<f32>(outside), numbers, inside);
}

// What is read past the end of a tensor is some number of it, and not used.
fn left(row: Row, term: Term) -> mat4x4<f32> {
    if INPUTS % 4u == 0u {
        let down = term.row * STRIDE + row.rows.x;
        let across = term.columns * STRIDE + row.columns.x;
        let inside = (across < vec4<u32>(WIDTH)) & vec4<bool>(down < HEIGHT);
        let at = term.picture * X_GROUPS + (down * WIDTH + across) * IN_GROUPS + row.channels.x;
        return transpose(mat4x4<f32>(
            select(row.outside, x[at.x], inside.x),
            select(row.outside, x[at.y], inside.y),
            select(row.outside, x[at.z], inside.z),
            select(row.outside, x[at.w], inside.w),
        ));
    }
    return mat4x4<f32>(
        seen(term, row.rows.x, row.columns.x, row.channels.x, row.outside.x),
        seen(term, row.rows.y, row.columns.y, row.channels.y, row.outside.y),
        seen(term, row.rows.z, row.columns.z, row.channels.z, row.outside.z),
        seen(term, row.rows.w, row.columns.w, row.channels.w, row.outside.w),
    );
}

fn word_of_dy(first: u32, channel: u32) -> f32 {
    let at = first + min(channel, OUTPUTS - 1u);
    return select(0.0, dy[at >> 2u][at & 3u], channel < OUTPUTS);
}

// A group of channels of a pixel of dy.
fn group_of_dy(picture: u32, pixel: u32, group: u32) -> vec4<f32> {
    if OUTPUTS % 4u == 0u {
        return dy[picture * Y_GROUPS + pixel * OUT_GROUPS + group];
    }
    let first = 4u * picture * Y_GROUPS + pixel * OUTPUTS;
    let channel = 4u * group;
    return vec4<f32>(
        word_of_dy(first, channel),
        word_of_dy(first, channel + 1u),
        word_of_dy(first, channel + 2u),
        word_of_dy(first, channel + 3u),
    );
}

fn right(term: Term, column: u32) -> mat4x4<f32> {
    let pixels = term.row * OUT_WIDTH + term.columns;
    let zero = vec4<f32>();
    return mat4x4<f32>(
        select(zero, group_of_dy(term.picture, pixels.x, column), term.real.x),
        select(zero, group_of_dy(term.picture, pixels.y, column), term.real.y),
        select(zero, group_of_dy(term.picture, pixels.z, column), term.real.z),
        select(zero, group_of_dy(term.picture, pixels.w, column), term.real.w),
    );
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    let first = slice * (GROUPS_OF_DW + OUT_GROUPS) + 4u * block * OUT_GROUPS + column;
    partial[first] = sum[0];
    if block < BLOCKS_OF_DW {
        partial[first + OUT_GROUPS] = sum[1];
        partial[first + 2u * OUT_GROUPS] = sum[2];
        partial[first + 3u * OUT_GROUPS] = sum[3];
    }
}
