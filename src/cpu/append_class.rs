//! Twin of `shaders/append_class.wgsl`.

use super::Memory;
use crate::kernel::AppendClass;
use crate::plan::Tensor;

pub(super) fn run(call: &AppendClass, memory: &mut Memory) {
    let AppendClass { x, classes, y } = *call;
    memory.write(y, |out, memory| {
        let classes = memory.read(classes);
        append(memory.read(x), x, out, y, |row| Some(classes[row as usize] as u32));
    });
}

/// Fills `out` of tensor y with the rows of tensor x, each followed by the one-hot of its class if it has one.
pub fn append(input: &[f32], x: Tensor, out: &mut [f32], y: Tensor, class_of: impl Fn(u32) -> Option<u32>) {
    let width = x.width as usize;
    out.fill(0.0);
    let rows = input.chunks_exact(x.stride as usize).zip(out.chunks_exact_mut(y.stride as usize));
    for (row, (x, out)) in rows.enumerate() {
        let (numbers, columns) = out[..y.width as usize].split_at_mut(width);
        numbers.copy_from_slice(&x[..width]);
        let column = class_of(row as u32).and_then(|class| columns.get_mut(class as usize));
        if let Some(column) = column {
            *column = 1.0;
        }
    }
}
