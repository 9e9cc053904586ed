// dx = (dy * wᵀ) ⊙ [h > 0], a convolution's gradient
// dy: ROWS pictures of [OUT_HEIGHT, OUT_WIDTH, OUTPUTS], w: [KERNEL, KERNEL, INPUTS, OUTPUTS], h and dx: ROWS
// pictures of [HEIGHT, WIDTH, INPUTS]. INPUTS and OUTPUTS count numbers; rows of w and pictures are padded to
// groups of four. h is the output of the ReLU that made the layer's inputs, if MASKED.
// A product of blocks, see shared/product.wgsl: a row is a pixel of a picture of dx, of which a block takes four
// pictures; a term is a channel of a pixel of dy that sees it. Along an axis every STRIDE-th weight alone can see a
// pixel, so pixels that leave the same rest belong to one slice, of STRIDE · STRIDE.

override MASKED: bool;

override STEPS = (KERNEL + STRIDE - 1u) / STRIDE;
override SLICE_HEIGHT = (HEIGHT + STRIDE - 1u) / STRIDE;
override SLICE_WIDTH = (WIDTH + STRIDE - 1u) / STRIDE;
override PIXELS = SLICE_HEIGHT * SLICE_WIDTH;
override ROW_BLOCKS = (ROWS + 3u) / 4u * PIXELS;
override COLUMN_BLOCKS = (INPUTS + 3u) / 4u;
override TERMS = (STEPS * STEPS * OUTPUTS + 3u) / 4u;

override X_WORDS = (HEIGHT * WIDTH * INPUTS + 3u) / 4u * 4u;
override Y_GROUPS = (OUT_HEIGHT * OUT_WIDTH * OUTPUTS + 3u) / 4u;
override OUT_GROUPS = (OUTPUTS + 3u) / 4u;

@group(0) @binding(0) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

struct Row {
    pictures: vec4<u32>,    // where four pictures of dy begin; pictures past the last are read from that one
    row: u32,               // row and column of the pixel in its slice
    column: u32,
}

// Four channels of dy. Where they come in fours, all of them see one pixel by one weight, and `channels` counts groups.
struct Term {
    rows: vec4<u32>,        // what leads from a pixel in its slice to their row and column; before the first it wraps
    columns: vec4<u32>,
    channels: vec4<u32>,
    weights: vec4<u32>,     // the row of w that the first input channel is multiplied with, NO_WEIGHT if there is none
}

const NO_WEIGHT = 0x80000000u;

fn row_of(block: u32) -> Row {
    let pixel = block % PIXELS;
    let pictures = min(4u * (block / PIXELS) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(ROWS - 1u));
    return Row(pictures * Y_GROUPS, pixel / SLICE_WIDTH, pixel % SLICE_WIDTH);
}

// Row and column as in Term, and the row of w, of a step along both axes.
fn seen(step: u32, slice: u32) -> vec3<u32> {
    let down = slice / STRIDE + TOP;
    let across = slice % STRIDE + LEFT;
    let ky = step / STEPS * STRIDE + down % STRIDE;
    let kx = step % STEPS * STRIDE + across % STRIDE;
    let weights = select(NO_WEIGHT, (ky * KERNEL + kx) * INPUTS, ky < KERNEL && kx < KERNEL);
    return vec3<u32>(down / STRIDE - step / STEPS, across / STRIDE - step % STEPS, weights);
}

fn term_of(k: u32, slice: u32) -> Term {
    if OUTPUTS % 4u == 0u {
        let at = seen(k / OUT_GROUPS, slice);
        return Term(vec4<u32>(at.x), vec4<u32>(at.y), vec4<u32>(k % OUT_GROUPS), vec4<u32>(at.z));
    }
    let numbers = 4u * k + vec4<u32>(0u, 1u, 2u, 3u);
    let a = seen(numbers.x / OUTPUTS, slice);
    let b = seen(numbers.y / OUTPUTS, slice);
    let c = seen(numbers.z / OUTPUTS, slice);
    let d = seen(numbers.w / OUTPUTS, slice);
    return Term(
        vec4<u32>(a.x, b.x, c.x, d.x),
        vec4<u32>(a.y, b.y, c.y, d.y),
        numbers % OUTPUTS,
        vec4<u32>(a.z, b.z, c.z, d.z),
    );
}

fn word(index: u32) -> f32 {
    return dy[index >> 2u][index & 3u];
}

