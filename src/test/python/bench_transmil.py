"""One training step of TransMIL, operation by operation as the reference has it; a twin of SequenceStepBench.

usage: bench_transmil.py D C threads
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from sequence_step import serve

WIDTH, HEADS, LANDMARKS = 256, 8, 128


def inverse(a):
    """Six iterations towards the pseudo-inverse."""
    z = a.transpose(-1, -2) / (a.abs().sum(-1).max() * a.abs().sum(-2).max())
    eye = torch.eye(a.shape[-1])[None]
    for _ in range(6):
        az = a @ z
        z = 0.25 * z @ (13 * eye - az @ (15 * eye - az @ (7 * eye - az)))
    return z


class Attention(nn.Module):
    """x + Nystrom attention of the normalized x."""

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.to_qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.to_out = nn.Linear(WIDTH, WIDTH)
        self.res_conv = nn.Conv2d(HEADS, HEADS, (33, 1), padding=(16, 0), groups=HEADS, bias=False)

    def forward(self, x):
        n = x.shape[1]
        padded = F.pad(self.norm(x), (0, 0, -n % LANDMARKS, 0))
        q, k, v = self.to_qkv(padded).chunk(3, -1)
        q, k, v = (t.view(1, -1, HEADS, WIDTH // HEADS).transpose(1, 2) for t in (q, k, v))
        q = q * (WIDTH // HEADS) ** -0.5
        marks = [t.reshape(1, HEADS, LANDMARKS, -1, WIDTH // HEADS).mean(3) for t in (q, k)]
        first = (q @ marks[1].transpose(-1, -2)).softmax(-1)
        middle = (marks[0] @ marks[1].transpose(-1, -2)).softmax(-1)
        last = (marks[0] @ k.transpose(-1, -2)).softmax(-1)
        out = (first @ inverse(middle)) @ (last @ v) + self.res_conv(v)
        return x + self.to_out(out.transpose(1, 2).reshape(1, -1, WIDTH))[:, -n:]


class Network(nn.Module):
    """Logits (1 x C) of a bag (1 x N x D)."""

    def __init__(self, d, classes):
        super().__init__()
        self.embed = nn.Linear(d, WIDTH)
        self.token = nn.Parameter(torch.randn(1, 1, WIDTH))
        self.layer1, self.layer2 = Attention(), Attention()
        self.kernels = nn.ModuleList(nn.Conv2d(WIDTH, WIDTH, k, padding=k // 2, groups=WIDTH) for k in (7, 5, 3))
        self.norm = nn.LayerNorm(WIDTH)
        self.classify = nn.Linear(WIDTH, classes)

    def forward(self, h):
        x = torch.relu(self.embed(h))
        side = math.ceil(math.sqrt(x.shape[1]))
        x = torch.cat([x, x[:, : side * side - x.shape[1]]], 1)
        x = self.layer1(torch.cat([self.token, x], 1))
        grid = x[:, 1:].transpose(1, 2).reshape(1, WIDTH, side, side)
        grid = grid + sum(kernel(grid) for kernel in self.kernels)
        x = self.layer2(torch.cat([x[:, :1], grid.flatten(2).transpose(1, 2)], 1))
        return self.classify(self.norm(x)[:, 0])


if __name__ == "__main__":
    serve(Network)
