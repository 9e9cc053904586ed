// dx = (dy * wᵀ) ⊙ [h > 0], a convolution's gradient
// dy: ROWS pictures of [OUT_HEIGHT, OUT_WIDTH, OUTPUTS], w: [KERNEL, KERNEL, INPUTS, OUTPUTS], h and dx: ROWS
// pictures of [HEIGHT, WIDTH, INPUTS]. INPUTS and OUTPUTS count numbers; rows of w and pictures are padded to
// groups of four. h is the output of the ReLU that made the layer's inputs, if MASKED.
// An invocation owns a pixel of 8 pictures × 2 groups of channels of dx, in named registers: all of them see
// the same weights and the same edge. Pictures and groups past the end are read from the last one inside and
// not stored. Where channels come in fours, four terms of a sum are one product of a vector with a 4×4 matrix.

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
override MASKED: bool;

override X_WORDS = (HEIGHT * WIDTH * INPUTS + 3u) / 4u * 4u;
override Y_GROUPS = (OUT_HEIGHT * OUT_WIDTH * OUTPUTS + 3u) / 4u;
override IN_GROUPS = (INPUTS + 3u) / 4u;
override OUT_GROUPS = (OUTPUTS + 3u) / 4u;
override STEPS = (KERNEL + STRIDE - 1u) / STRIDE;

@group(0) @binding(0) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

// The output pixel that sees an input pixel, the weight by which it does, and whether there is one. Along an
// axis only every STRIDE-th weight can, so STEPS of them are tried.
fn seeing(down: u32, right: u32, step: u32) -> vec3<u32> {
    let ky = down % STRIDE + step / STEPS * STRIDE;
    let kx = right % STRIDE + step % STEPS * STRIDE;
    // Before the first row or column these wrap to numbers past the last one.
    let row = down / STRIDE - step / STEPS;
    let column = right / STRIDE - step % STEPS;
    let inside = u32(ky < KERNEL && kx < KERNEL && row < OUT_HEIGHT && column < OUT_WIDTH);
    return vec3<u32>(inside * (row * OUT_WIDTH + column), inside * (ky * KERNEL + kx), inside);
}

// A group of columns of four rows of w, a row a column.
fn block(row: u32, n: u32) -> mat4x4<f32> {
    let first = row * OUT_GROUPS + n;
    return mat4x4<f32>(w[first], w[first + OUT_GROUPS], w[first + 2u * OUT_GROUPS], w[first + 3u * OUT_GROUPS]);
}

// A column of four rows of w.
fn column_of(row: u32, n: u32) -> vec4<f32> {
    let first = row * OUT_GROUPS + n / 4u;
    let i = n % 4u;
    return vec4<f32>(
        w[first][i],
        w[first + OUT_GROUPS][i],
        w[first + 2u * OUT_GROUPS][i],
        w[first + 3u * OUT_GROUPS][i],
    );
}

fn word(index: u32) -> f32 {
    return dy[index / 4u][index % 4u];
}

fn store_word(at: u32, value: f32) {
    if MASKED {
        dx[at] = select(0.0, value, h[at] > 0.0);
    } else {
        dx[at] = value;
    }
}

