// x[b, p] = images[image_of(b), p] / 255
// images: bytes [COUNT, PIXELS], four a word; x: [BATCH, PIXELS], rows padded to a multiple of four.
// An invocation owns four neighbouring numbers of x.

override PIXELS: u32;
override ROW: u32;      // groups of four numbers in a row of x

@group(0) @binding(0) var<storage, read> images: array<u32>;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> x: array<vec4<f32>>;

fn byte_at(index: u32) -> f32 {
    return f32((images[index >> 2u] >> ((index & 3u) * 8u)) & 255u) / 255.0;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= BATCH * ROW {
        return;
    }
    let image = image_of(item / ROW);
    let pixel = (item % ROW) * 4u;
    var values = vec4<f32>();
    for (var i = 0u; i < 4u; i++) {
        if image < COUNT && pixel + i < PIXELS {
            values[i] = byte_at(image * PIXELS + pixel + i);
        }
    }
    x[item] = values;
}
