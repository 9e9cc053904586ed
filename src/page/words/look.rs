//! The words of looking at the plane.

use super::count;

texts! {
    NEAREST = "look.nearest";
    PAST = "look.past";
    NOW = "look.now";
    ZOOM = "look.zoom";
    ZOOM_IN = "look.zoom_in";
    ZOOM_OUT = "look.zoom_out";
    WHOLE = "look.whole";
}

/// A picture of the test set by its number and, where there are labels, its class.
pub fn test_picture(index: u32, class: Option<&str>) -> String {
    let number = count(index + 1);
    match class {
        Some(class) => say!("look.test_picture_of", number = number, class = class),
        None => say!("look.test_picture", number = number),
    }
}

/// What a picture of the strip is called.
pub fn original(index: u32) -> String {
    test_picture(index, None)
}

/// The step that the plane is shown at.
pub fn at_step(step: u32) -> String {
    say!("look.at_step", step = count(step))
}
