package io.serai.playback;

/** An error in the form of PixelCast's front end, with a reason that holds no name or address. */
public record Problem(String error, String details) {}
