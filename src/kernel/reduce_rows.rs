//! Call of `shaders/reduce_rows.wgsl`.

use super::{Access, Dispatch, INDEX, Shader, workgroups_for};
use crate::plan::Tensor;
use serde::{Deserialize, Serialize};

/// `(dw, db) = Σ_rows partial`: the end of a sum that was split into slices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReduceRows {
    /// `[slices, words of dw + words of db]`.
    pub partial: Tensor,
    /// Out: as many words as it has, from the first of each row of `partial`.
    pub dw: Tensor,
    /// Out: the words after those.
    pub db: Tensor,
}

impl ReduceRows {
    pub(super) fn dispatch(&self) -> Dispatch {
        let [first, second] = [self.dw.words() / 4, self.db.words() / 4];
        Dispatch {
            shader: Shader { name: "reduce_rows", pieces: &[INDEX, wgsl!("reduce_rows")] },
            constants: vec![
                ("ROWS", f64::from(self.partial.rows)),
                ("FIRST", f64::from(first)),
                ("SECOND", f64::from(second)),
            ],
            bindings: vec![(self.partial, Access::Read), (self.dw, Access::Write), (self.db, Access::Write)],
            workgroups: workgroups_for(first + second),
            product: None,
        }
    }
}
