// Of each pair of logits, l of an image's code and r of a code drawn from the prior:
//   discriminator  log(1 + exp l) + log(1 + exp -r), the cross-entropies of calling them drawn and not drawn
//   generator      log(1 + exp -l): the encoder wants its code to be taken for a drawn one
// Gradients of their means over the BATCH images: dlogits of the discriminator's loss by l (first BATCH rows)
// and by r (the others), dgenerator of β times the generator's by l.
// logits and dlogits: [2 BATCH, 1], dgenerator: [BATCH, 1], rows of four words; losses: [BATCH].
// An invocation owns an image.

override BATCH: u32;

@group(0) @binding(0) var<storage, read> logits: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> dlogits: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dgenerator: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> generator: array<f32>;
@group(0) @binding(5) var<storage, read_write> discriminator: array<f32>;

// log(1 + exp x); exp(-|x|) never overflows.
fn softplus(x: f32) -> f32 {
    return max(x, 0.0) + log(1.0 + exp(-abs(x)));
}

fn sigmoid(x: f32) -> f32 {
    let e = exp(-abs(x));
    return select(e, 1.0, x >= 0.0) / (1.0 + e);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let image = item_index(workgroup, local);
    if image >= BATCH {
        return;
    }
    let l = logits[image].x;
    let r = logits[BATCH + image].x;
    discriminator[image] = softplus(l) + softplus(-r);
    generator[image] = softplus(-l);
    let scale = 1.0 / f32(BATCH);
    dlogits[image] = vec4<f32>(scale * sigmoid(l), 0.0, 0.0, 0.0);
    dlogits[BATCH + image] = vec4<f32>(-scale * sigmoid(-r), 0.0, 0.0, 0.0);
    dgenerator[image] = vec4<f32>(-state.beta * scale * sigmoid(-l), 0.0, 0.0, 0.0);
}
