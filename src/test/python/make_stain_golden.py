"""Macenko's and Reinhard's stain normalization in NumPy, for StainNormalizationTest.

Writes every seventh pixel of each patch after normalization.
usage: make_stain_golden.py PATCH.png... OUT.npz
"""

import sys

import numpy as np
from PIL import Image

HE = np.array([[0.5626, 0.2159], [0.7201, 0.8012], [0.4062, 0.5581]])
MOST = np.array([1.9705, 1.0308])
MEAN = np.array([8.74108109, -0.12440419, 0.0444982])
SD = np.array([0.6135447, 0.10989545, 0.0286032])
LMS = np.array([[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]])
LAB = np.diag([3**-0.5, 6**-0.5, 2**-0.5]) @ np.array([[1, 1, 1], [1, 1, -2], [1, -1, 0]])


def macenko(pixels):
    od = -np.log((pixels + 1.0) / 240)
    tissue = (od > 0.15).all(1)
    od = od[tissue]
    _, vectors = np.linalg.eigh(np.cov(od.T))
    plane = vectors[:, [2, 1]]
    plane = plane * np.where(plane.sum(0) < 0, -1, 1)
    angle = np.arctan2(od @ plane[:, 1], od @ plane[:, 0])
    low, high = np.percentile(angle, [1, 99])
    stains = np.stack([plane @ [np.cos(a), np.sin(a)] for a in (low, high)], 1)
    if stains[0, 0] <= stains[0, 1]:
        stains = stains[:, ::-1]
    amounts = np.linalg.lstsq(stains, od.T, rcond=None)[0]
    amounts *= (MOST / np.percentile(amounts, 99, axis=1))[:, None]
    out = pixels.astype(float)
    out[tissue] = 240 * np.exp(-(HE @ amounts).T)
    return out


def reinhard(pixels):
    tissue = (-np.log((pixels + 1.0) / 240) > 0.15).all(1)
    lab = np.log((pixels[tissue] + 1.0) @ LMS.T) @ LAB.T
    lab = (lab - lab.mean(0)) / lab.std(0) * SD + MEAN
    out = pixels.astype(float)
    out[tissue] = np.exp(lab @ np.linalg.inv(LAB).T) @ np.linalg.inv(LMS).T - 1
    return out


def main():
    arrays = {}
    for i, name in enumerate(sys.argv[1:-1]):
        image = np.asarray(Image.open(name).convert("RGB"))
        pixels = image.reshape(-1, 3).astype(int)
        for how in (macenko, reinhard):
            out = np.clip(np.rint(how(pixels)), 0, 255).astype(np.uint8)
            # Every seventh pixel: the whole would be large.
            arrays[f"{how.__name__}_{i}"] = out[::7].astype(np.int64)
    np.savez_compressed(sys.argv[-1], **arrays)


if __name__ == "__main__":
    main()
