//! The colours of the style sheet, read from it for what is painted pixel by pixel.

use leptos::prelude::*;

/// Colours of the light or of the dark theme, sRGB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Theme {
    /// Ground of plates.
    pub plate: [u8; 3],
    /// Digits.
    pub ink: [u8; 3],
    /// Values below 0.
    pub negative: [u8; 3],
    /// Values above 0.
    pub positive: [u8; 3],
    /// The value 0.
    pub middle: [u8; 3],
    /// Hairlines.
    pub line: [u8; 3],
    /// The ten digits.
    pub classes: [[u8; 3]; 10],
}

impl Theme {
    /// The colours that hold now.
    pub fn read() -> Self {
        let style =
            document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
        let colour = |name: &str| {
            style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok())
                .and_then(|text| hex(text.trim()))
                .unwrap_or_default()
        };
        Self {
            plate: colour("--plate"),
            ink: colour("--ink"),
            negative: colour("--neg"),
            positive: colour("--pos"),
            middle: colour("--mid"),
            line: colour("--line"),
            classes: std::array::from_fn(|digit| colour(&format!("--c{digit}"))),
        }
    }
}

/// The style sheet's colour of a token, for SVG and CSS.
pub fn class_colour(digit: usize) -> String {
    format!("var(--c{digit})")
}

fn hex(text: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(text.strip_prefix('#')?, 16).ok()?;
    (text.len() == 7).then_some([(number >> 16) as u8, (number >> 8) as u8, number as u8])
}
