"""One training step of AttriMIL, branch by branch, as the formulas read; the twin of TrainingStepBench.

Reads lines "N steps" and answers each with the seconds of every step, until its input ends.
usage: bench_step.py D C threads [cpu|cuda]
"""

import collections
import math
import sys
import time

import torch
from torch import nn


class Branch(nn.Module):
    """Attention w (tanh(V h) * sigmoid(U h)) and evidence of one class."""

    def __init__(self, d):
        super().__init__()
        self.v = nn.Linear(d, d // 2)
        self.u = nn.Linear(d, d // 2)
        self.w = nn.Linear(d // 2, 1)
        self.evidence = nn.Linear(d, 1)

    def forward(self, h):
        attention = self.w(torch.tanh(self.v(h)) * torch.sigmoid(self.u(h))).squeeze(1)
        weight = torch.exp(attention)
        score = self.evidence(h).squeeze(1) * weight
        return score, score.sum() / weight.sum()


class Network(nn.Module):
    """Scores (C x N) and logits (C) of a bag."""

    def __init__(self, d, classes):
        super().__init__()
        self.down = nn.Linear(d, d // 2)
        self.up = nn.Linear(d // 2, d)
        self.branches = nn.ModuleList(Branch(d) for _ in range(classes))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, h):
        h = h + self.up(torch.relu(self.down(h)))
        outputs = [branch(h) for branch in self.branches]
        return torch.stack([s for s, _ in outputs]), torch.stack([l for _, l in outputs]) + self.bias


def spatial(scores, nearest):
    """Distance of each score to the strongest of its nine neighbours, branches 1 to C-1."""
    loss = scores.new_zeros(())
    for score in scores[1:]:
        around = score[nearest]
        strongest = around.gather(1, around.abs().argmax(1, keepdim=True)).squeeze(1)
        loss = loss + torch.tanh(score - strongest).abs().mean()
    return loss


class Ranking:
    """The ranking constraint with signs; its banks hold four top patches."""

    def __init__(self, classes):
        self.banks = [(collections.deque(maxlen=4), collections.deque(maxlen=4)) for _ in range(classes)]

    def loss(self, network, h, label, scores):
        loss = scores.new_zeros(())
        for c, score in enumerate(scores):
            value, at = score.max(0)
            positive = label == c
            own, opposite = self.banks[c] if positive else self.banks[c][::-1]
            own.append(h[at : at + 1])
            if not opposite:
                continue
            opposite.rotate(-1)
            again = network(opposite[-1])[0][c, 0]
            if positive:
                loss = loss + torch.relu(-value) + torch.relu(again)
                loss = loss + torch.relu(again - value) if c else loss
            else:
                loss = loss + torch.relu(value)
                loss = loss + (torch.relu(value - again) if c else torch.relu(-again))
        return loss / len(self.banks)


def grid(n):
    """Row numbers of each patch and its eight neighbours on a square grid, itself where one is missing."""
    width = math.isqrt(n)
    steps = [(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1)]
    rows = []
    for i in range(n):
        y, x = divmod(i, width)
        for dy, dx in steps:
            j = (y + dy) * width + x + dx
            rows.append(j if 0 <= x + dx < width and 0 <= j < n else i)
    return torch.tensor(rows).view(n, 9)


def main():
    d, classes, threads = (int(a) for a in sys.argv[1:4])
    device = sys.argv[4] if len(sys.argv) > 4 else "cpu"
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = Network(d, classes).to(device)
    optimizer = torch.optim.SGD(network.parameters(), lr=2e-4, momentum=0.9, weight_decay=1e-5)
    ranking = Ranking(classes)
    bags = {}
    taken = 0
    for line in sys.stdin:
        n, steps = (int(a) for a in line.split())
        if n not in bags:
            bags[n] = torch.randn(n, d, device=device), grid(n).to(device)
        h, nearest = bags[n]
        seconds = []
        for _ in range(steps):
            label = taken % classes
            taken += 1
            start = time.perf_counter()
            scores, logits = network(h)
            entropy = nn.functional.cross_entropy(logits[None], torch.tensor([label], device=device))
            terms = entropy, spatial(scores, nearest), ranking.loss(network, h, label, scores)
            loss = terms[0] + 1.0 * terms[1] + 5.0 * terms[2]
            values = [t.item() for t in terms]
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            if device == "cuda":
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
            assert all(math.isfinite(v) for v in values)
        print(*seconds, flush=True)


if __name__ == "__main__":
    main()
