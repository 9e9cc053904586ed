//! Icons, drawn on a grid of 18 × 18.

use leptos::prelude::*;

pub const PLAY: &str = r#"<path class="f" d="M5 3.2v11.6L14.6 9z"/>"#;
pub const PAUSE: &str = r#"<path class="f" d="M4.5 3.5h3v11h-3zM10.5 3.5h3v11h-3z"/>"#;
pub const STEP: &str = r#"<path class="f" d="M4 4v10l7-5z"/><path d="M13.5 4v10"/>"#;
pub const RESET: &str = r#"<path d="M4.2 6.2A6 6 0 1 1 3 10M3.6 2.8v3.6h3.6"/>"#;
pub const UNDO: &str = r#"<path d="M4 7.5h7a3.6 3.6 0 0 1 0 7.2H7M7 4.3 3.8 7.5 7 10.7"/>"#;
pub const SHARE: &str = r#"<path d="M9 11V2.5M5.8 5.4 9 2.3l3.2 3.1M5 8H3.5v7h11V8H13"/>"#;
pub const CHEVRON: &str = r#"<path d="m5 7 4 4 4-4"/>"#;
pub const SHUFFLE: &str = r#"<path d="M2 5h2.6c3.8 0 5 8 8.8 8H16M2 13h2.6c1.3 0 2.3-1 3.1-2.3M10.2 7.3C11 6 12 5 13.4 5H16M14 3l2 2-2 2M14 11l2 2-2 2"/>"#;
pub const CROSS: &str = r#"<path d="m4.5 4.5 9 9M13.5 4.5l-9 9"/>"#;
pub const PLUS: &str = r#"<path d="M9 3.5v11M3.5 9h11"/>"#;
pub const MINUS: &str = r#"<path d="M3.5 9h11"/>"#;
pub const WHOLE: &str = r#"<path d="M3 6.5V3h3.5M11.5 3H15v3.5M15 11.5V15h-3.5M6.5 15H3v-3.5"/>"#;
pub const LEFT: &str = r#"<path d="m11 4-5 5 5 5"/>"#;
pub const RIGHT: &str = r#"<path d="m7 4 5 5-5 5"/>"#;
pub const ALERT: &str = r#"<path d="M9 2.6 16 15H2zM9 7.4v3.4M9 13v.2"/>"#;
pub const INFO: &str = r#"<circle cx="9" cy="9" r="6.7"/><path d="M9 8.3v4M9 5.7v.2"/>"#;
pub const DOT: &str = r#"<circle class="f" cx="9" cy="9" r="2.5"/>"#;
pub const DISC: &str = r#"<circle class="f" cx="9" cy="9" r="6.5"/>"#;

/// The product's mark: a point in a plane.
pub const MARK: &str = r#"<path d="M3.5 2.5v18h18" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M3.5 9.5h11M14.5 20.5v-11" stroke="currentColor" stroke-dasharray="1.5 2" fill="none"/><circle cx="14.5" cy="9.5" r="3.6" fill="var(--accent)"/>"#;

/// An icon beside a word, or alone in a button that has a label.
pub fn icon(shape: &'static str) -> impl IntoView {
    view! { <svg class="ico" viewBox="0 0 18 18" aria-hidden="true" inner_html=shape></svg> }
}
