//! The words of looking at the plane.

texts! {
    ZOOM = "look.zoom";
    ZOOM_IN = "look.zoom_in";
    ZOOM_OUT = "look.zoom_out";
    WHOLE = "look.whole";
}
