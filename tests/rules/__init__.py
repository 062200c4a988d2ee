"""Tests of the rules package: case tables in YAML, properties, and the loader's refusals."""
