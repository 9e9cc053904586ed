//! What leaves the page and comes back: links with a recipe, files and links with parameters,
//! snapshots of a training. All that is read
//! here comes from outside: it is bounded before memory is taken, and refused in a sentence.

pub mod checkpoint;
pub mod link;
pub mod onnx;
pub mod packed;
pub mod snapshot;
pub mod weights;

/// The beginning of `text` as a message may quote it: short, on one line, and with nothing invisible that
/// could turn the rest of the sentence around.
fn excerpt(text: &str, characters: usize) -> String {
    let mut visible = text.chars().filter(|character| !is_invisible(*character));
    let mut excerpt: String = visible.by_ref().take(characters).collect();
    if visible.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

/// Control characters, line separators, marks without width and marks that change the direction of writing.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}
