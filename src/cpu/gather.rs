//! Twin of `shaders/gather.wgsl`.

use super::Memory;
use crate::kernel::{Gather, Source};
use crate::random::{Order, steps_per_epoch};

pub(super) fn run(call: &Gather, memory: &mut Memory) {
    let Gather { images, state, x, count, source } = *call;
    let state = memory.state(state);
    let steps = steps_per_epoch(count, x.rows);
    let order = Order::new(count);
    let image_of = |row| match source {
        Source::Batch => {
            let position = (state.step % steps) * x.rows + row;
            order.image(state.seed, state.step / steps, position % count)
        }
        Source::Chunk => state.cursor + row,
    };
    memory.write(x, |out, memory| {
        let bytes: &[u8] = bytemuck::cast_slice(memory.read(images));
        out.fill(0.0);
        for (row, values) in out.chunks_exact_mut(x.stride as usize).enumerate() {
            let image = image_of(row as u32);
            if image < count {
                let pixels = &bytes[(image * x.width) as usize..][..x.width as usize];
                for (value, byte) in values.iter_mut().zip(pixels) {
                    *value = f32::from(*byte) / 255.0;
                }
            }
        }
    });
}
