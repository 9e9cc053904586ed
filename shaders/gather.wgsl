// x[b, p] = images[image(b), p] / 255
// images: bytes [COUNT, PIXELS], four a word; x: [BATCH, PIXELS], rows padded to a multiple of four.
// An invocation owns four neighbouring numbers of x.

override COUNT: u32;
override BATCH: u32;
override PIXELS: u32;
override HALF_BITS: u32;    // bits in each half of the Feistel network
override SHUFFLED: bool;    // the batch of a step in random order, or the chunk at the cursor in order
override STEPS_PER_EPOCH: u32;
override ROW: u32;          // groups of four numbers in a row of x

@group(0) @binding(0) var<storage, read> images: array<u32>;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> x: array<vec4<f32>>;

// Position `position` of an epoch's order: a Feistel network, walked until it lands inside.
fn shuffled(epoch: u32, position: u32) -> u32 {
    let mask = (1u << HALF_BITS) - 1u;
    var place = COUNT;
    var start = position;
    while place >= COUNT {
        var left = start >> HALF_BITS;
        var right = start & mask;
        for (var round = 0u; round < 4u; round++) {
            let hash = pcg4d(vec4<u32>(state.seed, 2u, epoch, (round << 28u) | right)).x;
            let next = left ^ (hash & mask);
            left = right;
            right = next;
        }
        place = (left << HALF_BITS) | right;
        start = place;
    }
    return place;
}

fn image_of(row: u32) -> u32 {
    if SHUFFLED {
        let position = (state.step % STEPS_PER_EPOCH) * BATCH + row;
        return shuffled(state.step / STEPS_PER_EPOCH, position % COUNT);
    }
    return state.cursor + row;
}

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
