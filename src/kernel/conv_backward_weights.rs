//! Call of `shaders/conv_backward_weights.wgsl` and `conv_backward_weights_thin.wgsl`.

use super::{Access, CONVOLUTION, ConvGeometry, Dispatch, Product, Shader, Variant};
use crate::plan::{Tensor, padded};
use serde::{Deserialize, Serialize};

/// `dw = xᵀ * dy` and `db = Σ dy`, each over a slice of the batch; a [`super::ReduceRows`] adds the slices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConvBackwardWeights {
    /// `[rows, input.numbers()]`.
    pub x: Tensor,
    /// `[rows, output.numbers()]`.
    pub dy: Tensor,
    /// Out: `[slices, words of dw + words of db]`, of the size that [`Self::partial_size`] says.
    pub partial: Tensor,
    /// Which input pixels an output pixel sees.
    pub geometry: ConvGeometry,
}

/// Invocations that keep a GPU busy.
const ENOUGH_INVOCATIONS: u32 = 4096;
/// Output pixels that make a slice worth its store and its share of the final sum.
const PIXELS_OF_A_SLICE: u32 = 64;
/// Slices at most, so that the final sum is short.
const MOST_SLICES: u32 = 256;

impl ConvBackwardWeights {
    /// Rows and width of `partial` for a batch of `rows` images.
    pub fn partial_size(geometry: &ConvGeometry, rows: u32) -> [u32; 2] {
        let lines = rows * geometry.output.height;
        let wanted = (ENOUGH_INVOCATIONS / tiles(geometry))
            .min(lines * geometry.output.width / PIXELS_OF_A_SLICE)
            .clamp(1, MOST_SLICES);
        let slices = lines.div_ceil(lines.div_ceil(wanted));
        [slices, (padded(geometry.inputs()) + 1) * padded(geometry.output.channels)]
    }

    /// Lines of output pixels, of all images of the batch one after the other, in a slice.
    pub(crate) fn lines_of_a_slice(&self) -> u32 {
        (self.x.rows * self.geometry.output.height).div_ceil(self.partial.rows)
    }

    pub(super) fn dispatch(&self) -> Dispatch {
        let bindings = vec![(self.x, Access::Read), (self.dy, Access::Read), (self.partial, Access::Write)];
        let ConvGeometry { input, output, kernel, stride, .. } = self.geometry;
        let slices = self.partial.rows;
        let (shader, lines, [rows, columns, width]) = if self.geometry.is_thin() && stride == 1 {
            let pieces = &[CONVOLUTION, wgsl!("conv_backward_weights_thin")];
            let lines = (self.x.rows * input.height).div_ceil(slices);
            let shader = Shader { name: "conv_backward_weights_thin", pieces };
            (shader, lines, [(kernel * kernel).div_ceil(4), input.channels / 4, input.width])
        } else {
            let pieces = &[CONVOLUTION, wgsl!("conv_backward_weights")];
            let rows = self.geometry.inputs().div_ceil(4) + 1;
            let shader = Shader { name: "conv_backward_weights", pieces };
            (shader, self.lines_of_a_slice(), [rows, output.channels.div_ceil(4), output.width])
        };
        let mut constants = self.geometry.constants(self.x.rows);
        constants.push(("SLICES", f64::from(slices)));
        constants.push(("LINES", f64::from(lines)));
        let product =
            Product { rows, columns, terms: lines * width.div_ceil(4), slices, variant: Variant::Medium };
        Dispatch::product(shader, constants, bindings, product)
    }
}

/// Tiles of 8 rows × 8 columns that cover dw.
fn tiles(geometry: &ConvGeometry) -> u32 {
    geometry.inputs().div_ceil(8) * geometry.output.channels.div_ceil(8)
}
