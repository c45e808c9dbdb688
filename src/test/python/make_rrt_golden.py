"""RRT-MIL (CVPR 2024, doi 10.1109/CVPR52733.2024.01078) from the formulas of Rrt's documentation, for RrtOptionsTest.

Options that no tensor shows: activations, regions along a side, heads across regions, shortcut. Weights are those of
make_attrimil_backbone_golden.py's formula, so that none need be kept.
usage: make_rrt_golden.py src/test/resources/golden/rrt/options.npz
"""

import math
import sys

import numpy as np
import torch
from torch.nn import functional as F

from make_attrimil_backbone_golden import weights

D, W, HEADS, KERNEL, K, C = 6, 16, 8, 5, 3, 3
ACTIVATIONS = {"relu": torch.relu, "gelu": F.gelu, "tanh": torch.tanh}
# activation, pooling, regions, headsacross, shortcut
OPTIONS = [("relu", "relu", 8, 8, False), ("gelu", "tanh", 8, 4, True), ("relu", "gelu", 16, 8, False), ("gelu", "relu", 3, 2, True)]
PATCHES = [1, 5, 70, 300]
E = "online_encoder."
SHAPES = {
    "patch_to_emb.0.weight": (W, D), "patch_to_emb.0.bias": (W,),
    **{f"{E}{n}.{end}": (W,) for n in ("norm", "layers.0.norm", "cr_msa.norm") for end in ("weight", "bias")},
    **{
        f"{E}{n}.attn.attn.{layer}.{end}": shape
        for n in ("layers.0", "cr_msa")
        for layer, out in (("qkv", 3 * W), ("proj", W))
        for end, shape in (("weight", (out, W)), ("bias", (out,)))
    },
    E + "layers.0.attn.attn.pe.weight": (HEADS, 1, KERNEL, 1), E + "layers.0.attn.attn.pe.bias": (HEADS,),
    E + "cr_msa.attn.phi": (W, K),
    "pool_fn.attention.attention.0.weight": (128, W), "pool_fn.attention.attention.2.weight": (1, 128),
    "predictor.weight": (C, W), "predictor.bias": (C,),
}


def linear(p, name, x):
    return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))


def norm(p, name, x):
    return F.layer_norm(x, (W,), p[name + ".weight"], p[name + ".bias"])


def members(n, side):
    """Rows of each region's patches; n for a place without one."""
    size = math.ceil(math.ceil(math.sqrt(n)) / side)
    width = side * size
    rows = [
        [min((y * size + i) * width + x * size + j, n) for i in range(size) for j in range(size)]
        for y in range(side) for x in range(side)]
    return torch.tensor(rows)


def attend(p, name, x, heads, kernel=None):
    """Attention among the rows of x, one head after the other."""
    q, k, v = linear(p, name + ".qkv", x).chunk(3, 1)
    d = W // heads
    out = []
    for head in range(heads):
        part = slice(head * d, (head + 1) * d)
        logits = q[:, part] @ k[:, part].T / math.sqrt(d)
        if kernel is not None:
            half = KERNEL // 2
            padded = F.pad(logits, (0, 0, half, half))
            logits = logits + sum(kernel[head, 0, i, 0] * padded[i : i + len(x)] for i in range(KERNEL))
        out.append(logits.softmax(1) @ v[:, part])
    return linear(p, name + ".proj", torch.cat(out, 1))


def score(p, h, activation, pooling, regions, across, shortcut):
    n = len(h)
    x = ACTIVATIONS[activation](linear(p, "patch_to_emb.0", h))
    normed = torch.cat([norm(p, E + "layers.0.norm", x), torch.zeros(1, W, dtype=h.dtype)])
    added = torch.zeros(n + 1, W, dtype=h.dtype)
    for rows in members(n, regions):
        added[rows] = attend(p, E + "layers.0.attn.attn", normed[rows], HEADS, p[E + "layers.0.attn.attn.pe.weight"])
    y = x + added[:n]
    normed = torch.cat([norm(p, E + "cr_msa.norm", y), torch.zeros(1, W, dtype=h.dtype)])
    rows = members(n, 8)
    logits = normed[rows] @ p[E + "cr_msa.attn.phi"]  # regions x patches x K
    representatives = torch.einsum("rnk,rnw->krw", logits.softmax(1), normed[rows])
    exchanged = torch.stack([attend(p, E + "cr_msa.attn.attn", r, across) for r in representatives])
    least, most = logits.min(1, keepdim=True).values, logits.max(1, keepdim=True).values
    taken = logits.softmax(2) * (logits - least) / (most - least + 1e-8)
    added = torch.zeros(n + 1, W, dtype=h.dtype)
    added[rows] = torch.einsum("rnk,krw->rnw", taken, exchanged)
    y = y + added[:n]
    z = norm(p, E + "norm", y + x if shortcut else y)
    a = linear(p, "pool_fn.attention.attention.2", ACTIVATIONS[pooling](linear(p, "pool_fn.attention.attention.0", z)))
    return linear(p, "predictor", (a.softmax(0) * z).sum(0)), a


def main():
    p = {name: t.double() for name, t in weights(SHAPES).items()}
    generator = torch.Generator().manual_seed(5)
    arrays = {}
    for n in PATCHES:
        h = torch.randn(n, D, generator=generator)
        arrays[f"{n}|h"] = h.numpy()
        for i, options in enumerate(OPTIONS):
            logits, attention = score(p, h.double(), *options)
            arrays[f"{n}|{i}|logits"] = logits.numpy().astype(np.float32)
            arrays[f"{n}|{i}|attention"] = attention[:, 0].numpy().astype(np.float32)
    np.savez_compressed(sys.argv[1], **arrays)


if __name__ == "__main__":
    main()
