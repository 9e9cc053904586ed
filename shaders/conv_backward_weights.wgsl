// dw = xᵀ * dy and db = Σ dy of a convolution, each over a slice of the batch
// x: ROWS pictures of [HEIGHT, WIDTH, INPUTS], dy: ROWS pictures of [OUT_HEIGHT, OUT_WIDTH, OUTPUTS], partial:
// [SLICES, GROUPS_OF_DW + OUT_GROUPS] in groups of four: dw as [KERNEL, KERNEL, INPUTS, OUTPUTS], its rows
// padded to a multiple of four, then db. INPUTS and OUTPUTS count numbers. A slice is LINES lines of dy,
// counted through all pictures.
// An invocation owns 8 rows × 2 groups of dw of a slice, in named registers; groups past the edge are read from
// the last one inside and not stored. The invocations of the first rows own db too.

override ROWS: u32;
override HEIGHT: u32;
override WIDTH: u32;
override INPUTS: u32;
override OUT_HEIGHT: u32;
override OUT_WIDTH: u32;
override OUTPUTS: u32;
override KERNEL: u32;
override STRIDE: u32;
override TOP: u32;
override LEFT: u32;
override SLICES: u32;
override LINES: u32;

override X_GROUPS = (HEIGHT * WIDTH * INPUTS + 3u) / 4u;
override Y_GROUPS = (OUT_HEIGHT * OUT_WIDTH * OUTPUTS + 3u) / 4u;
override OUT_GROUPS = (OUTPUTS + 3u) / 4u;
override DW_ROWS = (KERNEL * KERNEL * INPUTS + 3u) / 4u * 4u;
override GROUPS_OF_DW = DW_ROWS * OUT_GROUPS;

// A row of dw past the last one: no input pixel is there.
const NOWHERE = 0x40000000u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4<f32>>;

// The input that a row of dw belongs to: ky, kx and channel.
fn input_of(row: u32) -> vec3<u32> {
    if row >= KERNEL * KERNEL * INPUTS {
        return vec3<u32>(NOWHERE, 0u, 0u);
    }
    let tap = row / INPUTS;
    return vec3<u32>(tap / KERNEL, tap % KERNEL, row % INPUTS);
}

// Where the inputs of a line of outputs lie: the word of column 0 of the line of x, and what is added to a
// column.
fn line_of(image: u32, row: u32, input: vec3<u32>) -> vec2<u32> {
    // Before the first row or column these wrap to numbers past the last one.
    let seen_row = row * STRIDE + input.x - TOP;
    let inside = seen_row < HEIGHT;
    let first = 4u * image * X_GROUPS + input.z;
    return vec2<u32>(
        first + select(0u, seen_row * WIDTH * INPUTS, inside),
        select(NOWHERE, input.y - LEFT, inside),
    );
}

fn word_of_x(line: vec2<u32>, column: u32) -> f32 {
    let seen = column * STRIDE + line.y;
    let inside = seen < WIDTH;
    let at = line.x + select(0u, seen * INPUTS, inside);
    return select(0.0, x[at / 4u][at % 4u], inside);
}

fn group_of_x(line: vec2<u32>, column: u32) -> vec4<f32> {
    let seen = column * STRIDE + line.y;
    let inside = seen < WIDTH;
    return select(vec4<f32>(), x[(line.x + select(0u, seen * INPUTS, inside)) / 4u], inside);
}

fn word_of_dy(first: u32, channel: u32) -> f32 {
    let at = first + min(channel, OUTPUTS - 1u);
    return select(0.0, dy[at / 4u][at % 4u], channel < OUTPUTS);
}

// A group of channels of dy; `first` is the pixel's first word.
fn group_of_dy(first: u32, group: u32) -> vec4<f32> {
    if OUTPUTS % 4u == 0u {
        return dy[first / 4u + group];
    }
    let channel = 4u * group;
    return vec4<f32>(
        word_of_dy(first, channel),
        word_of_dy(first, channel + 1u),
        word_of_dy(first, channel + 2u),
        word_of_dy(first, channel + 3u),
    );
}

