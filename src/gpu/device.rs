//! The adapter and the device, and what can go wrong with them.

use super::Choices;
use crate::kernel::{Dispatch, Variant};
use crate::sentence::{Sentence, sentence};
use std::sync::{Arc, Mutex};
use thiserror::Error;

/// What can go wrong on a GPU.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", Sentence::from(self))]
pub enum GpuError {
    /// There is no adapter.
    NoAdapter(Sentence),
    /// The adapter gave no device.
    NoDevice(Sentence),
    /// A buffer of the plan is larger than the adapter's limit.
    TooSmall {
        /// Bytes needed.
        needed: u64,
        /// Bytes that there are at most.
        limit: u64,
    },
    /// The device has no memory left.
    OutOfMemory,
    /// The device refused a shader or a command.
    Refused(Sentence),
    /// The device stopped answering.
    Lost(Sentence),
}

impl From<&GpuError> for Sentence {
    fn from(error: &GpuError) -> Self {
        match error {
            GpuError::NoAdapter(reason) => sentence!("gpu.no_adapter", reason),
            GpuError::NoDevice(reason) => sentence!("gpu.no_device", reason),
            GpuError::TooSmall { needed, limit } => sentence!("gpu.too_small", needed, limit),
            GpuError::OutOfMemory => sentence!("gpu.out_of_memory"),
            GpuError::Refused(reason) => sentence!("gpu.refused", reason),
            GpuError::Lost(reason) => sentence!("gpu.lost", reason),
        }
    }
}

/// A device that is ready for work.
#[derive(Clone, Debug)]
pub struct Gpu {
    /// What it is a device of.
    pub adapter: wgpu::Adapter,
    /// Makes buffers and pipelines.
    pub device: wgpu::Device,
    /// Takes the work.
    pub queue: wgpu::Queue,
    /// Name of the adapter for the visitor.
    pub adapter_name: String,
    /// Whether invocations can read for one another, as [`Variant::Quads`] wants.
    has_subgroups: bool,
    fault: Arc<Mutex<Option<GpuError>>>,
    choices: Arc<Mutex<Choices>>,
}

impl Gpu {
    /// Asks for the most powerful adapter and for a device with the limits that it has.
    ///
    /// # Errors
    /// [`GpuError::NoAdapter`] and [`GpuError::NoDevice`].
    pub async fn request(instance: &wgpu::Instance) -> Result<Self, GpuError> {
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        #[cfg(target_arch = "wasm32")]
        let listening = super::subgroups::Listening::begin();
        let adapter = instance.request_adapter(&options).await;
        #[cfg(target_arch = "wasm32")]
        drop(listening);
        let adapter = adapter.map_err(|error| match error {
            wgpu::RequestAdapterError::NotFound { .. } if cfg!(target_arch = "wasm32") => {
                GpuError::NoAdapter(sentence!("gpu.not_in_browser"))
            }
            wgpu::RequestAdapterError::NotFound { .. } => GpuError::NoAdapter(sentence!("gpu.no_driver")),
            error => GpuError::NoAdapter(first_sentence(&error.to_string())),
        })?;
        Self::from_adapter(adapter).await
    }

