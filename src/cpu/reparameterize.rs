//! Twin of `shaders/reparameterize.wgsl`.

use super::Memory;
use crate::kernel::{Noise, Reparameterize};
use crate::random::{LATENT, TEST_LATENT, normal};

pub(super) fn run(call: &Reparameterize, memory: &mut Memory) {
    let Reparameterize { codes, state, z, kl, noise } = *call;
    let state = memory.state(state);
    let epsilon = |row: u32, i: u32| match noise {
        Noise::None => 0.0,
        Noise::Training => normal(state.seed, LATENT, state.step, row * z.width + i),
        Noise::Test => normal(state.seed, TEST_LATENT, 0, (state.cursor + row) * z.width + i),
    };
    memory.write(z, |samples, memory| {
        memory.write(kl, |divergences, memory| {
            let stride = z.stride as usize;
            let rows = memory.read(codes).chunks_exact(2 * stride).zip(samples.chunks_exact_mut(stride));
            for (row, (code, sample)) in rows.enumerate() {
                let (mu, log_var) = code.split_at(stride);
                let mut sum = 0.0;
                sample.fill(0.0);
                for i in 0..z.width as usize {
                    sample[i] = mu[i] + (0.5 * log_var[i]).exp() * epsilon(row as u32, i as u32);
                    sum += 1.0 + log_var[i] - mu[i] * mu[i] - log_var[i].exp();
                }
                divergences[row] = -0.5 * sum;
            }
        });
    });
}
