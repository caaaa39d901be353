"""The demonstration: the real bot, fictitious patients, a simulated Discord (extra `try`)."""

from bot.demo.run import run_demo

__all__ = ["run_demo"]
