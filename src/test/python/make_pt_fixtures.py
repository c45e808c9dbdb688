"""Makes the files in src/test/resources/golden/pt with PyTorch (2.7.1) and safetensors (0.5).

Usage: python make_pt_fixtures.py src/test/resources/golden/pt
The values are plain ones that TorchFileTest and SafeTensorsFileTest spell out.
"""

import os
import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

OUT = Path(sys.argv[1])


def arange(*shape):
    return torch.arange(float(torch.Size(shape).numel())).reshape(shape)


def rezip(source, target, change, compression=zipfile.ZIP_STORED):
    """Copies a zip archive, passing each entry's bytes through change(name, bytes)."""
    with zipfile.ZipFile(OUT / source) as old:
        with zipfile.ZipFile(OUT / target, "w", compression) as new:
            for info in old.infolist():
                data = change(info.filename, old.read(info))
                new.writestr(zipfile.ZipInfo(info.filename), data, compression)


class Command:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


# Views and names.
state = OrderedDict(weight=arange(2, 3), bias=-arange(3))
torch.save(state, OUT / "contiguous.pt")
torch.save(arange(3, 4).t(), OUT / "transposed.pt")
base = arange(10)
shared = OrderedDict(
    all=base, middle=base[2:5], tail=base[5:], tied=base, odd=base.reshape(5, 2)[:, 1]
)
torch.save(shared, OUT / "shared.pt")
torch.save(arange(2, 3, 4).permute(2, 0, 1)[1:, :, ::2], OUT / "permuted.pt")
torch.save(torch.tensor([7.0]).expand(2, 3), OUT / "expanded.pt")
torch.save(torch.tensor(2.5), OUT / "scalar.pt")
torch.save(torch.zeros(0, 3), OUT / "empty.pt")
torch.save(
    OrderedDict(weight=torch.nn.Parameter(arange(2, 3)), bias=torch.nn.Parameter(-arange(3))),
    OUT / "parameters.pt",
)
torch.save(state, OUT / "protocol4.pt", pickle_protocol=4)

# Types. The halves: zero, one, smallest subnormal, largest, infinities, a third.
half = torch.tensor([0x0000, 0x3C00, 0x0001, 0x7BFF, 0x7C00, -0x0400, 0x3555], dtype=torch.int16)
torch.save(half.view(torch.float16), OUT / "float16.pt")
brain = torch.tensor([0x0000, 0x3F80, 0x0001, 0x7F7F, 0x7F80, -0x0080, 0x3EAB], dtype=torch.int16)
torch.save(brain.view(torch.bfloat16), OUT / "bfloat16.pt")
types = OrderedDict(
    f64=torch.tensor([1 / 3, -1e300], dtype=torch.float64),
    i64=torch.tensor([2**62, -(2**62)], dtype=torch.int64),
    i32=torch.tensor([2**31 - 1, -(2**31)], dtype=torch.int32),
    i16=torch.tensor([2**15 - 1, -(2**15)], dtype=torch.int16),
    i8=torch.tensor([127, -128], dtype=torch.int8),
    u8=torch.tensor([0, 255], dtype=torch.uint8),
    bool=torch.tensor([True, False, True]),
)
torch.save(types, OUT / "types.pt")
save_file(types | {"f16": half.view(torch.float16)}, OUT / "types.safetensors", {"made by": "us"})

# The container before PyTorch 1.6.
torch.save(shared, OUT / "legacy_shared.pt", _use_new_zipfile_serialization=False)
torch.save(types, OUT / "legacy_types.pt", _use_new_zipfile_serialization=False)
torch.save(arange(3, 4).t(), OUT / "legacy_tensor.pt", _use_new_zipfile_serialization=False)

# Checkpoints.
model = torch.nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(arange(1, 3)).sum().backward()
optimizer.step()
with torch.no_grad():
    model.weight.copy_(arange(2, 3))
    model.bias.copy_(-arange(2))
torch.save(
    {"epoch": 3, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()},
    OUT / "checkpoint.pt",
)
torch.save({"model": state, "state_dict": state}, OUT / "two_models.pt")
torch.save({"encoder": state, "head": state}, OUT / "unusual_names.pt")
torch.save({"teacher": state, "other": None, "epoch": 3}, OUT / "one_unusual_name.pt")
torch.save({"weight": arange(2), "extra": {"bias": arange(2)}}, OUT / "dict_inside.pt")

# What must be refused.
torch.save(model, OUT / "module.pt")
torch.jit.script(model).save(OUT / "torchscript.pt")
torch.save({"weight": arange(2), "command": Command()}, OUT / "system.pt")
(OUT / "system.pkl").write_bytes(pickle.dumps(Command(), protocol=2))
torch.save(arange(7), OUT / "seven.pt")
billion = b"J" + (10**9).to_bytes(4, "little")
rezip("seven.pt", "billion.pt", lambda name, data: data.replace(b"K\x07", billion))
rezip(
    "seven.pt",
    "big_endian.pt",
    lambda name, data: b"big" if name.endswith("byteorder") else data,
)
rezip("seven.pt", "compressed.pt", lambda name, data: data, zipfile.ZIP_DEFLATED)
