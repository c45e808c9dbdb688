"""Writes golden/rnn: MIL-RNN written plainly with torch.nn modules from the paper's formulas, for RnnGoldenTest.

Campanella et al., Nature Medicine 2019, doi 10.1038/s41591-019-0508-1, Methods. Run with torch and numpy:
python make_rnn_golden.py
"""

import pathlib

import numpy
import torch

OUT = pathlib.Path(__file__).parent.parent / "resources" / "golden" / "rnn"
STATE, STEPS = 128, 10


class Recurrence(torch.nn.Module):
    """One step: the state and a patch give the next state."""

    def __init__(self, features, classes):
        super().__init__()
        self.embedding = torch.nn.Linear(features, STATE)
        self.recurrence = torch.nn.Linear(STATE, STATE)
        self.classifier = torch.nn.Linear(STATE, classes)

    def forward(self, patch, state):
        return torch.relu(self.embedding(patch) + self.recurrence(state))


def without(z, c):
    return torch.cat([z[:, :c], z[:, c + 1 :]], 1)


class MilRnn(torch.nn.Module):

    def __init__(self, features, classes):
        super().__init__()
        self.patches = torch.nn.Linear(features, classes)
        self.rnn = Recurrence(features, classes)

    def forward(self, h):
        z = self.patches(h)
        # Of the highest probability of any class but the first; log odds, as probabilities round to 1.
        odds = [z[:, c].double() - without(z.double(), c).logsumexp(1) for c in range(1, z.shape[1])]
        suspicion = torch.stack(odds).max(0).values
        order = torch.argsort(suspicion, descending=True)[:STEPS]
        state = torch.zeros(STATE)
        for patch in order.tolist():
            state = self.rnn(h[patch], state)
        return self.rnn.classifier(state), z, order


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(20261126)
    arrays = {}
    for features, classes in ((12, 2), (7, 3)):
        model = MilRnn(features, classes)
        torch.save(model.state_dict(), OUT / f"c{classes}.pt")
        for i, (n, scale) in enumerate(((23, 1), (1, 1), (6, 1), (2, 1), (3, 1), (12, 100))):
            h = torch.randn(n, features) * scale
            logits, z, order = model(h)
            label = torch.tensor([classes - 1])
            loss = torch.nn.functional.cross_entropy
            total = loss(logits[None], label) + loss(z[order[0]][None], label)
            model.zero_grad()
            total.backward()
            key = f"c{classes}_{i}_"
            arrays[key + "h"] = h.numpy()
            arrays[key + "logits"] = logits.detach().numpy()
            arrays[key + "patches"] = z.detach().numpy()
            arrays[key + "order"] = order.numpy()
            arrays[key + "loss"] = numpy.array([total.item()], numpy.float32)
            for name, parameter in model.named_parameters():
                if i in (0, 3, 5) and parameter.numel() < 2000:
                    arrays[key + "grad_" + name] = parameter.grad.numpy()
    numpy.savez_compressed(OUT / "io.npz", **arrays)


if __name__ == "__main__":
    main()
