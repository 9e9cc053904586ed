//! Draws the decoded grid from GPU memory straight into the page's canvas.

use super::{Gpu, GpuError, GpuExecutor};
use crate::data::SIDE;
use crate::plan::Tensor;
use crate::sentence::sentence;
use bytemuck::{Pod, Zeroable};

/// The page's canvas as a surface of one device.
#[derive(Debug)]
pub struct ManifoldCanvas {
    surface: wgpu::Surface<'static>,
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    look: wgpu::Buffer,
    format: wgpu::TextureFormat,
    side: u32,
}

/// Twin of `Look` in `shaders/manifold.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct Look {
    plate: [f32; 4],
    ink: [f32; 4],
    grid_side: u32,
    picture_side: u32,
    stride: u32,
    unused: u32,
}

impl ManifoldCanvas {
    /// Takes the canvas for `gpu`.
    ///
    /// # Errors
    /// [`GpuError::Refused`] where the canvas is already used otherwise.
    pub fn new(
        instance: &wgpu::Instance,
        gpu: &Gpu,
        canvas: &web_sys::OffscreenCanvas,
    ) -> Result<Self, GpuError> {
        let surface = instance
            .create_surface(wgpu::SurfaceTarget::OffscreenCanvas(canvas.clone()))
            .map_err(|error| GpuError::Refused(error.to_string().into()))?;
        // The first is the one that the browser shows without a copy.
        let format = surface.get_capabilities(&gpu.adapter).formats.first().copied();
        let format = format.ok_or_else(|| GpuError::Refused(sentence!("gpu.no_format")))?;
        let device = &gpu.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("manifold"),
            source: wgpu::ShaderSource::Wgsl(wgsl!("manifold").into()),
        });
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
            count: None,
        };
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("manifold"),
            entries: &[
                entry(0, wgpu::BufferBindingType::Storage { read_only: true }),
                entry(1, wgpu::BufferBindingType::Uniform),
            ],
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("manifold"),
            bind_group_layouts: &[Some(&layout)],
            ..Default::default()
        });
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("manifold"),
            layout: Some(&pipeline_layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("cover"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("paint"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(format.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        let look = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("look"),
            size: size_of::<Look>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Ok(Self { surface, pipeline, layout, look, format, side: 0 })
    }

    /// Draws `logits`, `side²` pictures, in the colours `plate` and `ink`.
    pub fn draw(&mut self, executor: &GpuExecutor, logits: Tensor, side: u32, [plate, ink]: [[u8; 3]; 2]) {
        let Gpu { device, queue, .. } = executor.gpu();
        if self.side != side {
            self.configure(device, side);
        }
        let color = |rgb: [u8; 3]| {
            let [r, g, b] = rgb.map(|byte| f32::from(byte) / 255.0);
            [r, g, b, 1.0]
        };
        let look = Look {
            plate: color(plate),
            ink: color(ink),
            grid_side: side,
            picture_side: SIDE as u32,
            stride: logits.stride,
            unused: 0,
        };
        queue.write_buffer(&self.look, 0, bytemuck::bytes_of(&look));
        let bind_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("manifold"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: executor.buffer(logits).as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: self.look.as_entire_binding() },
            ],
        });
        let (wgpu::CurrentSurfaceTexture::Success(texture)
        | wgpu::CurrentSurfaceTexture::Suboptimal(texture)) = self.surface.get_current_texture()
        else {
            // No picture can be shown now; the next refresh tries again.
            self.side = 0;
            return;
        };
        let view = texture.texture.create_view(&wgpu::TextureViewDescriptor::default());
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("manifold"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &bind_group, &[]);
            pass.draw(0..3, 0..1);
        }
        queue.submit([encoder.finish()]);
        queue.present(texture);
    }

    fn configure(&mut self, device: &wgpu::Device, side: u32) {
        let pixels = side * SIDE as u32;
        self.surface.configure(
            device,
            &wgpu::SurfaceConfiguration {
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                format: self.format,
                width: pixels,
                height: pixels,
                present_mode: wgpu::PresentMode::AutoVsync,
                desired_maximum_frame_latency: 2,
                alpha_mode: wgpu::CompositeAlphaMode::Opaque,
                view_formats: Vec::new(),
                color_space: wgpu::SurfaceColorSpace::default(),
            },
        );
        self.side = side;
    }
}
