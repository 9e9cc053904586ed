// y = activation(x * w + b), a convolution to one channel
// x: ROWS pictures of [HEIGHT, WIDTH, INPUTS], w: [KERNEL, KERNEL, INPUTS, 1], b: [1], y: ROWS pictures of
// [OUT_HEIGHT, OUT_WIDTH]. INPUTS is a multiple of four; rows of w, pictures and b are padded to groups of four.
// A product of blocks, see shared/product.wgsl, in which no column is idle: its columns are four neighbouring pixels
// in a line of y; a row is such a four in a picture, of which a block takes four pictures; a term is a channel of a
// pixel of x that one of the four sees.

override RELU: bool;

override FOURS_OF_A_LINE = (OUT_WIDTH + 3u) / 4u;
override FOURS = OUT_HEIGHT * FOURS_OF_A_LINE;
override SPAN = KERNEL + 3u * STRIDE;
override IN_GROUPS = INPUTS / 4u;
override ROW_BLOCKS = (ROWS + 3u) / 4u * FOURS;
override COLUMN_BLOCKS = 1u;
override TERMS = KERNEL * SPAN * IN_GROUPS;

override X_GROUPS = HEIGHT * WIDTH * IN_GROUPS;
override Y_WORDS = (OUT_HEIGHT * OUT_WIDTH + 3u) / 4u * 4u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

struct Row {
    pictures: vec4<u32>,    // where four pictures of x begin; pictures past the last are read from that one
    row: u32,               // row and column of x where the kernel begins; before the first these wrap
    column: u32,
}

// Four channels of a pixel of x: its row and column from there, and their group.
struct Term {
    row: u32,
    column: u32,
    group: u32,
}

fn row_of(block: u32) -> Row {
    let four = block % FOURS;
    let pictures = min(4u * (block / FOURS) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(ROWS - 1u));
    let row = four / FOURS_OF_A_LINE * STRIDE - TOP;
    return Row(pictures * X_GROUPS, row, four % FOURS_OF_A_LINE * 4u * STRIDE - LEFT);
}

fn term_of(k: u32, slice: u32) -> Term {
    let pixel = k / IN_GROUPS;
    return Term(pixel / SPAN, pixel % SPAN, k % IN_GROUPS);
}

fn left(row: Row, term: Term) -> mat4x4<f32> {
    let down = row.row + term.row;
    let across = row.column + term.column;
    let inside = down < HEIGHT && across < WIDTH;
    let at = row.pictures + (down * WIDTH + across) * IN_GROUPS + term.group;
    let zero = vec4<f32>();
    return mat4x4<f32>(
        select(zero, x[at.x], inside),
        select(zero, x[at.y], inside),
        select(zero, x[at.z], inside),
        select(zero, x[at.w], inside),
    );
}

// The weights by which one of the four pixels sees four channels.
fn weights(term: Term, pixel: u32) -> vec4<f32> {
    // Before the first column this wraps.
    let column = term.column - pixel * STRIDE;
    let at = (term.row * KERNEL + column) * INPUTS + 4u * term.group;
    return select(vec4<f32>(), vec4<f32>(w[at].x, w[at + 1u].x, w[at + 2u].x, w[at + 3u].x), column < KERNEL);
}

fn right(term: Term, column: u32) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(weights(term, 0u), weights(term, 1u), weights(term, 2u), weights(term, 3u)));
}

fn store_word(at: u32, value: f32) {
    y[at] = select(value, max(value, 0.0), RELU);
}

fn store_picture(picture: u32, four: u32, sum: vec4<f32>) {
    if picture >= ROWS {
        return;
    }
    let column = four % FOURS_OF_A_LINE * 4u;
    let first = picture * Y_WORDS + four / FOURS_OF_A_LINE * OUT_WIDTH + column;
    let count = OUT_WIDTH - column;
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
    if four == FOURS - 1u {
        // The padding of the picture.
        for (var at = picture * Y_WORDS + OUT_HEIGHT * OUT_WIDTH; at < (picture + 1u) * Y_WORDS; at++) {
            y[at] = 0.0;
        }
    }
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    let four = block % FOURS;
    let picture = 4u * (block / FOURS);
    let bias = b[0].x;
    store_picture(picture, four, sum[0] + bias);
    store_picture(picture + 1u, four, sum[1] + bias);
    store_picture(picture + 2u, four, sum[2] + bias);
    store_picture(picture + 3u, four, sum[3] + bias);
}
