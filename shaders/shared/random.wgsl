// The counter-based random generator; twin of src/random.rs.

// The hash pcg4d of Jarzynski and Olano, "Hash Functions for GPU Rendering" (2020).
fn pcg4d(input: vec4<u32>) -> vec4<u32> {
    var v = input * 1664525u + 1013904223u;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    v ^= v >> vec4<u32>(16u);
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    return v;
}

// A number in [0, 1) with 24 random bits.
fn uniform_number(bits: u32) -> f32 {
    return f32(bits >> 8u) * (1.0 / 16777216.0);
}

// A standard normal number (Box and Muller, 1958).
fn normal(seed: u32, stream: u32, step: u32, element: u32) -> f32 {
    let hash = pcg4d(vec4<u32>(seed, stream, step, element));
    let above_zero = f32((hash.x >> 8u) + 1u) * (1.0 / 16777216.0);
    return sqrt(-2.0 * log(above_zero)) * cos(6.28318530718 * uniform_number(hash.y));
}
