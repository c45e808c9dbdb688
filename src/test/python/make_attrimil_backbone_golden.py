"""AttriMIL on DSMIL's and TransMIL's backbones, written from the formulas for src/test/resources/golden/attrimil_backbone.

For each kind: weights by a formula, a sequence of bags, and what is computed for each without an update of weights: logits,
attention, scores, cross-entropy, spatial constraint, ranking constraint (hinge), and the gradient of their weighted sum.
usage: make_attrimil_backbone_golden.py FOLDER
"""

import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

D, W, HEADS, LANDMARKS, QUERY = 6, 256, 8, 128, 128
C = 2  # Set by main.
TOP, CAPACITY = 5, 4
SPATIAL, RANK = 0.7, 0.3


def linear(p, name, x):
    return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))


def norm(p, name, x):
    return F.layer_norm(x, (W,), p[name + ".weight"], p[name + ".bias"])


def attention(p, name, x):
    """Nystrom attention of n tokens, as the formulas read."""
    n = len(x)
    x = torch.cat([x.new_zeros(-n % LANDMARKS, W), x])
    q, k, v = (t.view(len(x), HEADS, -1).transpose(0, 1) for t in linear(p, name + ".to_qkv", x).chunk(3, 1))
    q = q / (W // HEADS) ** 0.5
    q_marks, k_marks = (t.reshape(HEADS, LANDMARKS, -1, W // HEADS).mean(2) for t in (q, k))
    a1 = (q @ k_marks.transpose(1, 2)).softmax(2)
    a2 = (q_marks @ k_marks.transpose(1, 2)).softmax(2)
    a3 = (q_marks @ k.transpose(1, 2)).softmax(2)
    z = a2.transpose(1, 2) / (a2.abs().sum(2).max() * a2.abs().sum(1).max())
    eye = torch.eye(LANDMARKS, dtype=x.dtype)
    for _ in range(6):
        az = a2 @ z
        z = z @ (13 * eye - az @ (15 * eye - az @ (7 * eye - az))) / 4
    kernel = p[name + ".res_conv.weight"].reshape(HEADS, -1)
    padded = F.pad(v, (0, 0, 16, 16))
    convolved = sum(kernel[:, i, None, None] * padded[:, i : i + len(x)] for i in range(33))
    out = (a1 @ z) @ (a3 @ v) + convolved
    return linear(p, name + ".to_out.0", out.transpose(0, 1).reshape(len(x), -1))[-n:]


def position(p, x, side):
    grid = x.t().reshape(1, W, side, side)
    convolved = sum(
        F.conv2d(grid, p[f"pos_layer.{part}.weight"], p[f"pos_layer.{part}.bias"], padding=size // 2, groups=W)
        for part, size in (("proj", 7), ("proj1", 5), ("proj2", 3))
    )
    return (grid + convolved).reshape(W, -1).t()


def tokens(p, h):
    n = len(h)
    x = torch.relu(linear(p, "_fc1.0", h))
    side = int(np.ceil(np.sqrt(n)))
    x = torch.cat([p["cls_token"][0], x, x[: side * side - n]])
    x = x + attention(p, "layer1.attn", norm(p, "layer1.norm", x))
    x = torch.cat([x[:1], position(p, x[1:], side)])
    x = x + attention(p, "layer2.attn", norm(p, "layer2.norm", x))
    return norm(p, "norm", x)[1 : n + 1]


class TransMil:
    """h' = h + W_o z + b_o; gated branches on h'. Banks keep h'."""

    @staticmethod
    def shapes():
        return {
            "cls_token": (1, 1, W),
            **{
                f"pos_layer.{part}.{end}": shape
                for part, size in (("proj", 7), ("proj1", 5), ("proj2", 3))
                for end, shape in (("weight", (W, 1, size, size)), ("bias", (W,)))
            },
            "_fc1.0.weight": (W, D),
            "_fc1.0.bias": (W,),
            **{
                f"layer{i}.{name}": shape
                for i in (1, 2)
                for name, shape in (
                    ("norm.weight", (W,)),
                    ("norm.bias", (W,)),
                    ("attn.to_qkv.weight", (3 * W, W)),
                    ("attn.to_out.0.weight", (W, W)),
                    ("attn.to_out.0.bias", (W,)),
                    ("attn.res_conv.weight", (HEADS, 1, 33, 1)),
                )
            },
            "norm.weight": (W,),
            "norm.bias": (W,),
            "adaptor.weight": (D, W),
            "adaptor.bias": (D,),
            "bias": (C,),
            **{
                f"attention_nets.{c}.{name}": shape
                for c in range(C)
                for name, shape in (
                    ("attention_a.0.weight", (D // 2, D)),
                    ("attention_a.0.bias", (D // 2,)),
                    ("attention_b.0.weight", (D // 2, D)),
                    ("attention_b.0.bias", (D // 2,)),
                    ("attention_c.weight", (1, D // 2)),
                    ("attention_c.bias", (1,)),
                )
            },
            **{f"classifiers.{c}.{end}": shape for c in range(C) for end, shape in (("weight", (1, D)), ("bias", (1,)))},
        }

    @staticmethod
    def context(p, h):
        return h + linear(p, "adaptor", tokens(p, h))

    @staticmethod
    def branches(p, adapted):
        a, u = [], []
        for c in range(C):
            net = f"attention_nets.{c}."
            gate = torch.tanh(linear(p, net + "attention_a.0", adapted))
            gate = gate * torch.sigmoid(linear(p, net + "attention_b.0", adapted))
            a.append(linear(p, net + "attention_c", gate))
            u.append(linear(p, f"classifiers.{c}", adapted))
        return torch.cat(a, 1), torch.cat(u, 1)

    @classmethod
    def score(cls, p, h):
        adapted = cls.context(p, h)
        return *cls.branches(p, adapted), adapted.detach()

    @staticmethod
    def keep(kept, rows, _):
        return kept[rows]

    @classmethod
    def again(cls, p, kept, c):
        a, u = cls.branches(p, kept)
        return (u * a.exp())[:, c]


class DsMil:
    """Attention is a scaled cosine to the critical patch's query. Banks keep a patch and its critical patch."""

    @staticmethod
    def shapes():
        return {
            "bias": (C,),
            "scale": (C,),
            "adaptor.0.weight": (D // 2, D),
            "adaptor.0.bias": (D // 2,),
            "adaptor.2.weight": (D, D // 2),
            "adaptor.2.bias": (D,),
            "query.weight": (QUERY, D),
            "query.bias": (QUERY,),
            "classifier.weight": (C, D),
            "classifier.bias": (C,),
        }

    @staticmethod
    def parts(p, h):
        adapted = h + linear(p, "adaptor.2", torch.relu(linear(p, "adaptor.0", h)))
        return linear(p, "classifier", adapted), linear(p, "query", adapted)

    @classmethod
    def score(cls, p, h):
        u, q = cls.parts(p, h)
        critical = [int(u[:, c].argmax()) for c in range(C)]
        a = [p["scale"][c] * F.cosine_similarity(q, q[critical[c] : critical[c] + 1], 1) for c in range(C)]
        return torch.stack(a, 1), u, (h, critical)

    @staticmethod
    def keep(kept, rows, c):
        h, critical = kept
        return torch.cat([h[rows], h[critical[c]].expand(len(rows), D)], 1)

    @classmethod
    def again(cls, p, kept, c):
        u, q = cls.parts(p, kept[:, :D])
        _, other = cls.parts(p, kept[:, D:])
        return u[:, c] * (p["scale"][c] * F.cosine_similarity(q, other, 1)).exp()


def spatial(scores, nearest):
    """Distance of each score to the strongest of its nine neighbors, branches 1 to C-1."""
    loss = 0
    for score in scores.t()[1:]:
        around = score[nearest]
        strongest = around.gather(1, around.abs().argmax(1, keepdim=True)).squeeze(1)
        loss = loss + torch.tanh(score - strongest).abs().mean()
    return loss


class Ranking:
    """The hinge with margin 1 between means of the five top patches."""

    def __init__(self, network, p):
        self.network, self.p = network, p
        self.banks = [([], []) for _ in range(C)]

    def loss(self, kept, label, scores):
        loss = torch.zeros((), dtype=scores.dtype)
        for c in range(C):
            best = scores[:, c].detach().argsort(descending=True, stable=True)[:TOP]
            value = scores[best, c].mean()
            own, opposite = self.banks[c] if label == c else self.banks[c][::-1]
            own.append(self.network.keep(kept, best, c).detach())
            if len(own) > CAPACITY:
                own.pop(0)
            if opposite:
                opposite.append(opposite.pop(0))
                again = self.network.again(self.p, opposite[-1], c).mean()
                loss = loss + torch.relu(1 + again - value if label == c else 1 + value - again)
        return loss / C


def neighbors(n):
    """Rows of each patch and its eight neighbors on a grid of 4 columns, itself where one is missing."""
    steps = [(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1)]
    rows = []
    for i in range(n):
        y, x = divmod(i, 4)
        for dx, dy in steps:
            j = (y + dy) * 4 + x + dx
            rows.append(j if 0 <= x + dx < 4 and 0 <= j < n else i)
    return torch.tensor(rows).view(n, 9)


def weights(shapes):
    """The formula of FormulaWeights.noise over names in alphabetical order, so that no weights need be kept."""
    drawn = {}
    for k, name in enumerate(sorted(shapes)):
        n = math.prod(shapes[name])
        v = torch.sin(12.9898 * torch.arange(1, n + 1, dtype=torch.float64) + 78.233 * k) * 43758.5453
        v = 2 * (v - torch.floor(v)) - 1
        if len(shapes[name]) > 1:
            v = v * 2 / math.sqrt(n // shapes[name][0])
        else:
            v = 0.1 * v if name.endswith("bias") else 1 + 0.1 * v
        drawn[name] = v.float().reshape(shapes[name])
    return drawn


# N, label and scale of the features: N down to 1, and values that saturate every gate.
BAGS = {
    2: [(9, 0, 1), (11, 1, 1), (3, 1, 1), (16, 0, 1), (7, 1, 1), (12, 0, 1), (10, 1, 1)],
    3: [(9, 0, 1), (1, 1, 1), (2, 2, 1), (3, 0, 1), (11, 1, 30), (5, 2, 1), (1, 2, 30), (10, 1, 1)],
}


def sequence(network, bags):
    generator = torch.Generator().manual_seed(17)
    drawn = weights(network.shapes())
    arrays = {}
    p = {key: t.double().requires_grad_() for key, t in drawn.items()}
    ranking = Ranking(network, p)
    for i, (n, label, scale) in enumerate(bags):
        h = torch.randn(n, D, generator=generator) * scale
        a, u, kept = network.score(p, h.double())
        scores = u * a.exp()
        logits = (a.softmax(0) * u).sum(0) + p["bias"]
        terms = F.cross_entropy(logits[None], torch.tensor([label])), spatial(scores, neighbors(n))
        terms = *terms, ranking.loss(kept, label, scores)
        loss = terms[0] + SPATIAL * terms[1] + RANK * terms[2]
        gradients = torch.autograd.grad(loss, [p[key] for key in network.shapes()])
        bag = f"bag{i}|"
        arrays[bag + "h"] = h.numpy()
        arrays[bag + "label"] = np.array([label], np.float32)
        for what, t in (("logits", logits), ("attention", a), ("score", scores), ("losses", torch.stack(terms))):
            arrays[bag + what] = t.detach().numpy().astype(np.float32)
        # A number for each tensor: its gradient's product with a fixed pattern.
        pattern = [torch.cos(torch.arange(g.numel(), dtype=torch.float64)).view(g.shape) for g in gradients]
        arrays[bag + "gradients"] = np.array(
            [[float((g * c).sum()), float(g.norm())] for g, c in zip(gradients, pattern)], np.float32
        )
    return arrays


def main():
    global C
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for C, bags in BAGS.items():
        for name, network in (("attrimildsmil", DsMil), ("attrimiltransmil", TransMil)):
            np.savez_compressed(folder / f"{name}_c{C}.npz", **sequence(network, bags))


if __name__ == "__main__":
    main()
