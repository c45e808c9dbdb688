"""Writes src/test/resources/golden/evaluation/evaluation.json: metrics computed another way.

numpy and scipy only. DeLong's variance from all pairs of slides, temperature by scipy's bounded
minimization of the negative log-likelihood, calibration and net benefit by their definitions, and
a bootstrap over patients, stratified by the classes of their slides, with 20,000 samples.
"""

import json
import os

import numpy as np
from scipy import optimize, stats

Z = stats.norm.ppf(0.975)
BOOTSTRAP = 20000


def auc(truth, score):
    a, b = score[truth][:, None], score[~truth][None, :]
    return ((a > b) + 0.5 * (a == b)).mean()


def delong(truth, score):
    a, b = score[truth][:, None], score[~truth][None, :]
    wins = (a > b) + 0.5 * (a == b)
    area = wins.mean()
    variance = wins.mean(1).var(ddof=1) / len(a) + wins.mean(0).var(ddof=1) / b.shape[1]
    half = Z * np.sqrt(variance)
    return [area, max(0.0, area - half), min(1.0, area + half)]


def wilson(k, n):
    r = stats.binomtest(int(k), int(n)).proportion_ci(0.95, method="wilson")
    return [k / n, r.low, r.high]


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def temperature(y, p):
    z = np.log(p)

    def nll(log_t):
        return -np.log(softmax(z / np.exp(log_t))[np.arange(len(y)), y]).mean()

    return float(np.exp(optimize.minimize_scalar(nll, bounds=(-5, 5), method="bounded", options={"xatol": 1e-12}).x))


def held(y, y_hat, p):
    if p.shape[1] == 2:
        return p[:, 1], y == 1
    return p[np.arange(len(y)), y_hat], y == y_hat


def ece(y, y_hat, p, bins=10):
    q, fact = held(y, y_hat, p)
    edges = np.linspace(0, 1, bins + 1)
    rows, error = [], 0.0
    for i in range(bins):
        inside = (q > edges[i]) & (q <= edges[i + 1]) if i else (q >= 0) & (q <= edges[1])
        if inside.any():
            rows.append([q[inside].mean()] + wilson(fact[inside].sum(), inside.sum()) + [int(inside.sum())])
            error += inside.mean() * abs(q[inside].mean() - fact[inside].mean())
    return error, rows


def brier(y, p):
    if p.shape[1] == 2:
        return ((p[:, 1] - y) ** 2).mean()
    return ((p - np.eye(p.shape[1])[y]) ** 2).sum(1).mean()


def benefit(y, p, t):
    acted = p >= t
    return float(((acted & y).sum() - (acted & ~y).sum() * t / (1 - t)) / len(y))


def kappa(y, y_hat, classes):
    m = np.zeros((classes, classes))
    np.add.at(m, (y, y_hat), 1)
    m /= m.sum()
    chance = (m.sum(0) * m.sum(1)).sum()
    return (np.trace(m) - chance) / (1 - chance)


def average_precision(truth, score):
    area, before = 0.0, 0.0
    for t in sorted(set(score), reverse=True):
        at = score >= t
        recall = (at & truth).sum() / truth.sum()
        area += (recall - before) * (at & truth).sum() / at.sum()
        before = recall
    return area


def metrics(y, y_hat, p):
    classes = p.shape[1]
    one = [auc(y == c, p[:, c]) for c in range(classes) if (y == c).any() and (y != c).any()]
    aps = [average_precision(y == c, p[:, c]) for c in range(classes) if (y == c).any()]
    return {
        "auc_macro": np.mean(one),
        "auc_micro": auc(np.eye(classes, dtype=bool)[y].ravel(), p.ravel()),
        "acc": (y == y_hat).mean(),
        "kappa": kappa(y, y_hat, classes),
        "average_precision": average_precision(y == 1, p[:, 1]) if classes == 2 else np.mean(aps),
        "brier": brier(y, p),
        "ece": ece_only(y, y_hat, p),
    }


def ece_only(y, y_hat, p):
    q, fact = held(y, y_hat, p)
    at = np.clip(np.ceil(q * 10).astype(int) - 1, 0, 9)
    return np.abs(np.bincount(at, q - fact, minlength=10)).sum() / len(q)


def bootstrap(y, y_hat, p, patients, rng):
    names = sorted(set(patients))
    slides = {n: np.flatnonzero(patients == n) for n in names}
    strata = {}
    for n in names:
        strata.setdefault(tuple(sorted(set(y[slides[n]]))), []).append(n)
    samples = []
    for _ in range(BOOTSTRAP):
        rows = np.concatenate([slides[of[i]] for of in strata.values() for i in rng.integers(0, len(of), len(of))])
        samples.append(metrics(y[rows], y_hat[rows], p[rows]))
    return {k: np.percentile([s[k] for s in samples], [2.5, 97.5]).tolist() for k in samples[0]}


def case(name, classes, n, patients, seed):
    rng = np.random.default_rng(seed)
    owner = np.array(["p%02d" % (i % patients) for i in range(n)])
    y = np.array([int(o[1:]) % classes for o in owner])
    z = rng.normal(size=(n, classes)) * 1.5 + 1.6 * np.eye(classes)[y]
    p = np.round(softmax(2 * z), 6)
    p[:, 0] = np.round(1 - p[:, 1:].sum(1), 6)
    p = np.clip(p, 0.000001, 1)
    p /= p.sum(1, keepdims=True)
    y_hat = p.argmax(1)
    t = temperature(y, p)
    scaled = softmax(np.log(p) / t)
    q = p[:, 1] if classes == 2 else None
    found = {
        "name": name,
        "patients": owner.tolist(),
        "Y": y.tolist(),
        "p": p.tolist(),
        "metrics": {k: float(v) for k, v in metrics(y, y_hat, p).items()},
        "bootstrap": bootstrap(y, y_hat, p, owner, rng),
        "delong": [delong(y == c, p[:, c]) for c in range(classes)],
        "wilson": wilson((y == y_hat).sum(), n),
        "log_loss": float(-np.log(p[np.arange(n), y]).mean()),
        "reliability": ece(y, y_hat, p)[1],
        "temperature": t,
        "brier_calibrated": float(brier(y, scaled)),
        "ece_calibrated": float(ece(y, y_hat, scaled)[0]),
        "net_benefit": [[benefit(y == c, p[:, c], t / 100) for t in range(1, 100)] for c in range(classes)],
        "net_benefit_all": [[float((y == c).mean() - (y != c).mean() * t / (100 - t)) for t in range(1, 100)] for c in range(classes)],
    }
    if q is not None:
        cuts = sorted(set(q))
        best = max(((q >= c) & (y == 1)).sum() / (y == 1).sum() + ((q < c) & (y == 0)).sum() / (y == 0).sum() for c in cuts)
        found["youden_index"] = float(best - 1)
    return found


def main():
    cases = [
        case("two classes", 2, 60, 60, 1),
        case("two classes, several slides of a patient", 2, 60, 24, 2),
        case("three classes", 3, 48, 48, 3),
        case("three classes, several slides of a patient", 3, 48, 18, 4),
    ]
    folder = os.path.join(os.path.dirname(__file__), "..", "resources", "golden", "evaluation")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "evaluation.json"), "w") as out:
        json.dump({"samples": BOOTSTRAP, "cases": cases}, out, indent=None, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
