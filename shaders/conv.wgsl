// y = activation(x * w + b), a convolution
// x: ROWS pictures of [HEIGHT, WIDTH, INPUTS], w: [KERNEL, KERNEL, INPUTS, OUTPUTS], b: [OUTPUTS], y: ROWS
// pictures of [OUT_HEIGHT, OUT_WIDTH, OUTPUTS]. INPUTS and OUTPUTS count numbers; rows of w and pictures are
// padded to groups of four.
// A product of blocks, see shared/product.wgsl: a row is a pixel of a picture of y, of which a block takes four
// pictures; a term is a row of w.

override RELU: bool;

override PIXELS = OUT_HEIGHT * OUT_WIDTH;
override ROW_BLOCKS = (ROWS + 3u) / 4u * PIXELS;
override COLUMN_BLOCKS = (OUTPUTS + 3u) / 4u;
override TERMS = (KERNEL * KERNEL * INPUTS + 3u) / 4u;

override X_GROUPS = (HEIGHT * WIDTH * INPUTS + 3u) / 4u;
override Y_WORDS = (PIXELS * OUTPUTS + 3u) / 4u * 4u;
override IN_GROUPS = (INPUTS + 3u) / 4u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

struct Row {
    pictures: vec4<u32>,    // where four pictures of x begin; pictures past the last are read from that one
    row: u32,               // row and column of x where the kernel begins; before the first these wrap
    column: u32,
}

// Four rows of w. Where channels come in fours, all of them see one pixel, and `channels` counts groups.
struct Term {
    first: u32,
    rows: vec4<u32>,        // their row, column and channel in the kernel
    columns: vec4<u32>,
    channels: vec4<u32>,
}

fn row_of(block: u32) -> Row {
    let pixel = block % PIXELS;
    let pictures = min(4u * (block / PIXELS) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(ROWS - 1u));
    return Row(pictures * X_GROUPS, pixel / OUT_WIDTH * STRIDE - TOP, pixel % OUT_WIDTH * STRIDE - LEFT);
}

fn term_of(k: u32, slice: u32) -> Term {
    if INPUTS % 4u == 0u {
        let tap = k / IN_GROUPS;
        return Term(4u * k, vec4<u32>(tap / KERNEL), vec4<u32>(tap % KERNEL), vec4<u32>(k % IN_GROUPS));
    }
    let rows = 4u * k + vec4<u32>(0u, 1u, 2u, 3u);
    let taps = rows / INPUTS;
    return Term(4u * k, taps / KERNEL, taps % KERNEL, rows % INPUTS);
}

fn word(index: u32) -> f32 {
    return x[index >> 2u][index & 3u];
}

fn left(row: Row, term: Term) -> mat4x4<f32> {
    if INPUTS % 4u == 0u {
        let down = row.row + term.rows.x;
        let across = row.column + term.columns.x;
        let inside = down < HEIGHT && across < WIDTH;
        let at = row.pictures + (down * WIDTH + across) * IN_GROUPS + term.channels.x;
        let zero = vec4<f32>();
        return mat4x4<f32>(
            select(zero, x[at.x], inside),
            select(zero, x[at.y], inside),
            select(zero, x[at.z], inside),
            select(zero, x[at.w], inside),
        );
    }
    let down = row.row + term.rows;
    let across = row.column + term.columns;
    let inside = (down < vec4<u32>(HEIGHT)) & (across < vec4<u32>(WIDTH));
    let words = (down * WIDTH + across) * INPUTS + term.channels;
    return mat4x4<f32>(
        numbers(4u * row.pictures.x + words, inside),
        numbers(4u * row.pictures.y + words, inside),
        numbers(4u * row.pictures.z + words, inside),
        numbers(4u * row.pictures.w + words, inside),
    );
}

fn numbers(words: vec4<u32>, inside: vec4<bool>) -> vec4<f32> {
    return select(vec4<f32>(), vec4<f32>(word(words.x), word(words.y), word(words.z), word(words.w)), inside);
}

fn right(term: Term, column: u32) -> mat4x4<f32> {
    let at = term.first * COLUMN_BLOCKS + column;
    return mat4x4<f32>(w[at], w[at + COLUMN_BLOCKS], w[at + 2u * COLUMN_BLOCKS], w[at + 3u * COLUMN_BLOCKS]);
}

fn store_picture(picture: u32, pixel: u32, group: u32, biased: vec4<f32>) {
    if picture >= ROWS {
        return;
    }
    var value = biased;
    if RELU {
        value = max(value, vec4<f32>());
    }
    let first = picture * Y_WORDS + pixel * OUTPUTS + 4u * group;
    if OUTPUTS % 4u == 0u {
        y[first] = value.x;
        y[first + 1u] = value.y;
        y[first + 2u] = value.z;
        y[first + 3u] = value.w;
        return;
    }
    let count = min(OUTPUTS - 4u * group, 4u);
    y[first] = value.x;
    if count > 1u {
        y[first + 1u] = value.y;
    }
    if count > 2u {
        y[first + 2u] = value.z;
    }
    if count > 3u {
        y[first + 3u] = value.w;
    }
    if pixel == OUT_HEIGHT * OUT_WIDTH - 1u && group == COLUMN_BLOCKS - 1u {
        // The padding of the picture.
        for (var at = first + count; at < (picture + 1u) * Y_WORDS; at++) {
            y[at] = 0.0;
        }
    }
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    let pixel = block % PIXELS;
    let picture = 4u * (block / PIXELS);
    let bias = b[column];
    store_picture(picture, pixel, column, sum[0] + bias);
    store_picture(picture + 1u, pixel, column, sum[1] + bias);
    store_picture(picture + 2u, pixel, column, sum[2] + bias);
    store_picture(picture + 3u, pixel, column, sum[3] + bias);
}
