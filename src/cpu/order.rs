//! Which image a row of a batch holds: twin of `shaders/shared/order.wgsl`.

use crate::kernel::Source;
use crate::plan::State;
use crate::random::{Order, steps_per_epoch};

/// The image of each row of a batch of `count` images; `count` or more where a chunk reaches past the last.
pub fn images_of(source: Source, state: State, count: u32, batch: u32) -> impl Fn(u32) -> u32 {
    let steps = steps_per_epoch(count, batch);
    let order = Order::new(count);
    move |row| match source {
        Source::Batch => {
            let position = (state.step % steps) * batch + row;
            order.image(state.seed, state.step / steps, position % count)
        }
        Source::Chunk => state.cursor + row,
    }
}
