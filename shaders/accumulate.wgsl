// y += x
// Both: [GROUPS] groups of four numbers. An invocation owns a group.

override GROUPS: u32;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item < GROUPS {
        y[item] += x[item];
    }
}
