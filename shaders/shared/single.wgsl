// What an invocation owns of a picture: one number, where the channels are no multiple of four.
alias Numbers = f32;
