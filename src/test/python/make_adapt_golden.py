"""Writes src/test/resources/golden/adapt/expected.json: what PyTorch gives for adapters, group norm,
batch norm in training and NT-Xent. Weights and inputs are given by formulas, so nothing else is kept.

python make_adapt_golden.py OUT.json
"""

import json
import math
import sys

import torch
import torchvision

torch.set_num_threads(1)


def wave(n, k):
    i = torch.arange(1, n + 1, dtype=torch.float64)
    return torch.sin(0.37 * i + 1.3 * k)


def noise(n, k):
    """Without period: filters that repeat each other would leave channels without variance."""
    i = torch.arange(1, n + 1, dtype=torch.float64)
    v = torch.sin(12.9898 * i + 78.233 * k) * 43758.5453
    return 2 * (v - torch.floor(v)) - 1


def fill(state, values=wave):
    """The formula of ResNetTest over names in alphabetical order."""
    out = {}
    for k, name in enumerate(sorted(state)):
        shape = state[name].shape
        n = state[name].numel()
        s = values(n, k)
        if len(shape) > 1:
            v = s * math.sqrt(2.0 / (n // shape[0])) * math.sqrt(2)
        elif name.endswith("running_var"):
            v = 1 + 0.5 * s.abs()
        elif name.endswith("running_mean") or name.endswith("bias"):
            v = 0.1 * s
        else:
            v = 1 + 0.1 * s
        out[name] = v.float().reshape(shape)
    return out


def image(*shape):
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return (torch.sin(0.013 * i) + 0.5 * torch.cos(0.0071 * i)).float().reshape(shape)


class Adapted(torch.nn.Module):
    """A torchvision network with adapters, its stages as AttriMIL uses them."""

    def __init__(self, net, channels, adapters):
        super().__init__()
        for name in ["conv1", "bn1"] + [f"layer{k + 1}" for k in range(len(channels))]:
            setattr(self, name, getattr(net, name))
        if adapters:
            for k, c in enumerate(channels):
                w = c // 4
                setattr(
                    self,
                    f"adapter{k + 1}",
                    torch.nn.Sequential(torch.nn.Linear(c, w), torch.nn.ReLU(), torch.nn.Linear(w, c)),
                )
        self.stages = len(channels)
        self.adapters = adapters

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.nn.functional.max_pool2d(x, 3, 2, 1)
        for k in range(1, self.stages + 1):
            x = getattr(self, f"layer{k}")(x)
            if self.adapters:
                y = x.permute(0, 2, 3, 1)
                x = (y + getattr(self, f"adapter{k}")(y)).permute(0, 3, 1, 2)
        return x.mean((2, 3))


def load(net, values=wave):
    wanted = {k: v for k, v in net.state_dict().items() if not k.endswith("tracked")}
    net.load_state_dict(fill(wanted, values), strict=False)
    return net


def features(net, x):
    with torch.no_grad():
        f = net.eval()(x)
    return {"shape": list(f.shape), "first": f[:, :12].tolist(), "max": f.abs().max().item()}


def ntxent(z, t):
    n = z.shape[0]
    u = torch.nn.functional.normalize(z, dim=1)
    sim = u @ u.T / t
    sim = sim.masked_fill(torch.eye(n, dtype=torch.bool), float("-inf"))
    target = (torch.arange(n) + n // 2) % n
    return torch.nn.functional.cross_entropy(sim, target)


out = {}
c18, c50 = [64, 128, 256, 512], [256, 512, 1024]
gn = lambda c: torch.nn.GroupNorm(32, c)
out["adapted18"] = features(
    load(Adapted(torchvision.models.resnet18(weights=None), c18, True)), image(2, 3, 40, 40)
)
out["group50"] = features(
    load(Adapted(torchvision.models.resnet50(weights=None, norm_layer=gn), c50, True)),
    image(2, 3, 48, 48),
)

# In float64, so that the numbers are PyTorch's and not one processor's.
net = load(Adapted(torchvision.models.resnet18(weights=None), c18, False), noise).train().double()
f = net(noise(4 * 3 * 64 * 64, 1000).float().double().reshape(4, 3, 64, 64))
w = torch.cos(torch.arange(f.numel(), dtype=torch.float64) * 0.3).float().double().reshape(f.shape)
(f * w).sum().backward()
out["training18"] = {
    "features": f[:, :6].tolist(),
    "max": f.abs().max().item(),
    "running_mean": net.layer2[0].bn1.running_mean[:8].tolist(),
    "running_var": net.layer2[0].bn1.running_var[:8].tolist(),
    "conv1": net.conv1.weight.grad.flatten()[:12].tolist(),
    "conv1_max": net.conv1.weight.grad.abs().max().item(),
    "layer4": net.layer4[1].conv2.weight.grad.flatten()[:12].tolist(),
    "layer4_max": net.layer4[1].conv2.weight.grad.abs().max().item(),
    "bn": net.layer3[1].bn2.weight.grad[:8].tolist(),
    "bn_max": net.layer3[1].bn2.weight.grad.abs().max().item(),
}

z = image(8, 5).requires_grad_()
loss = ntxent(z, 0.2)
loss.backward()
out["ntxent"] = {"loss": loss.item(), "gradient": z.grad.flatten().tolist()}

with open(sys.argv[1], "w") as file:
    json.dump(out, file, indent=1)
