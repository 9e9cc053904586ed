"""Runs the ONNX files of each folder in a folder with onnxruntime: `encoder.onnx` is given `encoder.INPUT.f32`, and
what it makes goes to `encoder.OUTPUT.f32`.

    python run.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

for path in sorted(Path(sys.argv[1]).glob("*/*.onnx")):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def file(value):
        return path.parent / f"{path.stem}.{value.name}.f32"

    given = {
        value.name: np.fromfile(file(value), dtype="<f4").reshape(-1, *value.shape[1:])
        for value in session.get_inputs()
    }
    rows = len(next(iter(given.values())))
    for value, made in zip(session.get_outputs(), session.run(None, given)):
        assert made.shape == (rows, *value.shape[1:]), (path, value.name, made.shape)
        made.astype("<f4").tofile(file(value))
