"""One training step of MambaMIL, with the scan patch by patch as the reference's plain form has it; a twin of SequenceStepBench.

usage: bench_mamba.py D C threads [width,layers]

The sizes are the reference's unless given.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from sequence_step import serve

WIDTH, LAYERS = (int(n) for n in (sys.argv[4:] and sys.argv[4] or "512,2").split(","))
INNER, STATE, RANK, KERNEL = 2 * WIDTH, 16, WIDTH // 16, 4


class Mixer(nn.Module):
    """Gu and Dao, Mamba (arXiv:2312.00752), algorithm 2, without a fused kernel."""

    def __init__(self):
        super().__init__()
        self.in_proj = nn.Linear(WIDTH, 2 * INNER, bias=False)
        self.conv1d = nn.Conv1d(INNER, INNER, KERNEL, padding=KERNEL - 1, groups=INNER)
        self.x_proj = nn.Linear(INNER, RANK + 2 * STATE, bias=False)
        self.dt_proj = nn.Linear(RANK, INNER)
        self.a_log = nn.Parameter(torch.log(torch.arange(1, STATE + 1.0)).repeat(INNER, 1))
        self.d = nn.Parameter(torch.ones(INNER))
        self.out_proj = nn.Linear(INNER, WIDTH, bias=False)

    def forward(self, x):
        n = x.shape[1]
        u, gate = self.in_proj(x).chunk(2, -1)
        u = F.silu(self.conv1d(u.transpose(1, 2))[..., :n].transpose(1, 2))
        step, b, c = self.x_proj(u).split([RANK, STATE, STATE], -1)
        step = F.softplus(self.dt_proj(step))[0]
        a = -torch.exp(self.a_log)
        state = torch.zeros(INNER, STATE)
        rows = []
        # Unbound, because the gradient of each index would be an array of all patches.
        for s, x, bi, ci in zip(step.unbind(), (step * u[0]).unbind(), b[0].unbind(), c[0].unbind()):
            state = torch.exp(s[:, None] * a) * state + x[:, None] * bi
            rows.append(state @ ci)
        y = torch.stack(rows)[None] + u * self.d
        return self.out_proj(y * F.silu(gate))


class Network(nn.Module):
    """Logits (1 x C) of a bag (1 x N x D)."""

    def __init__(self, d, classes):
        super().__init__()
        self.embed = nn.Linear(d, WIDTH)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(LAYERS))
        self.mixers = nn.ModuleList(Mixer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = nn.Sequential(nn.Linear(WIDTH, 128), nn.Tanh(), nn.Linear(128, 1))
        self.classify = nn.Linear(WIDTH, classes)

    def forward(self, h):
        x = F.gelu(self.embed(h))
        for norm, mixer in zip(self.norms, self.mixers):
            x = x + mixer(norm(x))
        x = self.norm(x)[0]
        return self.classify(self.attention(x).softmax(0).T @ x)


if __name__ == "__main__":
    serve(Network)
