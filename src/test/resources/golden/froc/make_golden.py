"""Masks, candidates and maps made by hand and by chance, and what Camelyon16's evaluation says of them.

Written from the challenge's definition with numpy, scipy and scikit-image; needs imageio and tifffile too.
python make_golden.py FOLDER
"""
import json
import pathlib
import sys

import numpy as np
import tifffile
from imageio.v3 import imwrite
from scipy import ndimage
from skimage import measure

DOWNSAMPLE = 32
MPP = 0.243
RATES = [0.25, 0.5, 1, 2, 4, 8]


def evaluation_mask(mask, mpp):
    """Widened by 37.5 micrometres, holes filled, pieces that touch at corners joined."""
    if not mask.any():
        return np.zeros(mask.shape, int), []
    pixel = mpp * DOWNSAMPLE
    distance = ndimage.distance_transform_edt(mask == 0)
    filled = ndimage.binary_fill_holes(distance < 37.5 / pixel)
    labels = measure.label(filled, connectivity=2)
    isolated = [r.label for r in measure.regionprops(labels) if r.axis_major_length < 275 / pixel]
    return labels, isolated


def compare(labels, isolated, candidates):
    false, best = [], {k: 0.0 for k in range(1, labels.max() + 1) if k not in isolated}
    for p, x, y in candidates:
        row, column = int(y) // DOWNSAMPLE, int(x) // DOWNSAMPLE
        inside = row < labels.shape[0] and column < labels.shape[1]
        hit = labels[row, column] if inside else 0
        if hit == 0:
            false.append(p)
        elif hit not in isolated:
            best[hit] = max(best[hit], p)
    return false, list(best.values()), len(isolated)


def froc(slides):
    false = np.array([p for s in slides for p in s[0]])
    best = np.array([p for s in slides for p in s[1]])
    values = set(false) | set(best) | ({0.0} if any(s[2] for s in slides) else set())
    curve = []
    for lowest in (False, True):
        thresholds = sorted(values)[0 if lowest else 1 :]
        fps = [(false >= t).sum() / len(slides) for t in thresholds] + [0.0]
        sens = [(best >= t).sum() / len(best) for t in thresholds] + [0.0]
        at = np.interp(RATES, fps[::-1], sens[::-1])
        curve.append((fps, sens, list(at), float(np.mean(at))))
    return curve


def suppress(score, cell):
    """The highest pixel above 0, then the highest two pixels away from all taken, and so on."""
    centres = [(s, x, y) for (y, x), s in np.ndenumerate(score) if s > 0]
    centres.sort(key=lambda c: -c[0])
    taken = []
    for s, x, y in centres:
        if all(np.hypot(x - u, y - v) >= 2 for _, u, v in taken):
            taken.append((s, x, y))
    return [(float(s), (x + 0.5) * cell, (y + 0.5) * cell) for s, x, y in taken]


def blobs(rng, shape, count, radii):
    yy, xx = np.mgrid[: shape[0], : shape[1]]
    mask = np.zeros(shape, bool)
    for _ in range(count):
        cy, cx = rng.uniform(5, shape[0] - 5), rng.uniform(5, shape[1] - 5)
        a, b = rng.uniform(*radii, 2)
        t = rng.uniform(0, np.pi)
        u = (xx - cx) * np.cos(t) + (yy - cy) * np.sin(t)
        v = -(xx - cx) * np.sin(t) + (yy - cy) * np.cos(t)
        mask |= (u / a) ** 2 + (v / b) ** 2 <= 1
    return mask


def hand():
    """A ring, two pieces closer than 75 micrometres, two that are not, corners that touch, a speck."""
    a = np.zeros((70, 90), bool)
    a[5:35, 5:35] = True
    a[12:28, 12:28] = False
    a[45:55, 5:25] = True
    a[45:55, 33:50] = True
    a[10:20, 45:60] = True
    a[20:32, 71:88] = True
    a[60:62, 60:62] = True
    b = np.zeros((50, 60), bool)
    return [("ring", a), ("healthy", b)]


def candidates(rng, mask, inside, outside, digits):
    out = []
    places = np.argwhere(mask)
    for _ in range(inside if len(places) else 0):
        y, x = places[rng.integers(len(places))]
        out.append((y, x, rng.beta(4, 2)))
    for _ in range(outside):
        out.append((rng.integers(mask.shape[0]), rng.integers(mask.shape[1]), rng.beta(2, 4)))
    return [
        (
            max(10.0**-digits, round(float(p), digits)),
            int(x * DOWNSAMPLE + rng.integers(DOWNSAMPLE)),
            int(y * DOWNSAMPLE + rng.integers(DOWNSAMPLE)),
        )
        for y, x, p in out
    ]


def main(folder):
    expected = {}
    rng = np.random.default_rng(16)
    cases = {"hand": hand()}
    for name, radii, count in (("large", (9, 20), 3), ("small", (4, 9), 7)):
        cases[name] = [
            (f"s{i}", blobs(rng, (rng.integers(60, 100), rng.integers(60, 100)), count * (i > 1), radii))
            for i in range(6)
        ]
    three = np.zeros((60, 90), bool)
    for left in (4, 34, 64):
        three[5:45, left : left + 18] = True
    cases["found"] = [("only", three), ("none", np.zeros((40, 40), bool))]
    cases["maps"] = cases["small"][:]
    for case, slides in cases.items():
        target = pathlib.Path(folder) / case
        (target / "truth").mkdir(parents=True, exist_ok=True)
        (target / "maps").mkdir(exist_ok=True)
        compared, details = [], {}
        for slide, mask in slides:
            if mask.any():
                imwrite(target / "truth" / f"{slide}_mask.png", mask.astype(np.uint8) * 255)
            if case == "maps":
                score = rng.normal(-0.5, 1, mask.shape) + 2 * mask * (rng.random(mask.shape) < 0.1)
                score = ndimage.gaussian_filter(score, 1).round(2).astype(np.float32)
                tifffile.imwrite(target / "maps" / f"{slide}.tif", score, metadata=None, compression="zlib")
                points = suppress(score, DOWNSAMPLE)
            else:
                if case == "found":  # All are found, the last by the lowest score of all.
                    points = [(0.95, 100, 1500), (0.9, 300, 500), (0.5, 1300, 800), (0.2, 2300, 640)]
                    points = points if mask.any() else [(0.6, 50, 50), (0.3, 70, 900)]
                else:
                    points = candidates(rng, mask, 5, 25, 2 if case == "small" else 6)
                (target / "maps" / f"{slide}.csv").write_text("".join(f"{p!r},{x},{y}\n" for p, x, y in points))
            labels, isolated = evaluation_mask(mask, MPP)
            result = compare(labels, isolated, points)
            compared.append(result)
            details[slide] = {
                "lesions": len(result[1]),
                "found": sum(p > 0 for p in result[1]),
                "isolated": result[2],
                "false_positives": len(result[0]),
            }
        (fps, sens, at, score), (_, _, _, every) = froc(compared)
        expected[case] = {
            "slides": details,
            "false_positives": [float(v) for v in fps],
            "sensitivity": [float(v) for v in sens],
            "at": [float(v) for v in at],
            "froc": score,
            "froc_all_points": every,
        }
        print(case, score, every, details)
    (pathlib.Path(folder) / "expected.json").write_text(json.dumps(expected, indent=1))


main(sys.argv[1] if len(sys.argv) > 1 else ".")
