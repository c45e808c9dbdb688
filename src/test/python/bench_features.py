"""Features of patches of one slide as a plain Python loop computes them; the twin of FeatureBench.

openslide reads and torch computes, in batches of 32, one after the other. Answers each line it
reads with seconds and the sum of all features, until its input ends.
usage: bench_features.py SLIDE WEIGHTS SIZE THREADS
"""

import sys
import time

import numpy as np
import openslide
import torch
import torchvision

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
BATCH = 32


def network(weights):
    net = torchvision.models.resnet18(weights=None)
    net.load_state_dict(torch.load(weights, weights_only=True))
    net.fc = torch.nn.Identity()
    return net.eval()


def run(path, size, net):
    start = time.perf_counter()
    features = []
    with openslide.OpenSlide(path) as slide, torch.inference_mode():
        width, height = slide.dimensions
        places = [
            (x, y)
            for x in range(0, width - size + 1, size)
            for y in range(0, height - size + 1, size)]
        for i in range(0, len(places), BATCH):
            pixels = np.stack([
                np.asarray(slide.read_region(at, 0, (size, size)).convert("RGB"))
                for at in places[i:i + BATCH]])
            batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
            features.append(net((batch - MEAN) / STD))
    total = float(torch.cat(features).double().sum())
    return time.perf_counter() - start, total


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[4]))
    net = network(sys.argv[2])
    for _ in sys.stdin:
        print(*run(sys.argv[1], int(sys.argv[3]), net), flush=True)
