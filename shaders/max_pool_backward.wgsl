// dx[h, w] = dy[⌊h/2⌋, ⌊w/2⌋] where x[h, w] is the greatest of its window, else 0, each channel by itself
// Of equal numbers the first wins, row by row. With RELU, x is the output of one and dx is 0 where x is not
// above 0.
// x and dx: [ROWS, HEIGHT, WIDTH, CHANNELS], dy: [ROWS, ⌈HEIGHT/2⌉, ⌈WIDTH/2⌉, CHANNELS]; rows are ROW_X and
// ROW_Y Numbers long.
// An invocation owns one Numbers of dx in each pixel of a window, and the first one of a picture its padding; it
// finds the winner anew, so that none is stored.

override ROWS: u32;
override HEIGHT: u32;
override WIDTH: u32;
override ROW_X: u32;
override ROW_Y: u32;
override RELU: bool;

@group(0) @binding(0) var<storage, read> dy: array<Numbers>;
@group(0) @binding(1) var<storage, read> x: array<Numbers>;
@group(0) @binding(2) var<storage, read_write> dx: array<Numbers>;

// x at a pixel, or at the nearest one inside, which is an earlier one of the same window and wins before it.
fn x_at(place: Place, h: u32, w: u32) -> Numbers {
    let pixel = min(h, HEIGHT - 1u) * WIDTH + min(w, WIDTH - 1u);
    return x[place.picture * ROW_X + pixel * CHANNELS + place.channel];
}

fn store(place: Place, h: u32, w: u32, value: Numbers) {
    if h < HEIGHT && w < WIDTH {
        dx[place.picture * ROW_X + (h * WIDTH + w) * CHANNELS + place.channel] = value;
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let item = item_index(workgroup, local);
    if item >= ROWS * ROW_Y {
        return;
    }
    let place = place_of(item, ROW_Y, (WIDTH + 1u) / 2u);
    if item % ROW_Y == 0u {
        for (var i = HEIGHT * WIDTH * CHANNELS; i < ROW_X; i++) {
            dx[place.picture * ROW_X + i] = Numbers();
        }
    }
    if place.h >= (HEIGHT + 1u) / 2u {
        return;
    }
    let h = 2u * place.h;
    let w = 2u * place.w;
    let a = x_at(place, h, w);
    let b = x_at(place, h, w + 1u);
    let c = x_at(place, h + 1u, w);
    let d = x_at(place, h + 1u, w + 1u);
    let most = max(max(a, b), max(c, d));
    let zero = Numbers();
    // What is left of the gradient after each pixel in turn.
    var left = dy[item];
    if RELU {
        left = select(zero, left, most > zero);
    }
    store(place, h, w, select(zero, left, a == most));
    left = select(left, zero, a == most);
    store(place, h, w + 1u, select(zero, left, b == most));
    left = select(left, zero, b == most);
    store(place, h + 1u, w, select(zero, left, c == most));
    left = select(left, zero, c == most);
    store(place, h + 1u, w + 1u, select(zero, left, d == most));
}
