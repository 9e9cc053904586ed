//! What the tour says.

texts! {
    TITLE = "tour.title";
    TRAIN = "tour.train";
    PLANE = "tour.plane";
    PAD = "tour.pad";
    SHARE = "tour.share";
    NEXT = "tour.next";
    SKIP = "tour.skip";
    DONE = "tour.done";
}
