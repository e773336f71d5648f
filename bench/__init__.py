"""Benchmarks: our figures beside the limits they can be held against, in one run."""
