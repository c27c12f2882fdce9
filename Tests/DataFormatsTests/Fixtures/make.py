"""Writes the fixtures of the data format tests beside itself; needs numpy."""

import json
import pathlib
import struct

import numpy as np

here = pathlib.Path(__file__).parent

# Signed integers hold their extremes, but 64-bit ones only what a double can equal.
integers = {
    "i1": [-(2**7), -1, 0, 1, 2, 2**7 - 1],
    "i2": [-(2**15), -1, 0, 1, 2, 2**15 - 1],
    "i4": [-(2**31), -1, 0, 1, 2, 2**31 - 1],
    "i8": [-(2**63), -1, 0, 1, 2, 2**53],
    "u1": [0, 1, 2, 3, 4, 2**8 - 1],
    "u2": [0, 1, 2, 3, 4, 2**16 - 1],
    "u4": [0, 1, 2, 3, 4, 2**32 - 1],
    "u8": [0, 1, 2, 3, 4, 2**63],
}
# Exact in every float type but for the last, which is the type's least positive number.
floats = {
    "f8": [1.5, -2, 0, np.inf, -0.0, 2.0**-1074],
    "f4": [1.5, -2, 0, np.inf, -0.0, 2.0**-149],
    "f2": [1.5, -2, 0, np.inf, -0.0, 2.0**-24],
}

for kind, values in {**integers, **floats}.items():
    for order, name in (("<", "little"), (">", "big")):
        if kind[1] == "1" and order == ">":
            continue
        np.save(here / f"{kind}-{name}.npy", np.array(values, dtype=order + kind).reshape(2, 3))
np.save(here / "bool.npy", np.array([[True, False, True], [False, False, True]]))
np.save(here / "scalar.npy", np.array(-4.25))
np.save(here / "vector.npy", np.array([1.0, 2.0, 3.0]))
np.save(here / "empty.npy", np.zeros((2, 0)))
np.save(here / "fortran.npy", np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
np.save(here / "matrix.npy", np.arange(24.0).reshape(2, 3, 4))
np.save(here / "inexact.npy", np.array([1, 2**53 + 1]))
np.save(here / "text.npy", np.array(["a", "b"]))
np.save(here / "complex.npy", np.array([1j]))
np.save(here / "structured.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
for version in (2, 3):
    with open(here / f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, np.array([7.0, 8.0]), version=(version, 0))

names = {"f8": "F64", "f4": "F32", "f2": "F16", "i1": "I8", "i2": "I16", "i4": "I32", "i8": "I64"}
names |= {"u1": "U8", "u2": "U16", "u4": "U32", "u8": "U64"}
tensors = [(names[kind], [2, 3], np.array(values, dtype="<" + kind).tobytes()) for kind, values in {**floats, **integers}.items()]
# bfloat16 is the upper half of float32.
tensors.append(("BF16", [2, 3], np.array([1.5, -2, 0, np.inf, -0.0, 2.0**-133], dtype="<f4").view("<u2")[1::2].tobytes()))
tensors.append(("BOOL", [2, 3], bytes([1, 0, 1, 0, 0, 1])))
tensors.append(("F8_E4M3", [2], bytes([0, 0])))
header, data = {"__metadata__": {"format": "pt"}}, b""
for kind, shape, content in tensors:
    header["t." + kind] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
    data += content
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(here / "types.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
