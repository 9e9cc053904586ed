//! Logits become pictures.

/// A picture's bytes, 0 for paper and 255 for ink, from the logits of its pixels. Logits that are no numbers
/// become paper.
pub fn picture(logits: &[f32]) -> Vec<u8> {
    logits.iter().map(|logit| (255.0 / (1.0 + (-logit).exp())).round() as u8).collect()
}
