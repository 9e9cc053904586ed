//! Twin of `shaders/append_label.wgsl`.

use super::Memory;
use super::append_class::append;
use super::order::images_of;
use crate::kernel::AppendLabel;

pub(super) fn run(call: &AppendLabel, memory: &mut Memory) {
    let AppendLabel { x, labels, state, y, count, source } = *call;
    let image_of = images_of(source, memory.state(state), count, y.rows);
    memory.write(y, |out, memory| {
        let labels: &[u8] = bytemuck::cast_slice(memory.read(labels));
        append(memory.read(x), x, out, y, |row| {
            let image = image_of(row);
            (image < count).then(|| u32::from(labels[image as usize]))
        });
    });
}
