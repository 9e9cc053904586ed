// Draws the decoded grid: a pixel of the canvas for a pixel of a digit, ink mixed into the plate by the sigmoid
// of the logit. logits: [SIDE², STRIDE], the grid row by row from the upper left corner.

struct Look {
    plate: vec4<f32>,
    ink: vec4<f32>,
    grid_side: u32,     // digits in a row
    picture_side: u32,  // pixels in a row of a digit
    stride: u32,        // logits from one digit to the next
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<uniform> look: Look;

// One triangle that covers the canvas.
@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(vec2<u32>(index & 1u, index >> 1u)) * 4.0 - 1.0;
    return vec4<f32>(corner, 0.0, 1.0);
}

@fragment
fn paint(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let place = vec2<u32>(position.xy);
    let cell = place / look.picture_side;
    let pixel = place % look.picture_side;
    let digit = cell.y * look.grid_side + cell.x;
    let logit = logits[digit * look.stride + pixel.y * look.picture_side + pixel.x];
    return mix(look.plate, look.ink, 1.0 / (1.0 + exp(-logit)));
}
