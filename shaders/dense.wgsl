// y = activation(x·w + b)
// x: [ROWS, INPUTS], w: [INPUTS, OUTPUTS], b: [OUTPUTS], y: [ROWS, OUTPUTS]; INPUTS and OUTPUTS count groups
// of four numbers.
// A product of blocks, see shared/product.wgsl.

override ROWS: u32;
override INPUTS: u32;
override OUTPUTS: u32;
override RELU: bool;

override ROW_BLOCKS = (ROWS + 3u) / 4u;
override COLUMN_BLOCKS = OUTPUTS;
override TERMS = INPUTS;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

// Where four rows of x begin; rows past the last are read from that one.
alias Row = vec4<u32>;
// Four inputs.
alias Term = u32;

fn row_of(block: u32) -> Row {
    return min(4u * block + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(ROWS - 1u)) * INPUTS;
}

fn term_of(k: u32, slice: u32) -> Term {
    return k;
}

fn left(row: Row, term: Term) -> mat4x4<f32> {
    return mat4x4<f32>(x[row.x + term], x[row.y + term], x[row.z + term], x[row.w + term]);
}

fn right(term: Term, column: u32) -> mat4x4<f32> {
    let first = 4u * term * OUTPUTS + column;
    return mat4x4<f32>(w[first], w[first + OUTPUTS], w[first + 2u * OUTPUTS], w[first + 3u * OUTPUTS]);
}

fn store_row(row: u32, column: u32, value: vec4<f32>) {
    if row < ROWS {
        y[row * OUTPUTS + column] = select(value, max(value, vec4<f32>()), RELU);
    }
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    let bias = b[column];
    store_row(4u * block, column, sum[0] + bias);
    store_row(4u * block + 1u, column, sum[1] + bias);
    store_row(4u * block + 2u, column, sum[2] + bias);
    store_row(4u * block + 3u, column, sum[3] + bias);
}
