//! The ONNX files of every network make in onnxruntime what the CPU executor makes. Where there is no Python with
//! onnx, onnxruntime and numpy, the comparison is skipped and says so.

mod common;

use common::python::python;
use common::{close, numbers};
use latent_playground::data::{PIXELS, synthetic};
use latent_playground::executor::Hardware;
use latent_playground::model::Activation::{Identity, Relu};
use latent_playground::model::{Code, Layer, Model, Padding, Shape, preset};
use latent_playground::settings::{ModelName, Recipe, Settings};
use latent_playground::share::checkpoint::NamedTensor;
use latent_playground::share::onnx::{self, OnnxError};
use latent_playground::trainer::Trainer;
use pollster::block_on;
use std::path::Path;
use std::process::Command;

const IMAGES: usize = 5;
const CLASSES: [u8; IMAGES] = [3, 0, 9, 4, 3];
const TOLERANCE: f32 = 1e-4;

/// A network with random parameters, what its two parts are given, and what the CPU executor makes of that.
struct Case {
    name: String,
    files: onnx::Onnx,
    /// By the name of the part and of its input.
    given: Vec<(&'static str, Vec<f32>)>,
    /// By the name of the part and of its output.
    wanted: Vec<(&'static str, Vec<f32>)>,
}

fn settings(model: ModelName) -> Settings {
    Settings { model, hidden: 37, latent: 3, batch: 8, seed: 5, ..Settings::default() }
}

const IMAGE: Shape = Shape { height: 28, width: 28, channels: 1 };

fn network(model: ModelName) -> Model {
    preset(&settings(model), IMAGE)
}

/// A network with strides, odd paddings, and a dense layer after a code that is a picture.
fn odd_network() -> Model {
    let conv = |channels, kernel, stride, padding| Layer::Conv {
        channels,
        kernel,
        stride,
        padding,
        activation: Relu,
    };
    let small = Shape { height: 7, width: 7, channels: 3 };
    Model {
        encoder: vec![conv(3, 5, 2, Padding::Same), conv(5, 2, 3, Padding::Valid), Layer::MaxPool],
        decoder: vec![
            Layer::Dense { outputs: 11, activation: Relu },
            Layer::Dense { outputs: small.numbers(), activation: Relu },
            Layer::Reshape(small),
            Layer::Upsample,
            conv(4, 2, 1, Padding::Same),
            Layer::Upsample,
            Layer::Conv { channels: 1, kernel: 3, stride: 1, padding: Padding::Same, activation: Identity },
        ],
        ..network(ModelName::Autoencoder)
    }
}

/// The first values with random biases, so that a bias in the wrong place shows.
fn parameters(trainer: &Trainer) -> Vec<NamedTensor> {
    let mut tensors = block_on(trainer.parameters()).expect("parameters");
    for (salt, tensor) in tensors.iter_mut().enumerate().filter(|(_, tensor)| tensor.shape.len() == 1) {
        tensor.values = numbers(tensor.values.len(), salt as u32).iter().map(|value| 0.2 * value).collect();
    }
    tensors
}

impl Case {
    fn new(name: &str, model: &Model) -> Self {
        let data = synthetic::synthetic(3, 16, 8);
        // The noise is no part of the file, so the executor is given the network without it.
        let mut quiet = model.clone();
        quiet.prepare.retain(|layer| !matches!(layer, Layer::Corrupt { .. }));
        let recipe = Recipe { settings: settings(ModelName::Vae), ..Recipe::default() };
        let mut trainer =
            block_on(Trainer::of_model(&Hardware::Cpu, quiet, recipe, &data)).expect("a trainer");
        let parameters = parameters(&trainer);
        trainer.set_parameters(&parameters);
        let files = onnx::write(model, &parameters, "v=1&end").expect("two files");

        let bytes: Vec<&[u8]> = data.train.pixels.chunks_exact(PIXELS).take(IMAGES).collect();
        let probed = block_on(trainer.probe(&bytes, &CLASSES)).expect("codes");
        let codes: Vec<f32> = probed.iter().flat_map(|probed| probed.mu.clone()).collect();
        let log_var =
            || probed.iter().flat_map(|probed| &probed.sigma).map(|sigma| 2.0 * sigma.ln()).collect();
        let mut wanted = match &model.code {
            Code::Gaussian { .. } => vec![("encoder.mu", codes.clone()), ("encoder.log_var", log_var())],
            _ => vec![("encoder.code", codes.clone())],
        };
        trainer.decode_grid(&codes, CLASSES[0]);
        let (executor, tensor) = trainer.grid_logits();
        let logits = block_on(executor.read(tensor)).expect("logits");
        let pixels = logits.chunks_exact(tensor.stride as usize).flat_map(|row| &row[..PIXELS]);
        wanted.push(("decoder.image", pixels.map(|logit| 1.0 / (1.0 + (-logit).exp())).collect()));
        let given = vec![
            ("encoder.image", bytes.concat().iter().map(|byte| f32::from(*byte) / 255.0).collect()),
            ("encoder.class", CLASSES.iter().flat_map(|class| one_hot(*class)).collect()),
            ("decoder.code", codes),
            ("decoder.class", [one_hot(CLASSES[0]); IMAGES].concat()),
        ];
        Self { name: name.to_owned(), files, given, wanted }
    }

    fn write(&self, root: &Path) {
        let folder = root.join(&self.name);
        std::fs::create_dir(&folder).expect("a folder");
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("a file");
        write("encoder.onnx", &self.files.encoder);
        write("decoder.onnx", &self.files.decoder);
        for (name, numbers) in &self.given {
            write(&format!("{name}.f32"), bytemuck::cast_slice(numbers));
        }
    }

    fn compare(&self, root: &Path) {
        for (name, wanted) in &self.wanted {
            let bytes = std::fs::read(root.join(&self.name).join(format!("{name}.f32"))).expect(name);
            let found = bytes.as_chunks().0.iter().map(|word| f32::from_le_bytes(*word));
            assert_eq!(found.len(), wanted.len(), "{}: {name}", self.name);
            for (index, (found, wanted)) in found.zip(wanted).enumerate() {
                let ok = close(found, *wanted, TOLERANCE);
                assert!(ok, "{}: {name} at {index} is {found}, not {wanted}", self.name);
            }
        }
    }
}

fn one_hot(class: u8) -> [f32; 10] {
    std::array::from_fn(|index| f32::from(u8::from(index == usize::from(class))))
}

#[test]
fn onnxruntime_makes_what_the_cpu_executor_makes() {
    let Some(python) = python("numpy, onnx, onnxruntime") else { return };
    let root = tempfile::tempdir().expect("a folder");
    let presets = ModelName::ALL.iter().map(|name| Case::new(name.name(), &network(*name)));
    let cases: Vec<Case> = presets.chain([Case::new("odd", &odd_network())]).collect();
    for case in &cases {
        case.write(root.path());
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/onnx/run.py");
    let output = Command::new(python).arg(script).arg(root.path()).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for case in &cases {
        case.compare(root.path());
    }
}

#[test]
fn parameters_of_another_network_are_refused_by_name() {
    let data = synthetic::synthetic(3, 16, 8);
    let recipe = Recipe { settings: settings(ModelName::Vae), ..Recipe::default() };
    let trainer = block_on(Trainer::new(&Hardware::Cpu, recipe, &data)).expect("a trainer");
    let mut tensors = block_on(trainer.parameters()).expect("parameters");
    let wrong = |tensors: &[NamedTensor], model| match onnx::write(&network(model), tensors, "") {
        Err(OnnxError::WrongParameter { name }) => name,
        Ok(_) => "nothing".to_owned(),
    };
    assert_eq!(wrong(&tensors, ModelName::Vae), "nothing");
    assert_eq!(wrong(&tensors, ModelName::Dense), "encoder.0.weight");
    assert_eq!(wrong(&tensors[..9], ModelName::Vae), "decoder.2.bias");
    tensors[3].values.pop();
    assert_eq!(wrong(&tensors, ModelName::Vae), "mu.bias");
}
