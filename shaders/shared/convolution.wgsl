// What a convolution's pixels of y see of x; twin of `ConvGeometry::constants` in src/kernel/conv.rs.

override ROWS: u32;         // pictures
override HEIGHT: u32;       // of x
override WIDTH: u32;
override INPUTS: u32;       // channels
override OUT_HEIGHT: u32;   // of y
override OUT_WIDTH: u32;
override OUTPUTS: u32;
override KERNEL: u32;       // its height and its width
override STRIDE: u32;       // pixels of x from one pixel of y to the next
override TOP: u32;          // lines of zeros before the first of x
override LEFT: u32;
