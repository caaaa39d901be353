"""The demonstration: the real bot, fictitious patients, a simulated Discord (extra `try`)."""
