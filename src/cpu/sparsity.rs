//! Twin of `shaders/sparsity.wgsl`.

use super::Memory;
use crate::kernel::Sparsity;

pub(super) fn run(call: &Sparsity, memory: &mut Memory) {
    let Sparsity { codes, dcodes, penalty, weight } = *call;
    let stride = codes.stride as usize;
    memory.write(dcodes, |gradients, memory| {
        memory.write(penalty, |penalties, memory| {
            let rows = memory.read(codes).chunks_exact(stride).zip(gradients.chunks_exact_mut(stride));
            for ((codes, gradients), penalty) in rows.zip(penalties) {
                *penalty = weight * codes.iter().map(|code| code.abs()).sum::<f32>();
                for (gradient, code) in gradients.iter_mut().zip(codes) {
                    if *code != 0.0 {
                        *gradient += weight / call.codes.rows as f32 * code.signum();
                    }
                }
            }
        });
    });
}
