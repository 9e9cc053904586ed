//! Times passes by the device's clock.

use super::{Gpu, GpuError};

/// Beginnings and ends of passes.
pub(super) struct Stopwatch {
    times: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    staging: wgpu::Buffer,
    laps: u32,
}

impl Stopwatch {
    /// One for `laps` passes, if the device has a clock and room for as many.
    pub(super) fn new(gpu: &Gpu, laps: u32) -> Option<Self> {
        let fits = 2 * laps <= wgpu::QUERY_SET_MAX_QUERIES;
        if !fits || !gpu.device.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
            return None;
        }
        let times = gpu.device.create_query_set(&wgpu::QuerySetDescriptor {
            label: Some("times"),
            ty: wgpu::QueryType::Timestamp,
            count: 2 * laps,
        });
        let buffer = |label, usage| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: u64::from(2 * laps * wgpu::QUERY_SIZE),
                usage: wgpu::BufferUsages::COPY_DST | usage,
                mapped_at_creation: false,
            })
        };
        let resolved =
            buffer("resolved times", wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC);
        let staging = buffer("read-back of times", wgpu::BufferUsages::MAP_READ);
        Some(Self { times, resolved, staging, laps })
    }

    /// Has a pass write its beginning and its end.
    pub(super) fn lap(&self, number: u32) -> wgpu::ComputePassTimestampWrites<'_> {
        wgpu::ComputePassTimestampWrites {
            query_set: &self.times,
            beginning_of_pass_write_index: Some(2 * number),
            end_of_pass_write_index: Some(2 * number + 1),
        }
    }

    /// Puts what was written where it can be read.
    pub(super) fn stop(&self, encoder: &mut wgpu::CommandEncoder) {
        encoder.resolve_query_set(&self.times, 0..2 * self.laps, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, &self.staging, 0, self.resolved.size());
    }

    /// Milliseconds of each pass.
    ///
    /// # Errors
    /// The device's fault, if it has one.
    pub(super) async fn read(self, gpu: &Gpu) -> Result<Vec<f64>, GpuError> {
        let period = f64::from(gpu.queue.get_timestamp_period());
        gpu.read_back(&self.staging, |bytes| {
            let ticks: Vec<u64> = bytemuck::pod_collect_to_vec(bytes);
            let lap = |[begin, end]: &[u64; 2]| end.saturating_sub(*begin) as f64 * period / 1e6;
            ticks.as_chunks().0.iter().map(lap).collect()
        })
        .await
    }
}
