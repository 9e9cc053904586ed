//! Twin of `shaders/gather.wgsl`.

use super::Memory;
use super::order::images_of;
use crate::kernel::Gather;

pub(super) fn run(call: &Gather, memory: &mut Memory) {
    let Gather { images, state, x, count, source } = *call;
    let image_of = images_of(source, memory.state(state), count, x.rows);
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
