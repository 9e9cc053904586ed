// y = activation(x * w + b), a convolution
// x: ROWS pictures of [HEIGHT, WIDTH, INPUTS], w: [KERNEL, KERNEL, INPUTS, OUTPUTS], b: [OUTPUTS], y: ROWS
// pictures of [OUT_HEIGHT, OUT_WIDTH, OUTPUTS]. INPUTS and OUTPUTS count numbers; rows of w and pictures are
// padded to groups of four.
// An invocation owns a pixel of 8 pictures × 2 groups of channels of y, in named registers: all of them see
// the same weights and the same edge. Pictures and groups past the end are read from the last one inside and
// not stored. Where channels come in fours, four terms of a sum are one product of a 4×4 matrix with a vector.

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
override RELU: bool;

override X_GROUPS = (HEIGHT * WIDTH * INPUTS + 3u) / 4u;
override Y_WORDS = (OUT_HEIGHT * OUT_WIDTH * OUTPUTS + 3u) / 4u * 4u;
override IN_GROUPS = (INPUTS + 3u) / 4u;
override GROUPS = (OUTPUTS + 3u) / 4u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

// The pixel that a weight sees, and whether it is inside; row and column are where the kernel begins.
fn seen(row: u32, column: u32, tap: u32) -> vec2<u32> {
    // Before the first row or column these wrap to numbers past the last one.
    let y = row + tap / KERNEL;
    let x = column + tap % KERNEL;
    let inside = u32(y < HEIGHT && x < WIDTH);
    return vec2<u32>(inside * (y * WIDTH + x), inside);
}

// Four rows of w in a group of columns; of the only column, if there is one channel, a vector.
fn block(row: u32, group: u32) -> mat4x4<f32> {
    let first = row * GROUPS + group;
    if OUTPUTS == 1u {
        let column = vec4<f32>(w[first].x, w[first + 1u].x, w[first + 2u].x, w[first + 3u].x);
        return mat4x4<f32>(column, vec4<f32>(), vec4<f32>(), vec4<f32>());
    }
    return mat4x4<f32>(w[first], w[first + GROUPS], w[first + 2u * GROUPS], w[first + 3u * GROUPS]);
}

// Four terms of four sums; of the only sum, if there is one channel, four parts that `store` adds.
fn terms(block: mat4x4<f32>, a: vec4<f32>) -> vec4<f32> {
    if OUTPUTS == 1u {
        return block[0] * a;
    }
    return block * a;
}

fn word(index: u32) -> f32 {
    return x[index / 4u][index % 4u];
}

