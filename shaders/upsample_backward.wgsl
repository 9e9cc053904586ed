// dx[h, w] = (dy[2h, 2w] + dy[2h, 2w + 1] + dy[2h + 1, 2w] + dy[2h + 1, 2w + 1]) ⊙ [h > 0]
// dx and the mask: [ROWS, HEIGHT, WIDTH, CHANNELS], dy: [ROWS, 2·HEIGHT, 2·WIDTH, CHANNELS]; rows are ROW_X and
// ROW_Y Numbers long. The mask, tensor h, is the output of the ReLU that made the layer's inputs, if MASKED.
// An invocation owns one Numbers of dx, padding included.

override ROWS: u32;
override HEIGHT: u32;
override WIDTH: u32;
override ROW_X: u32;
override ROW_Y: u32;
override MASKED: bool;

@group(0) @binding(0) var<storage, read> dy: array<Numbers>;
@group(0) @binding(1) var<storage, read> h: array<Numbers>;
@group(0) @binding(2) var<storage, read_write> dx: array<Numbers>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * ROW_X {
        return;
    }
    let place = place_of(item, ROW_X, WIDTH);
    var value = Numbers();
    if place.h < HEIGHT {
        let pixel = 4u * place.h * WIDTH + 2u * place.w;
        let upper = place.picture * ROW_Y + pixel * CHANNELS + place.channel;
        let lower = upper + 2u * WIDTH * CHANNELS;
        value = (dy[upper] + dy[upper + CHANNELS]) + (dy[lower] + dy[lower + CHANNELS]);
        if MASKED {
            value = select(Numbers(), value, h[item] > Numbers());
        }
    }
    dx[item] = value;
}
