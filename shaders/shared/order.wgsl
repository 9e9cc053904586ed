// Which image a row of a batch holds; twin of src/cpu/order.rs. The kernel binds `state`.

override COUNT: u32;            // images in the data set
override BATCH: u32;
override HALF_BITS: u32;        // bits in each half of the Feistel network
override SHUFFLED: bool;        // the batch of a step in random order, or the chunk at the cursor in order
override STEPS_PER_EPOCH: u32;

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

// The image of a row; COUNT or more where a chunk reaches past the last.
fn image_of(row: u32) -> u32 {
    if SHUFFLED {
        let position = (state.step % STEPS_PER_EPOCH) * BATCH + row;
        return shuffled(state.step / STEPS_PER_EPOCH, position % COUNT);
    }
    return state.cursor + row;
}