fn store(slice: u32, row: u32, group: u32, sum: vec4<f32>) {
    if row < DW_ROWS && group < OUT_GROUPS {
        partial[slice * (GROUPS_OF_DW + OUT_GROUPS) + row * OUT_GROUPS + group] = sum;
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    let tiles = (KERNEL * KERNEL * INPUTS + 7u) / 8u;
    let pairs = (OUT_GROUPS + 1u) / 2u;
    let first_row = item % tiles * 8u;
    let group = item / tiles % pairs * 2u;
    let slice = item / tiles / pairs;
    if slice >= SLICES {
        return;
    }
    let next = min(group + 1u, OUT_GROUPS - 1u);
    let i0 = input_of(first_row + 0u);
    let i1 = input_of(first_row + 1u);
    let i2 = input_of(first_row + 2u);
    let i3 = input_of(first_row + 3u);
    let i4 = input_of(first_row + 4u);
    let i5 = input_of(first_row + 5u);
    let i6 = input_of(first_row + 6u);
    let i7 = input_of(first_row + 7u);
    var db0 = vec4<f32>();
    var db1 = vec4<f32>();
    var s00 = vec4<f32>();
    var s01 = vec4<f32>();
    var s10 = vec4<f32>();
    var s11 = vec4<f32>();
    var s20 = vec4<f32>();
    var s21 = vec4<f32>();
    var s30 = vec4<f32>();
    var s31 = vec4<f32>();
    var s40 = vec4<f32>();
    var s41 = vec4<f32>();
    var s50 = vec4<f32>();
    var s51 = vec4<f32>();
    var s60 = vec4<f32>();
    var s61 = vec4<f32>();
    var s70 = vec4<f32>();
    var s71 = vec4<f32>();
    let end = min((slice + 1u) * LINES, ROWS * OUT_HEIGHT);
    for (var line = slice * LINES; line < end; line++) {
        let image = line / OUT_HEIGHT;
        let row = line % OUT_HEIGHT;
        let l0 = line_of(image, row, i0);
        let l1 = line_of(image, row, i1);
        let l2 = line_of(image, row, i2);
        let l3 = line_of(image, row, i3);
        let l4 = line_of(image, row, i4);
        let l5 = line_of(image, row, i5);
        let l6 = line_of(image, row, i6);
        let l7 = line_of(image, row, i7);
        for (var column = 0u; column < OUT_WIDTH; column++) {
            let from_y = 4u * image * Y_GROUPS + (row * OUT_WIDTH + column) * OUTPUTS;
            var a0 = vec4<f32>();
            var a1 = vec4<f32>();
            if INPUTS % 4u == 0u {
                a0 = group_of_x(l0, column);
                a1 = group_of_x(l4, column);
            } else {
                a0.x = word_of_x(l0, column);
                a0.y = word_of_x(l1, column);
                a0.z = word_of_x(l2, column);
                a0.w = word_of_x(l3, column);
                a1.x = word_of_x(l4, column);
                a1.y = word_of_x(l5, column);
                a1.z = word_of_x(l6, column);
                a1.w = word_of_x(l7, column);
            }
            if OUTPUTS == 1u {
                // One sum a row, so four rows a register.
                let d = dy[from_y / 4u][from_y % 4u];
                db0.x += d;
                s00 += a0 * d;
                s40 += a1 * d;
                continue;
            }
            let d0 = group_of_dy(from_y, group);
            db0 += d0;
            s00 += a0.x * d0;
            s10 += a0.y * d0;
            s20 += a0.z * d0;
            s30 += a0.w * d0;
            s40 += a1.x * d0;
            s50 += a1.y * d0;
            s60 += a1.z * d0;
            s70 += a1.w * d0;
            if OUT_GROUPS > 1u {
                let d1 = group_of_dy(from_y, next);
                db1 += d1;
                s01 += a0.x * d1;
                s11 += a0.y * d1;
                s21 += a0.z * d1;
                s31 += a0.w * d1;
                s41 += a1.x * d1;
                s51 += a1.y * d1;
                s61 += a1.z * d1;
                s71 += a1.w * d1;
            }
        }
    }
    if OUTPUTS == 1u {
        s10.x = s00.y;
        s20.x = s00.z;
        s30.x = s00.w;
        s00 = vec4<f32>(s00.x, 0.0, 0.0, 0.0);
        s50.x = s40.y;
        s60.x = s40.z;
        s70.x = s40.w;
        s40 = vec4<f32>(s40.x, 0.0, 0.0, 0.0);
    }
    store(slice, first_row + 0u, group, s00);
    store(slice, first_row + 0u, group + 1u, s01);
    store(slice, first_row + 1u, group, s10);
    store(slice, first_row + 1u, group + 1u, s11);
    store(slice, first_row + 2u, group, s20);
    store(slice, first_row + 2u, group + 1u, s21);
    store(slice, first_row + 3u, group, s30);
    store(slice, first_row + 3u, group + 1u, s31);
    store(slice, first_row + 4u, group, s40);
    store(slice, first_row + 4u, group + 1u, s41);
    store(slice, first_row + 5u, group, s50);
    store(slice, first_row + 5u, group + 1u, s51);
    store(slice, first_row + 6u, group, s60);
    store(slice, first_row + 6u, group + 1u, s61);
    store(slice, first_row + 7u, group, s70);
    store(slice, first_row + 7u, group + 1u, s71);
    if first_row == 0u {
        // db lies where the next row of dw would.
        let at = slice * (GROUPS_OF_DW + OUT_GROUPS) + GROUPS_OF_DW;
        partial[at + group] = db0;
        if group + 1u < OUT_GROUPS {
            partial[at + group + 1u] = db1;
        }
    }
}