fn store(image: u32, pixel: u32, group: u32, sum: vec4<f32>) {
    if image >= ROWS || group >= GROUPS {
        return;
    }
    var value = sum;
    if OUTPUTS == 1u && INPUTS % 4u == 0u {
        value.x = (sum.x + sum.y) + (sum.z + sum.w);
    }
    value += b[group];
    if RELU {
        value = max(value, vec4<f32>());
    }
    let first = image * Y_WORDS + pixel * OUTPUTS + 4u * group;
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
    if pixel == OUT_HEIGHT * OUT_WIDTH - 1u && group == GROUPS - 1u {
        // The padding of the picture.
        for (var at = first + count; at < (image + 1u) * Y_WORDS; at++) {
            y[at] = 0.0;
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    let pixels = OUT_HEIGHT * OUT_WIDTH;
    let pairs = (GROUPS + 1u) / 2u;
    let pixel = item % pixels;
    let group = item / pixels % pairs * 2u;
    let image = item / pixels / pairs * 8u;
    if image >= ROWS {
        return;
    }
    let last = ROWS - 1u;
    let x0 = min(image + 0u, last) * X_GROUPS;
    let x1 = min(image + 1u, last) * X_GROUPS;
    let x2 = min(image + 2u, last) * X_GROUPS;
    let x3 = min(image + 3u, last) * X_GROUPS;
    let x4 = min(image + 4u, last) * X_GROUPS;
    let x5 = min(image + 5u, last) * X_GROUPS;
    let x6 = min(image + 6u, last) * X_GROUPS;
    let x7 = min(image + 7u, last) * X_GROUPS;
    let next = min(group + 1u, GROUPS - 1u);
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
    let row = pixel / OUT_WIDTH * STRIDE - TOP;
    let column = pixel % OUT_WIDTH * STRIDE - LEFT;
    if INPUTS % 4u == 0u {
        for (var term = 0u; term < KERNEL * KERNEL * IN_GROUPS; term++) {
            let place = seen(row, column, term / IN_GROUPS);
            let at = place.x * IN_GROUPS + term % IN_GROUPS;
            let inside = place.y == 1u;
            let w0 = block(4u * term, group);
            let w1 = block(4u * term, next);
            let a0 = select(vec4<f32>(), x[x0 + at], inside);
            let a1 = select(vec4<f32>(), x[x1 + at], inside);
            let a2 = select(vec4<f32>(), x[x2 + at], inside);
            let a3 = select(vec4<f32>(), x[x3 + at], inside);
            let a4 = select(vec4<f32>(), x[x4 + at], inside);
            let a5 = select(vec4<f32>(), x[x5 + at], inside);
            let a6 = select(vec4<f32>(), x[x6 + at], inside);
            let a7 = select(vec4<f32>(), x[x7 + at], inside);
            s00 += terms(w0, a0);
            s10 += terms(w0, a1);
            s20 += terms(w0, a2);
            s30 += terms(w0, a3);
            s40 += terms(w0, a4);
            s50 += terms(w0, a5);
            s60 += terms(w0, a6);
            s70 += terms(w0, a7);
            if GROUPS > 1u {
                s01 += w1 * a0;
                s11 += w1 * a1;
                s21 += w1 * a2;
                s31 += w1 * a3;
                s41 += w1 * a4;
                s51 += w1 * a5;
                s61 += w1 * a6;
                s71 += w1 * a7;
            }
        }
    } else {
        for (var term = 0u; term < KERNEL * KERNEL * INPUTS; term++) {
            let place = seen(row, column, term / INPUTS);
            let at = place.x * INPUTS + term % INPUTS;
            let inside = place.y == 1u;
            let w0 = w[term * GROUPS + group];
            let w1 = w[term * GROUPS + next];
            let a0 = select(0.0, word(4u * x0 + at), inside);
            let a1 = select(0.0, word(4u * x1 + at), inside);
            let a2 = select(0.0, word(4u * x2 + at), inside);
            let a3 = select(0.0, word(4u * x3 + at), inside);
            let a4 = select(0.0, word(4u * x4 + at), inside);
            let a5 = select(0.0, word(4u * x5 + at), inside);
            let a6 = select(0.0, word(4u * x6 + at), inside);
            let a7 = select(0.0, word(4u * x7 + at), inside);
            s00 += w0 * a0;
            s10 += w0 * a1;
            s20 += w0 * a2;
            s30 += w0 * a3;
            s40 += w0 * a4;
            s50 += w0 * a5;
            s60 += w0 * a6;
            s70 += w0 * a7;
            if GROUPS > 1u {
                s01 += w1 * a0;
                s11 += w1 * a1;
                s21 += w1 * a2;
                s31 += w1 * a3;
                s41 += w1 * a4;
                s51 += w1 * a5;
                s61 += w1 * a6;
                s71 += w1 * a7;
            }
        }
    }
    store(image + 0u, pixel, group, s00);
    store(image + 0u, pixel, group + 1u, s01);
    store(image + 1u, pixel, group, s10);
    store(image + 1u, pixel, group + 1u, s11);
    store(image + 2u, pixel, group, s20);
    store(image + 2u, pixel, group + 1u, s21);
    store(image + 3u, pixel, group, s30);
    store(image + 3u, pixel, group + 1u, s31);
    store(image + 4u, pixel, group, s40);
    store(image + 4u, pixel, group + 1u, s41);
    store(image + 5u, pixel, group, s50);
    store(image + 5u, pixel, group + 1u, s51);
    store(image + 6u, pixel, group, s60);
    store(image + 6u, pixel, group + 1u, s61);
    store(image + 7u, pixel, group, s70);
    store(image + 7u, pixel, group + 1u, s71);
}
