"""One training step of MambaMIL, with the scan patch by patch as the reference's plain form has it; a twin of SequenceStepBench.

Reads lines "N steps" and answers each with the seconds of every step and, last, the process's largest memory in MB,
until its input ends.
usage: bench_mamba.py D C threads
"""

import math
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, INNER, STATE, RANK, KERNEL, LAYERS = 512, 1024, 16, 32, 4, 2


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
        for i in range(n):
            state = torch.exp(step[i, :, None] * a) * state + (step[i] * u[0, i])[:, None] * b[0, i]
            rows.append(state @ c[0, i])
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


def main():
    d, classes, threads = (int(a) for a in sys.argv[1:4])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = Network(d, classes)
    optimizer = torch.optim.SGD(network.parameters(), lr=2e-3, momentum=0.9, weight_decay=1e-5)
    bags = {}
    for line in sys.stdin:
        n, steps = (int(a) for a in line.split())
        h = bags.setdefault(n, torch.randn(1, n, d))
        answer = []
        for step in range(steps):
            start = time.perf_counter()
            loss = F.cross_entropy(network(h), torch.tensor([step % classes]))
            assert math.isfinite(loss.item())
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            answer.append(time.perf_counter() - start)
        answer.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(*answer, flush=True)


if __name__ == "__main__":
    main()
