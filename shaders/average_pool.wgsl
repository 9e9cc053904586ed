// y[h, w] = mean of x[FACTOR·h + i, FACTOR·w + j] over i and j below FACTOR
// x: [ROWS, HEIGHT, WIDTH, CHANNELS], y: [ROWS, ⌊HEIGHT/FACTOR⌋, ⌊WIDTH/FACTOR⌋, CHANNELS]; rows are ROW_X and
// ROW_Y Numbers long. Pixels past the last whole window are left out.
// An invocation owns one Numbers of y, padding included.

override ROWS: u32;
override HEIGHT: u32;
override WIDTH: u32;
override ROW_X: u32;
override ROW_Y: u32;
override FACTOR: u32;

@group(0) @binding(0) var<storage, read> x: array<Numbers>;
@group(0) @binding(1) var<storage, read_write> y: array<Numbers>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * ROW_Y {
        return;
    }
    let place = place_of(item, ROW_Y, WIDTH / FACTOR);
    var sum = Numbers();
    if place.h < HEIGHT / FACTOR {
        let corner = FACTOR * (place.h * WIDTH + place.w);
        for (var i = 0u; i < FACTOR; i++) {
            for (var j = 0u; j < FACTOR; j++) {
                let pixel = corner + i * WIDTH + j;
                sum += x[place.picture * ROW_X + pixel * CHANNELS + place.channel];
            }
        }
    }
    y[item] = sum / f32(FACTOR * FACTOR);
}
