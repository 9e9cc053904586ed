//! Twin of `shaders/reparameterize_backward.wgsl`.

use super::Memory;
use crate::kernel::ReparameterizeBackward;

pub(super) fn run(call: &ReparameterizeBackward, memory: &mut Memory) {
    let ReparameterizeBackward { dz, codes, z, state, dcodes } = *call;
    let weight = memory.state(state).beta / z.rows as f32;
    let stride = z.stride as usize;
    memory.write(dcodes, |out, memory| {
        let (dz, codes, z) = (memory.read(dz), memory.read(codes), memory.read(z));
        for (row, gradient) in out.chunks_exact_mut(2 * stride).enumerate() {
            let (dmu, dlog_var) = gradient.split_at_mut(stride);
            let (mu, log_var) = codes[2 * row * stride..][..2 * stride].split_at(stride);
            for i in 0..stride {
                let (dz, z) = (dz[row * stride + i], z[row * stride + i]);
                dmu[i] = dz + weight * mu[i];
                dlog_var[i] = 0.5 * (dz * (z - mu[i]) + weight * (log_var[i].exp() - 1.0));
            }
        }
    });
}
