"""Additive MIL (arXiv:2206.01794) literally: weighted patches, each classified, summed.

Writes src/test/resources/golden/additive/additive.json, cases of weights, a bag, its logits, what each
patch contributes, and the gradient of the cross-entropy. An implementation independent of the Java one: the
classifier sees p_i (h_i, 1), and biases are columns of its matrices. Needs torch alone.
"""

import json
import pathlib

import torch

torch.manual_seed(20261126)
D, GATE, WIDTH = 7, 5, 6
# C, N and scale of the features; the last one saturates the gates.
CASES = [(3, 11, 1), (2, 1, 1), (3, 2, 1), (2, 3, 1), (3, 6, 50)]


def draw(classes):
    shapes = {
        "attention.tanh.weight": (GATE, D),
        "attention.tanh.bias": (GATE,),
        "attention.gate.weight": (GATE, D),
        "attention.gate.bias": (GATE,),
        "attention.weights.weight": (1, GATE),
        "attention.weights.bias": (1,),
        "classifier.hidden.weight": (WIDTH, D),
        "classifier.hidden.bias": (WIDTH,),
        "classifier.output.weight": (classes, WIDTH),
        "classifier.output.bias": (classes,),
    }
    return {k: (torch.randn(s) * 0.7).double().requires_grad_() for k, s in shapes.items()}


def psi(weights, m):
    """The classifier of one weighted patch (p h, p)."""
    first = torch.cat(
        [weights["classifier.hidden.weight"], weights["classifier.hidden.bias"][:, None]], 1)
    second = torch.cat(
        [weights["classifier.output.weight"], weights["classifier.output.bias"][:, None]], 1)
    return second @ torch.cat([torch.relu(first @ m), m[-1:]])


def flat(t):
    return [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]


def case(classes, n, scale):
    weights = draw(classes)
    h = torch.randn(n, D).double() * scale
    label = classes - 1
    tanh = torch.tanh(h @ weights["attention.tanh.weight"].T + weights["attention.tanh.bias"])
    gate = torch.sigmoid(h @ weights["attention.gate.weight"].T + weights["attention.gate.bias"])
    attention = (tanh * gate) @ weights["attention.weights.weight"][0] + weights[
        "attention.weights.bias"]
    p = torch.softmax(attention, 0)
    contributions = torch.stack(
        [psi(weights, p[i] * torch.cat([h[i], torch.ones(1).double()])) for i in range(n)])
    logits = contributions.sum(0)
    torch.nn.functional.cross_entropy(logits[None], torch.tensor([label])).backward()
    return {
        "weights": {k: {"shape": list(v.shape), "values": flat(v)} for k, v in weights.items()},
        "gradients": {k: flat(v.grad) for k, v in weights.items()},
        "label": label,
        "scale": scale,
        "h": {"shape": [n, D], "values": flat(h)},
        "attention": flat(attention),
        "contributions": flat(contributions),
        "logits": flat(logits),
    }


golden = [case(*c) for c in CASES]
out = pathlib.Path(__file__).parents[1] / "resources/golden/additive/additive.json"
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps(golden, separators=(",", ":")))
