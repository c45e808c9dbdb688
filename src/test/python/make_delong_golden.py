"""Writes src/test/resources/golden/delong/delong.json: paired DeLong tests computed the long way.

Plain Python, no libraries: the U statistics of DeLong et al. 1988 with their covariance matrices,
formed pair by pair; the normal distribution by math.erfc.
"""

import json
import math
import os
import random


def psi(x, y):
    return 1.0 if x > y else 0.5 if x == y else 0.0


def covariance(a, b, mean_a, mean_b):
    return sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b)) / (len(a) - 1)


def delong(labels, scores):
    """scores: two lists; returns both AUCs, the difference's deviation and p."""
    v10, v01, aucs = [], [], []
    for s in scores:
        pos = [x for x, t in zip(s, labels) if t]
        neg = [x for x, t in zip(s, labels) if not t]
        v10.append([sum(psi(x, y) for y in neg) / len(neg) for x in pos])
        v01.append([sum(psi(x, y) for x in pos) / len(pos) for y in neg])
        aucs.append(sum(v10[-1]) / len(pos))
    m, n = len(v10[0]), len(v01[0])
    matrix = [
        [
            covariance(v10[i], v10[j], aucs[i], aucs[j]) / m + covariance(v01[i], v01[j], aucs[i], aucs[j]) / n
            for j in range(2)
        ]
        for i in range(2)
    ]
    variance = matrix[0][0] + matrix[1][1] - matrix[0][1] - matrix[1][0]
    difference = aucs[0] - aucs[1]
    return aucs, math.sqrt(variance), math.erfc(abs(difference) / math.sqrt(2 * variance))


def main():
    random.seed(20260101)
    cases = []
    for slides, share, skills, tied in [
        (12, 0.5, (1.0, 0.2), False),
        (40, 0.3, (1.0, 0.8), False),
        (40, 0.3, (0.5, 1.5), True),
        (200, 0.5, (1.2, 0.9), False),
        (200, 0.05, (2.0, 0.0), True),
        (75, 0.6, (-0.5, 0.5), False),
    ]:
        labels = [i < max(2, round(share * slides)) for i in range(slides)]
        common = [random.gauss(0, 1) for _ in range(slides)]
        scores = [
            [skill * t + c + random.gauss(0, 0.7) for t, c in zip(labels, common)] for skill in skills
        ]
        if tied:
            scores = [[round(x) / 2 for x in s] for s in scores]
        aucs, deviation, p = delong(labels, scores)
        cases.append(
            {
                "positive": labels,
                "first": scores[0],
                "second": scores[1],
                "difference": aucs[0] - aucs[1],
                "deviation": deviation,
                "p": p,
            }
        )
    target = os.path.join(os.path.dirname(__file__), "../resources/golden/delong/delong.json")
    with open(target, "w") as out:
        json.dump(cases, out)
        out.write("\n")


if __name__ == "__main__":
    main()
