// What an invocation owns of a picture: four neighbouring channels of a pixel.
alias Numbers = vec4<f32>;
