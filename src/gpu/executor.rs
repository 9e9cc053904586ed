//! Runs programs on the GPU. Buffers, pipelines and bind groups are made once; a run records calls and submits
//! them, and nothing is uploaded.

use super::{Gpu, GpuError};
use crate::kernel::{Access, Dispatch, Shader, Variant};
use crate::plan::{BufferSpec, Program, Tensor};
use crate::sentence::sentence;
use std::collections::HashMap;

/// The executor that runs on the GPU.
#[derive(Debug)]
pub struct GpuExecutor {
    gpu: Gpu,
    buffers: Vec<wgpu::Buffer>,
    pipelines: HashMap<PipelineKey, (wgpu::ComputePipeline, wgpu::BindGroupLayout)>,
    programs: Vec<Vec<Prepared>>,
}

/// What tells pipelines apart: the kernel's text and its constants' bits.
type PipelineKey = (Shader, Option<Variant>, Vec<u64>);

/// A call with everything that it needs.
#[derive(Debug)]
pub(super) struct Prepared {
    /// What it was made of, if that is a product, which may be spread otherwise.
    product: Option<Dispatch>,
    pipeline: wgpu::ComputePipeline,
    bind_group: wgpu::BindGroup,
    workgroups: [u32; 3],
}

impl Prepared {
    fn record(&self, pass: &mut wgpu::ComputePass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bind_group, &[]);
        let [x, y, z] = self.workgroups;
        pass.dispatch_workgroups(x, y, z);
    }
}

impl GpuExecutor {
    /// An executor with all buffers zero.
    ///
    /// # Errors
    /// [`GpuError::TooSmall`] where the device cannot hold a buffer, or what making them led to.
    pub async fn new(gpu: &Gpu, buffers: &[BufferSpec]) -> Result<Self, GpuError> {
        let limits = gpu.device.limits();
        let limit = limits.max_buffer_size.min(limits.max_storage_buffer_binding_size);
        if let Some(needed) = buffers.iter().map(|buffer| bytes(buffer.words)).find(|size| *size > limit) {
            return Err(GpuError::TooSmall { needed, limit });
        }
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffers = buffers
            .iter()
            .map(|buffer| {
                gpu.device.create_buffer(&wgpu::BufferDescriptor {
                    label: Some(buffer.name),
                    size: bytes(buffer.words),
                    usage: wgpu::BufferUsages::STORAGE
                        | wgpu::BufferUsages::COPY_SRC
                        | wgpu::BufferUsages::COPY_DST,
                    mapped_at_creation: false,
                })
            })
            .collect();
        if scope.pop().await.is_some() {
            return Err(GpuError::OutOfMemory);
        }
        gpu.check()?;
        Ok(Self { gpu: gpu.clone(), buffers, pipelines: HashMap::new(), programs: Vec::new() })
    }

    /// The device that it runs on.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// The buffer that a tensor lies in.
    pub fn buffer(&self, tensor: Tensor) -> &wgpu::Buffer {
        &self.buffers[tensor.buffer.0]
    }

    /// Compiles a program; returns its number. Products take the variants that were chosen for the device.
    pub fn prepare(&mut self, program: &Program) -> usize {
        let choices = self.gpu.choices();
        self.prepare_with(program, |dispatch| choices.get(dispatch))
    }

    /// As [`Self::prepare`], all products in one variant.
    pub fn prepare_spread(&mut self, program: &Program, variant: Variant) -> usize {
        self.prepare_with(program, |_| Some(variant))
    }

    fn prepare_with(&mut self, program: &Program, variant: impl Fn(&Dispatch) -> Option<Variant>) -> usize {
        let spread = |dispatch: Dispatch| match variant(&dispatch) {
            Some(variant) => dispatch.spread(variant),
            None => dispatch,
        };
        let prepared =
            program.calls.iter().map(|call| self.prepare_alone(&spread(call.dispatch()))).collect();
        self.programs.push(prepared);
        self.programs.len() - 1
    }

    /// From now on a product takes this variant, in every program.
    pub(super) fn choose(&mut self, dispatch: &Dispatch, variant: Variant) {
        self.gpu.choose(dispatch, variant);
        let name = dispatch.product_name();
        let mut programs = std::mem::take(&mut self.programs);
        for call in programs.iter_mut().flatten() {
            if let Some(product) = call.product.take_if(|product| product.product_name() == name) {
                *call = self.prepare_alone(&product.spread(variant));
            }
        }
        self.programs = programs;
    }

    /// Submits `times` runs of one call.
    pub(super) fn run_alone(&self, call: &Prepared, times: u32) {
        self.submit(std::slice::from_ref(call), times);
    }

