"""What the twins of SequenceStepBench share: they time the training steps of a network.

Reads lines "N steps" and answers each with the seconds of every step and, last, the process's largest memory in MB,
until its input ends.
"""

import math
import resource
import sys
import time

import torch
from torch.nn import functional as F


def serve(make):
    """make(D, C) gives a network whose logits (1 x C) are those of a bag (1 x N x D); arguments: D C threads."""
    d, classes, threads = (int(a) for a in sys.argv[1:4])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = make(d, classes)
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

