// (dw, db) = Σ_rows partial
// partial: [ROWS, FIRST + SECOND], dw: [FIRST], db: [SECOND], all in groups of four numbers.
// An invocation owns a group; it adds every fourth row in a register of its own, and then the four.

override ROWS: u32;
override FIRST: u32;
override SECOND: u32;

@group(0) @binding(0) var<storage, read> partial: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> dw: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> db: array<vec4<f32>>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let group = item_index(workgroup, local);
    let width = FIRST + SECOND;
    if group >= width {
        return;
    }
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    var at = group;
    let fours = ROWS / 4u;
    for (var i = 0u; i < fours; i++) {
        s0 += partial[at];
        s1 += partial[at + width];
        s2 += partial[at + 2u * width];
        s3 += partial[at + 3u * width];
        at += 4u * width;
    }
    for (var i = 4u * fours; i < ROWS; i++) {
        s0 += partial[at];
        at += width;
    }
    let sum = (s0 + s1) + (s2 + s3);
    if group < FIRST {
        dw[group] = sum;
    } else {
        db[group - FIRST] = sum;
    }
}
