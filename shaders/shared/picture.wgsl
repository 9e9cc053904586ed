// Pictures inside a network: a row of a tensor is [height, width, CHANNELS]. `Numbers` is one number or four
// neighbouring channels; CHANNELS and the lengths of rows count them.

override CHANNELS: u32;

// Where Numbers lie: in which picture, at which pixel, in which channels. Past the last pixel is padding.
struct Place {
    picture: u32,
    h: u32,
    w: u32,
    channel: u32,
}

// The place of item `item` of a tensor with `row` items a row, its pictures `width` pixels wide.
fn place_of(item: u32, row: u32, width: u32) -> Place {
    let pixel = item % row / CHANNELS;
    return Place(item / row, pixel / width, pixel % width, item % row % CHANNELS);
}