    /// A device of an adapter.
    ///
    /// # Errors
    /// [`GpuError::NoDevice`].
    pub async fn from_adapter(adapter: wgpu::Adapter) -> Result<Self, GpuError> {
        let has = adapter.limits();
        let base = wgpu::Limits::default();
        let required_limits = wgpu::Limits {
            max_storage_buffer_binding_size: has.max_storage_buffer_binding_size,
            max_buffer_size: has.max_buffer_size,
            ..base
        };
        // Browsers make their clocks coarse; there kernels are timed by repetition. For their
        // subgroups see `subgroups.rs`.
        let wanted = if cfg!(target_arch = "wasm32") {
            wgpu::Features::empty()
        } else {
            wgpu::Features::TIMESTAMP_QUERY | wgpu::Features::SUBGROUP
        };
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("trainer"),
            required_features: adapter.features() & wanted,
            required_limits,
            ..Default::default()
        };
        let (device, queue) = adapter
            .request_device(&descriptor)
            .await
            .map_err(|error| GpuError::NoDevice(first_sentence(&error.to_string())))?;
        let fault = Arc::new(Mutex::new(None));
        let note = |fault: &Arc<Mutex<Option<GpuError>>>, error: GpuError| {
            // The first fault is the cause; those that follow are its consequences.
            if let Ok(mut fault) = fault.lock() {
                fault.get_or_insert(error);
            }
        };
        let lost = Arc::clone(&fault);
        device.set_device_lost_callback(move |reason, message| {
            if reason != wgpu::DeviceLostReason::Destroyed || !message.is_empty() {
                note(&lost, GpuError::Lost(first_sentence(&message)));
            }
        });
        let uncaptured = Arc::clone(&fault);
        device.on_uncaptured_error(Arc::new(move |error| {
            note(
                &uncaptured,
                match error {
                    wgpu::Error::OutOfMemory { .. } => GpuError::OutOfMemory,
                    wgpu::Error::Validation { description, .. }
                    | wgpu::Error::Internal { description, .. } => GpuError::Refused(description.into()),
                },
            );
        }));
        let adapter_name = adapter_name(&adapter.get_info(), &device);
        #[cfg(target_arch = "wasm32")]
        let has_subgroups = super::subgroups::are_on(&device);
        #[cfg(not(target_arch = "wasm32"))]
        let has_subgroups = device.features().contains(wgpu::Features::SUBGROUP);
        let choices = Arc::default();
        Ok(Self { adapter, device, queue, adapter_name, has_subgroups, fault, choices })
    }

    /// Maps a buffer and takes something out of its bytes; the buffer is gone then.
    pub(super) async fn read_back<T>(
        &self,
        buffer: &wgpu::Buffer,
        out: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, GpuError> {
        let (sender, receiver) = futures_channel::oneshot::channel();
        buffer.slice(..).map_async(wgpu::MapMode::Read, move |result| {
            // The receiver is gone only if the read was given up.
            let _ = sender.send(result);
        });
        self.wait()?;
        let answer = receiver.await;
        self.check()?;
        let unread = || GpuError::Lost(sentence!("gpu.unread"));
        answer.map_err(|_| unread())?.map_err(|_| unread())?;
        let view = buffer.slice(..).get_mapped_range().map_err(|_| unread())?;
        let taken = out(&view);
        drop(view);
        buffer.destroy();
        Ok(taken)
    }

    /// Natively, lets the device call back all that it owes; in the browser, the event loop does.
    pub(super) fn wait(&self) -> Result<(), GpuError> {
        let done = self.device.poll(wgpu::PollType::wait_indefinitely());
        done.map(drop).map_err(|error| GpuError::Lost(first_sentence(&error.to_string())))
    }

    /// Which variants products take on this device.
    pub fn choices(&self) -> Choices {
        self.choices.lock().map(|choices| choices.clone()).unwrap_or_default()
    }

    /// The variants of a product that the device can run.
    pub fn variants(&self) -> impl Iterator<Item = Variant> + use<> {
        let has_subgroups = self.has_subgroups;
        Variant::ALL.iter().copied().filter(move |variant| *variant != Variant::Quads || has_subgroups)
    }

    /// Takes over what was found out on such an adapter before.
    pub fn remember(&self, mut known: Choices) {
        known.keep(&self.variants().collect::<Vec<_>>());
        if let Ok(mut choices) = self.choices.lock() {
            *choices = known;
        }
    }

    pub(super) fn choose(&self, dispatch: &Dispatch, variant: Variant) {
        if let Ok(mut choices) = self.choices.lock() {
            choices.set(dispatch, variant);
        }
    }

    /// The first thing that went wrong since the device was made, if anything did.
    ///
    /// # Errors
    /// That first fault.
    pub fn check(&self) -> Result<(), GpuError> {
        match self.fault.lock() {
            Ok(fault) => fault.clone().map_or(Ok(()), Err),
            Err(_) => Err(GpuError::Refused(sentence!("gpu.fault_unread"))),
        }
    }
}

/// Names the adapter as well as the driver lets us.
#[cfg(not(target_arch = "wasm32"))]
fn adapter_name(info: &wgpu::AdapterInfo, _device: &wgpu::Device) -> String {
    info.name.clone()
}

/// Names the adapter as well as the browser lets us: most give no more than a vendor and an architecture.
#[cfg(target_arch = "wasm32")]
fn adapter_name(info: &wgpu::AdapterInfo, device: &wgpu::Device) -> String {
    use wasm_bindgen::JsValue;
    let field = |object: &JsValue, key: &str| js_sys::Reflect::get(object, &JsValue::from_str(key)).ok();
    let details = device.as_webgpu().and_then(|device| field(device, "adapterInfo")).unwrap_or_default();
    let detail =
        |key| field(&details, key).and_then(|value| value.as_string()).filter(|text| !text.is_empty());
    let known = || {
        let words: Vec<String> = ["vendor", "architecture"].into_iter().filter_map(detail).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    Some(info.name.clone()).filter(|name| !name.is_empty()).or_else(known).unwrap_or_else(|| "GPU".to_owned())
}

/// Messages of drivers run on; their first line without its full stop fits into a sentence.
fn first_sentence(message: &str) -> Sentence {
    let line = message.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    if line.is_empty() {
        sentence!("gpu.no_reason")
    } else {
        Sentence::Quoted(line.chars().take(200).collect())
    }
}
