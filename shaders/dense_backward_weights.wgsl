// dw = xᵀ·dy, db = Σ_rows dy
// x: [ROWS, INPUTS], dy: [ROWS, OUTPUTS], dw: [INPUTS, OUTPUTS], db: [OUTPUTS]; INPUTS and OUTPUTS count groups
// of four numbers.
// A product of blocks, see shared/product.wgsl. Who owns the first rows of dw owns db too.

override ROWS: u32;
override INPUTS: u32;
override OUTPUTS: u32;

override ROW_BLOCKS = INPUTS;
override COLUMN_BLOCKS = OUTPUTS;
override TERMS = (ROWS + 3u) / 4u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> db: array<vec4<f32>>;

// A group of inputs.
alias Row = u32;
// The first of four rows of x and dy.
alias Term = u32;

fn row_of(block: u32) -> Row {
    return block;
}

fn term_of(k: u32, slice: u32) -> Term {
    return 4u * k;
}

// Whether no term reaches past the last row.
override WHOLE = ROWS % 4u == 0u;

// Past the last row is zero.
fn x_at(row: u32, group: u32) -> vec4<f32> {
    if WHOLE {
        return x[row * INPUTS + group];
    }
    return select(vec4<f32>(), x[min(row, ROWS - 1u) * INPUTS + group], row < ROWS);
}

fn left(row: Row, term: Term) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(x_at(term, row), x_at(term + 1u, row), x_at(term + 2u, row), x_at(term + 3u, row)));
}

fn dy_at(row: u32, group: u32) -> vec4<f32> {
    if WHOLE {
        return dy[row * OUTPUTS + group];
    }
    return dy[min(row, ROWS - 1u) * OUTPUTS + group];
}

fn right(term: Term, column: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        dy_at(term, column), dy_at(term + 1u, column), dy_at(term + 2u, column), dy_at(term + 3u, column));
}

fn store(block: u32, column: u32, slice: u32, sum: mat4x4<f32>) {
    let first = 4u * block * OUTPUTS + column;
    dw[first] = sum[0];
    dw[first + OUTPUTS] = sum[1];
    dw[first + 2u * OUTPUTS] = sum[2];
    dw[first + 3u * OUTPUTS] = sum[3];
    if block == 0u {
        var total = vec4<f32>();
        for (var row = 0u; row < ROWS; row++) {
            total += dy[row * OUTPUTS + column];
        }
        db[column] = total;
    }
}
