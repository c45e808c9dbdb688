"""Cohorts of real tissue with planted lesions, in the layout of the authors' cohort, for PresetStudy.

    python real_tissue.py MODEL.pt POOL.npz OUT TRAIN VAL TEST SEEDS IMAGE...

Each slide is a window of an image of tissue (H&E; paths of your own), mirrored, scaled by .8 to 1.25
and stained differently, of 9 x 8 patches of 64 pixels without the empty ones. Half of the slides have
a lesion: 2 to 6 contiguous patches that are blurred (Gaussian, 1.6 pixels). MODEL is a TorchScript
encoder of 3 x 128 x 128 RGB scaled to (v - .498) / .502, such as EfficientNet-Lite0. POOL is made
once, 220 slides with and without their lesion; each seed (700-704) draws OUT/SEED from it. Slides can
show the same tissue in another window, but none is in a cohort twice.
"""

import os
import sys

import h5py
import numpy as np
import torch
from PIL import Image, ImageFilter

PATCH, WIDE, HIGH, INPUT, LARGEST, SLIDES, SIGMA = 64, 9, 8, 128, 6, 220, 1.6


def features(model, patches):
    pixels = [np.array(p.resize((INPUT, INPUT), Image.BILINEAR)) for p in patches]
    x = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).float() / 255
    with torch.no_grad():
        return model((x - 0.498) / 0.502).numpy().astype(np.float16)


def stained(pixels, r):
    density = -np.log((pixels.astype(np.float32) + 1) / 256)
    density = density * np.exp(r.normal(0, 0.08, 3)) + r.normal(0, 0.015, 3)
    return (256 * np.exp(-density) - 1).clip(0, 255).astype(np.uint8)


def cut(a):
    places = range(WIDE * HIGH)
    return [a[i // WIDE * PATCH :, i % WIDE * PATCH :][:PATCH, :PATCH] for i in places]


def tissue(patch):
    return (patch.astype(np.float32).std(2) > 10).mean() > 0.3


def window(images, chance, r):
    """The patches with tissue, by their places; none where the window has too few."""
    image = images[r.choice(len(images), p=chance)]
    scale = r.uniform(0.8, 1.25)
    w, h = int(PATCH * WIDE * scale), int(PATCH * HIGH * scale)
    if w > image.size[0] or h > image.size[1]:
        return {}
    x, y = r.randint(image.size[0] - w + 1), r.randint(image.size[1] - h + 1)
    part = image.crop((x, y, x + w, y + h)).resize((PATCH * WIDE, PATCH * HIGH), Image.BILINEAR)
    a = np.asarray(part)
    if np.mean([tissue(p) for p in cut(a)]) < 0.6:
        return {}
    a = a[:, ::-1] if r.rand() < 0.5 else a
    a = stained(np.rot90(a, 2) if r.rand() < 0.5 else a, r)
    patches = {i: Image.fromarray(p) for i, p in enumerate(cut(a)) if tissue(p)}
    return patches if len(patches) >= 40 else {}


def pool(model, images):
    """For each slide: places of patches, features, the lesion's rows from its middle, their features."""
    r = np.random.RandomState(1)
    chance = np.array([(np.asarray(i).std(2) > 12).sum() for i in images]) ** 0.5
    made = []
    while len(made) < SLIDES:
        patches = window(images, chance / chance.sum(), r)
        if patches:
            places = np.array(list(patches))
            m = places[r.randint(len(places))]
            away = (places % WIDE - m % WIDE) ** 2 + (places // WIDE - m // WIDE) ** 2
            rows = np.argsort(away, kind="stable")[:LARGEST]
            blurred = [patches[p].filter(ImageFilter.GaussianBlur(SIGMA)) for p in places[rows]]
            made.append((places, features(model, patches.values()), rows, features(model, blurred)))
    return made


def write(made, folder, train, val, test, seed):
    r = np.random.RandomState(seed)
    os.makedirs(folder + "/features/h5_files")
    os.makedirs(folder + "/splits")
    names, truth = [], {}
    for n, s in enumerate(r.permutation(len(made))[: train + val + test]):
        places, h, rows, changed = made[s]
        name, h, lesion = "slide_%03d" % n, h.astype(np.float32), np.zeros(len(h), np.float32)
        if n % 2:
            size = r.randint(2, LARGEST + 1)
            h[rows[:size]], lesion[rows[:size]] = changed[:size], 1
        with h5py.File(folder + "/features/h5_files/%s.h5" % name, "w") as f:
            f["features"] = h
            f["coords"] = np.stack([places % WIDE, places // WIDE], 1).astype(np.int64) * PATCH
            f["coords"].attrs.update({"patch_size": PATCH, "patch_level": 0})
        names.append(name)
        truth[name] = lesion
    np.savez(folder + "/instance_labels.npz", **truth)
    with open(folder + "/dataset.csv", "w") as f:
        f.write("case_id,slide_id,label\n")
        for n, name in enumerate(names):
            f.write("p%d,%s,%s\n" % (n, name, ("normal_tissue", "tumor_tissue")[n % 2]))
    parts = names[:train], names[train : train + val], names[train + val :]
    with open(folder + "/splits/splits_0.csv", "w") as f:
        f.write(",train,val,test\n")
        for k in range(max(map(len, parts))):
            f.write(",".join([str(k)] + [p[k] if k < len(p) else "" for p in parts]) + "\n")


def main():
    encoder, file, out, train, val, test, seeds = sys.argv[1:8]
    if not os.path.exists(file):
        images = [Image.open(f).convert("RGB") for f in sys.argv[8:]]
        parts = zip(*pool(torch.jit.load(encoder).eval(), images))
        arrays = [np.empty(SLIDES, object) for _ in range(4)]
        for array, part in zip(arrays, parts):
            array[:] = list(part)
        np.savez(file, *arrays)
    z = np.load(file, allow_pickle=True)
    made = list(zip(*[z["arr_%d" % k] for k in range(4)]))
    first, last = map(int, seeds.split("-"))
    for seed in range(first, last + 1):
        write(made, "%s/%d" % (out, seed), int(train), int(val), int(test), seed)


main()