    /// Compiles one call.
    pub(super) fn prepare_alone(&mut self, dispatch: &Dispatch) -> Prepared {
        let device = &self.gpu.device;
        let constants = dispatch.constants.iter().map(|(_, value)| value.to_bits()).collect();
        let key = (dispatch.shader, dispatch.product.map(|product| product.variant), constants);
        let (pipeline, layout) =
            self.pipelines.entry(key).or_insert_with(|| make_pipeline(device, dispatch)).clone();
        let entries: Vec<_> = dispatch
            .bindings
            .iter()
            .enumerate()
            .map(|(binding, (tensor, _))| wgpu::BindGroupEntry {
                binding: binding as u32,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer: &self.buffers[tensor.buffer.0],
                    offset: bytes(tensor.offset),
                    size: std::num::NonZeroU64::new(bytes(tensor.words())),
                }),
            })
            .collect();
        let bind_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(dispatch.shader.name),
            layout: &layout,
            entries: &entries,
        });
        let product = dispatch.product.is_some().then(|| dispatch.clone());
        Prepared { product, pipeline, bind_group, workgroups: dispatch.workgroups }
    }

    /// Submits `times` runs of a program; returns before they are done.
    pub fn run(&self, program: usize, times: u32) {
        self.submit(&self.programs[program], times);
    }

    fn submit(&self, calls: &[Prepared], times: u32) {
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for _ in 0..times {
                for call in calls {
                    call.record(&mut pass);
                }
            }
        }
        self.gpu.queue.submit([encoder.finish()]);
    }

    /// Runs a program once, each call in a pass of its own; the milliseconds of each by the device's clock, if it
    /// has one.
    ///
    /// # Errors
    /// The device's fault, if it has one.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn time_calls(&self, program: usize) -> Result<Option<Vec<f64>>, GpuError> {
        let calls = &self.programs[program];
        let Some(stopwatch) = super::stopwatch::Stopwatch::new(&self.gpu, calls.len() as u32) else {
            return Ok(None);
        };
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for (number, call) in calls.iter().enumerate() {
            let timestamp_writes = Some(stopwatch.lap(number as u32));
            let descriptor = wgpu::ComputePassDescriptor { label: None, timestamp_writes };
            call.record(&mut encoder.begin_compute_pass(&descriptor));
        }
        stopwatch.stop(&mut encoder);
        self.gpu.queue.submit([encoder.finish()]);
        stopwatch.read(&self.gpu).await.map(Some)
    }

    /// Writes words into a tensor from its first word on, after all that was submitted before.
    pub fn write(&self, tensor: Tensor, words: &[u32]) {
        let bytes_in = bytemuck::cast_slice(words);
        self.gpu.queue.write_buffer(self.buffer(tensor), bytes(tensor.offset), bytes_in);
    }

    /// Waits until all that was submitted is done.
    ///
    /// # Errors
    /// The device's fault, if it has one.
    pub async fn finish(&self) -> Result<(), GpuError> {
        let (sender, receiver) = futures_channel::oneshot::channel();
        self.gpu.queue.on_submitted_work_done(move || {
            // The receiver is gone only if the wait was given up.
            let _ = sender.send(());
        });
        self.gpu.wait()?;
        receiver.await.map_err(|_| GpuError::Lost(sentence!("gpu.never_done")))?;
        self.gpu.check()
    }

    /// The words of several tensors, after all that was submitted before, in one read-back.
    ///
    /// # Errors
    /// The device's fault, if it has one, or [`GpuError::Lost`] where nothing comes back.
    pub async fn read_all<const N: usize>(&self, tensors: [Tensor; N]) -> Result<[Vec<f32>; N], GpuError> {
        self.gpu.check()?;
        let device = &self.gpu.device;
        let staging = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read-back"),
            size: tensors.iter().map(|tensor| bytes(tensor.words())).sum(),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut end = 0;
        let places = tensors.map(|tensor| {
            let (start, size) = (end, bytes(tensor.words()));
            end += size;
            encoder.copy_buffer_to_buffer(self.buffer(tensor), bytes(tensor.offset), &staging, start, size);
            start as usize..end as usize
        });
        self.gpu.queue.submit([encoder.finish()]);
        self.gpu
            .read_back(&staging, |bytes| places.map(|place| bytemuck::pod_collect_to_vec(&bytes[place])))
            .await
    }
}

impl Drop for GpuExecutor {
    /// Frees the memory now: in the browser, garbage collection could take long.
    fn drop(&mut self) {
        for buffer in &self.buffers {
            buffer.destroy();
        }
    }
}

fn bytes(words: u32) -> u64 {
    u64::from(words) * 4
}

fn make_pipeline(
    device: &wgpu::Device,
    dispatch: &Dispatch,
) -> (wgpu::ComputePipeline, wgpu::BindGroupLayout) {
    let name = dispatch.shader.name;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(name),
        source: wgpu::ShaderSource::Wgsl(dispatch.source().into()),
    });
    let entries: Vec<_> = dispatch
        .bindings
        .iter()
        .enumerate()
        .map(|(binding, (_, access))| wgpu::BindGroupLayoutEntry {
            binding: binding as u32,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: *access == Access::Read },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    let layout = device
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(name), entries: &entries });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(name),
        bind_group_layouts: &[Some(&layout)],
        ..Default::default()
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(name),
        layout: Some(&pipeline_layout),
        module: &module,
        entry_point: Some("main"),
        compilation_options: wgpu::PipelineCompilationOptions {
            constants: &dispatch.constants,
            ..Default::default()
        },
        cache: None,
    });
    (pipeline, layout)
}
