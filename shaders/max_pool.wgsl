// y[h, w] = max of x[2h, 2w], x[2h, 2w + 1], x[2h + 1, 2w], x[2h + 1, 2w + 1], each channel by itself
// x: [ROWS, HEIGHT, WIDTH, CHANNELS], y: [ROWS, ⌈HEIGHT/2⌉, ⌈WIDTH/2⌉, CHANNELS]; rows are ROW_X and ROW_Y
// Numbers long. A window that reaches past the bottom or the right edge takes what lies inside (TensorFlow's
// 'same' padding).
// An invocation owns one Numbers of y, padding included.

override ROWS: u32;
override HEIGHT: u32;
override WIDTH: u32;
override ROW_X: u32;
override ROW_Y: u32;

@group(0) @binding(0) var<storage, read> x: array<Numbers>;
@group(0) @binding(1) var<storage, read_write> y: array<Numbers>;

// x at a pixel, or at the nearest one inside: it is in the same window, so that it never changes the maximum.
fn x_at(place: Place, h: u32, w: u32) -> Numbers {
    let pixel = min(h, HEIGHT - 1u) * WIDTH + min(w, WIDTH - 1u);
    return x[place.picture * ROW_X + pixel * CHANNELS + place.channel];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * ROW_Y {
        return;
    }
    let place = place_of(item, ROW_Y, (WIDTH + 1u) / 2u);
    var value = Numbers();
    if place.h < (HEIGHT + 1u) / 2u {
        let h = 2u * place.h;
        let w = 2u * place.w;
        let upper = max(x_at(place, h, w), x_at(place, h, w + 1u));
        let lower = max(x_at(place, h + 1u, w), x_at(place, h + 1u, w + 1u));
        value = max(upper, lower);
    }
    y[item] = value;
}
