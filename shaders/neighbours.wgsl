// Keeps for each test code the NEIGHBOURS training codes nearest to it, the nearest first, from chunk to chunk:
// distance = Σ (test - train)², squared Euclidean; of equal ones, that of the earlier image comes first.
// test: [TESTS, GROUPS] groups of four; train: [ROWS, TRAIN_STRIDE] groups of four, the code in the first GROUPS;
// labels: bytes, four a word, of all COUNT training images; row r holds image cursor + r, and the chunk at 0 begins
// anew. distances, classes: [TESTS, NEIGHBOURS], rows STRIDE apart; a place that is still free has class -1.
// An invocation owns a test code.

override TESTS: u32;
override GROUPS: u32;
override ROWS: u32;
override TRAIN_STRIDE: u32;
override COUNT: u32;
override STRIDE: u32;

const NEIGHBOURS = 10u;
const FAR = 3.4028234e38;

@group(0) @binding(0) var<storage, read> test: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> train: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> state: State;
@group(0) @binding(4) var<storage, read_write> distances: array<f32>;
@group(0) @binding(5) var<storage, read_write> classes: array<f32>;

var<private> near: array<f32, NEIGHBOURS>;
var<private> kinds: array<f32, NEIGHBOURS>;

fn label_of(image: u32) -> f32 {
    return f32((labels[image >> 2u] >> ((image & 3u) * 8u)) & 255u);
}

// Puts a training code in its place, if it has one; the farthest falls out.
fn admit(distance: f32, image: u32) {
    if !(distance < near[NEIGHBOURS - 1u]) {
        return;
    }
    var place = NEIGHBOURS - 1u;
    while place > 0u && distance < near[place - 1u] {
        near[place] = near[place - 1u];
        kinds[place] = kinds[place - 1u];
        place--;
    }
    near[place] = distance;
    kinds[place] = label_of(image);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= TESTS {
        return;
    }
    let cursor = state.cursor;
    for (var place = 0u; place < NEIGHBOURS; place++) {
        near[place] = select(distances[item * STRIDE + place], FAR, cursor == 0u);
        kinds[place] = select(classes[item * STRIDE + place], -1.0, cursor == 0u);
    }
    let rows = min(ROWS, COUNT - min(cursor, COUNT));
    // Four training codes at a time share what is read of the test code; past the last, it is compared again.
    for (var row = 0u; row < rows; row += 4u) {
        let r = min(vec4<u32>(row, row + 1u, row + 2u, row + 3u), vec4<u32>(rows - 1u)) * TRAIN_STRIDE;
        var sum = vec4<f32>();
        for (var group = 0u; group < GROUPS; group++) {
            let code = test[item * GROUPS + group];
            let a = code - train[r.x + group];
            let b = code - train[r.y + group];
            let c = code - train[r.z + group];
            let d = code - train[r.w + group];
            sum += vec4<f32>(dot(a, a), dot(b, b), dot(c, c), dot(d, d));
        }
        let left = rows - row;
        admit(sum.x, cursor + row);
        if left > 1u { admit(sum.y, cursor + row + 1u); }
        if left > 2u { admit(sum.z, cursor + row + 2u); }
        if left > 3u { admit(sum.w, cursor + row + 3u); }
    }
    for (var place = 0u; place < NEIGHBOURS; place++) {
        distances[item * STRIDE + place] = near[place];
        classes[item * STRIDE + place] = kinds[place];
    }
}
