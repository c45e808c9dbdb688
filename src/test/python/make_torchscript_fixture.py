"""Makes golden/encoder/tiny.pt, a TorchScript network of a few kB, and what it gives on a known patch.

Run with torch installed: python make_torchscript_fixture.py ../resources/golden/encoder
"""

import json
import pathlib
import sys

import torch

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(7)
network = torch.nn.Sequential(
    torch.nn.Conv2d(3, 4, 3, stride=2), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1)
).eval()
torch.jit.trace(network, torch.zeros(1, 3, 32, 32)).save(str(folder / "tiny.pt"))
card = {"name": "tiny", "input_size": 32, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.25, 0.3]}
(folder / "tiny.json").write_text(json.dumps(card) + "\n")

# The patch: red is 8 x, green 8 y, blue 4 (x + y) at column x and row y.
x = torch.arange(32).repeat(32, 1)
rgb = torch.stack([8 * x, 8 * x.T, 4 * (x + x.T)]).float() / 255
mean, std = (torch.tensor(card[k]).view(3, 1, 1) for k in ("mean", "std"))
with torch.inference_mode():
    features = network(((rgb - mean) / std)[None]).flatten().tolist()
(folder / "tiny_expected.json").write_text(json.dumps(features) + "\n")
