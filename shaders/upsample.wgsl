// y[h, w] = x[⌊h/2⌋, ⌊w/2⌋]
// x: [ROWS, HEIGHT, WIDTH, CHANNELS], y: [ROWS, 2·HEIGHT, 2·WIDTH, CHANNELS]; rows are ROW_X and ROW_Y Numbers
// long.
// An invocation owns one Numbers of y, padding included.

override ROWS: u32;
override HEIGHT: u32;
override WIDTH: u32;
override ROW_X: u32;
override ROW_Y: u32;

@group(0) @binding(0) var<storage, read> x: array<Numbers>;
@group(0) @binding(1) var<storage, read_write> y: array<Numbers>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * ROW_Y {
        return;
    }
    let place = place_of(item, ROW_Y, 2u * WIDTH);
    var value = Numbers();
    if place.h < 2u * HEIGHT {
        let pixel = place.h / 2u * WIDTH + place.w / 2u;
        value = x[place.picture * ROW_X + pixel * CHANNELS + place.channel];
    }
    y[item] = value;
}