fn store(image: u32, pixel: u32, group: u32, sum: vec4<f32>) {
    if image >= ROWS || group >= IN_GROUPS {
        return;
    }
    let first = image * X_WORDS + pixel * INPUTS + 4u * group;
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
    if pixel == HEIGHT * WIDTH - 1u && group == IN_GROUPS - 1u {
        // The padding of the picture.
        for (var at = first + count; at < (image + 1u) * X_WORDS; at++) {
            dx[at] = 0.0;
        }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    let pixels = HEIGHT * WIDTH;
    let pairs = (IN_GROUPS + 1u) / 2u;
    let pixel = item % pixels;
    let group = item / pixels % pairs * 2u;
    let image = item / pixels / pairs * 8u;
    if image >= ROWS {
        return;
    }
    let last = ROWS - 1u;
    let y0 = min(image + 0u, last) * Y_GROUPS;
    let y1 = min(image + 1u, last) * Y_GROUPS;
    let y2 = min(image + 2u, last) * Y_GROUPS;
    let y3 = min(image + 3u, last) * Y_GROUPS;
    let y4 = min(image + 4u, last) * Y_GROUPS;
    let y5 = min(image + 5u, last) * Y_GROUPS;
    let y6 = min(image + 6u, last) * Y_GROUPS;
    let y7 = min(image + 7u, last) * Y_GROUPS;
    let next = min(group + 1u, IN_GROUPS - 1u);
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
    let down = pixel / WIDTH + TOP;
    let right = pixel % WIDTH + LEFT;
    if OUTPUTS % 4u == 0u {
        for (var term = 0u; term < STEPS * STEPS * OUT_GROUPS; term++) {
            let n = term % OUT_GROUPS;
            let place = seeing(down, right, term / OUT_GROUPS);
            let at = place.x * OUT_GROUPS + n;
            let tap = place.y;
            let inside = place.z == 1u;
            let w0 = block(tap * INPUTS + 4u * group, n);
            let w1 = block(tap * INPUTS + 4u * next, n);
            let a0 = select(vec4<f32>(), dy[y0 + at], inside);
            let a1 = select(vec4<f32>(), dy[y1 + at], inside);
            let a2 = select(vec4<f32>(), dy[y2 + at], inside);
            let a3 = select(vec4<f32>(), dy[y3 + at], inside);
            let a4 = select(vec4<f32>(), dy[y4 + at], inside);
            let a5 = select(vec4<f32>(), dy[y5 + at], inside);
            let a6 = select(vec4<f32>(), dy[y6 + at], inside);
            let a7 = select(vec4<f32>(), dy[y7 + at], inside);
            s00 += a0 * w0;
            s10 += a1 * w0;
            s20 += a2 * w0;
            s30 += a3 * w0;
            s40 += a4 * w0;
            s50 += a5 * w0;
            s60 += a6 * w0;
            s70 += a7 * w0;
            if IN_GROUPS > 1u {
                s01 += a0 * w1;
                s11 += a1 * w1;
                s21 += a2 * w1;
                s31 += a3 * w1;
                s41 += a4 * w1;
                s51 += a5 * w1;
                s61 += a6 * w1;
                s71 += a7 * w1;
            }
        }
    } else {
        for (var term = 0u; term < STEPS * STEPS * OUTPUTS; term++) {
            let n = term % OUTPUTS;
            let place = seeing(down, right, term / OUTPUTS);
            let at = place.x * OUTPUTS + n;
            let tap = place.y;
            let inside = place.z == 1u;
            let w0 = column_of(tap * INPUTS + 4u * group, n);
            let w1 = column_of(tap * INPUTS + 4u * next, n);
            let a0 = select(0.0, word(4u * y0 + at), inside);
            let a1 = select(0.0, word(4u * y1 + at), inside);
            let a2 = select(0.0, word(4u * y2 + at), inside);
            let a3 = select(0.0, word(4u * y3 + at), inside);
            let a4 = select(0.0, word(4u * y4 + at), inside);
            let a5 = select(0.0, word(4u * y5 + at), inside);
            let a6 = select(0.0, word(4u * y6 + at), inside);
            let a7 = select(0.0, word(4u * y7 + at), inside);
            s00 += a0 * w0;
            s10 += a1 * w0;
            s20 += a2 * w0;
            s30 += a3 * w0;
            s40 += a4 * w0;
            s50 += a5 * w0;
            s60 += a6 * w0;
            s70 += a7 * w0;
            if IN_GROUPS > 1u {
                s01 += a0 * w1;
                s11 += a1 * w1;
                s21 += a2 * w1;
                s31 += a3 * w1;
                s41 += a4 * w1;
                s51 += a5 * w1;
                s61 += a6 * w1;
                s71 += a7 * w1;
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