fn numbers(words: vec4<u32>, inside: vec4<bool>) -> vec4<f32> {
    return select(vec4<f32>(), vec4<f32>(word(words.x), word(words.y), word(words.z), word(words.w)), inside);
}

fn left(row: Row, term: Term) -> mat4x4<f32> {
    if OUTPUTS % 4u == 0u {
        let down = row.row + term.rows.x;
        let across = row.column + term.columns.x;
        let inside = term.weights.x != NO_WEIGHT && down < OUT_HEIGHT && across < OUT_WIDTH;
        let at = row.pictures + (down * OUT_WIDTH + across) * OUT_GROUPS + term.channels.x;
        let zero = vec4<f32>();
        return mat4x4<f32>(
            select(zero, dy[at.x], inside),
            select(zero, dy[at.y], inside),
            select(zero, dy[at.z], inside),
            select(zero, dy[at.w], inside),
        );
    }
    let down = row.row + term.rows;
    let across = row.column + term.columns;
    let real = term.weights != vec4<u32>(NO_WEIGHT);
    let inside = real & (down < vec4<u32>(OUT_HEIGHT)) & (across < vec4<u32>(OUT_WIDTH));
    let words = (down * OUT_WIDTH + across) * OUTPUTS + term.channels;
    return mat4x4<f32>(
        numbers(4u * row.pictures.x + words, inside),
        numbers(4u * row.pictures.y + words, inside),
        numbers(4u * row.pictures.z + words, inside),
        numbers(4u * row.pictures.w + words, inside),
    );
}

// A weight of each of four input channels.
fn weights(row: u32, channel: u32) -> vec4<f32> {
    let first = row * OUT_GROUPS + (channel >> 2u);
    let i = channel & 3u;
    return vec4<f32>(
        w[first][i], w[first + OUT_GROUPS][i], w[first + 2u * OUT_GROUPS][i], w[first + 3u * OUT_GROUPS][i]);
}

fn right(term: Term, column: u32) -> mat4x4<f32> {
    // What no weight stands for is multiplied with zero.
    let rows = term.weights % NO_WEIGHT + 4u * column;
    if OUTPUTS % 4u == 0u {
        let at = rows.x * OUT_GROUPS + term.channels.x;
        return transpose(mat4x4<f32>(w[at], w[at + OUT_GROUPS], w[at + 2u * OUT_GROUPS], w[at + 3u * OUT_GROUPS]));
    }
    return mat4x4<f32>(
        weights(rows.x, term.channels.x),
        weights(rows.y, term.channels.y),
        weights(rows.z, term.channels.z),
        weights(rows.w, term.channels.w),
    );
}

fn store_word(at: u32, value: f32) {
    if MASKED {
        dx[at] = select(0.0, value, h[at] > 0.0);
    } else {
        dx[at] = value;
    }
}

fn store_picture(picture: u32, pixel: u32, group: u32, sum: vec4<f32>) {
    if picture >= ROWS {
        return;
    }
    let first = picture * X_WORDS + pixel * INPUTS + 4u * group;
    if INPUTS % 4u == 0u {
        store_word(first, sum.x);
        store_word(first + 1u, sum.y);
        store_word(first + 2u, sum.z);
        store_word(first + 3u, sum.w);
        return;
    }
    let count = min(INPUTS - 4u * group, 4u);
    store_word(first, sum.x);
    if count > 1u {
        store_word(first + 1u, sum.y);
    }
    if count > 2u {
        store_word(first + 2u, sum.z);
    }
    if count > 3u {
        store_word(first + 3u, sum.w);
    }
    if pixel == HEIGHT * WIDTH - 1u && group == COLUMN_BLOCKS - 1u {
        // The padding of the picture.
        for (var at = first + count; at < (picture + 1u) * X_WORDS; at++) {
            dx[at] = 0.0;
        }
    }
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    let pixel = block % PIXELS;
    let y = pixel / SLICE_WIDTH * STRIDE + slice / STRIDE;
    let x = pixel % SLICE_WIDTH * STRIDE + slice % STRIDE;
    if y >= HEIGHT || x >= WIDTH {
        return;
    }
    let picture = 4u * (block / PIXELS);
    store_picture(picture, y * WIDTH + x, column, sum[0]);
    store_picture(picture + 1u, y * WIDTH + x, column, sum[1]);
    store_picture(picture + 2u, y * WIDTH + x, column, sum[2]);
    store_picture(picture + 3u, y * WIDTH + x, column, sum[3]);
}
