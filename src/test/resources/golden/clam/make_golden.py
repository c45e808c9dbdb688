"""Writes the golden files of this folder and of ../neighbours.

usage: make_golden.py FIXTURES

FIXTURES/clam_patching holds what CLAM (commit 53e2409) made of CMU-1-Small-Region.svs, and
FIXTURES/neighbours what AttriMIL's official neighbour function (commit e5736b9) made of ten
coordinate files. opencv.txt is made here, with OpenCV 5.0.0, of pseudo-random images that the
Java tests make again. Checksums are CRC-32 of the values as big-endian 32-bit integers, of bytes
where images are meant.
"""

import gzip
import json
import shutil
import sys
import zlib
from pathlib import Path

import cv2
import h5py
import numpy as np

HERE = Path(__file__).parent


def crc(array, dtype=">i4"):
    return f"{zlib.crc32(np.ascontiguousarray(array).astype(dtype).tobytes()):08x}"


def noise(count, seed):
    """Bytes of a linear congruential generator modulo 2^32."""
    out = np.empty(count, np.uint8)
    state = seed
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = state >> 24
    return out


def clam(source):
    expected = json.loads((source / "expected.json").read_text())
    lines = [
        "# name otsu tissue_area hole_area rule padding size step"
        " | contours(points:crc:area:holes:crc) | hole areas | x,y ..."
    ]
    for v in expected["variants"]:
        with gzip.open(source / (v["contours_file"]), "rt") as f:
            found = json.load(f)
        coords = []
        if v["coords"]:
            with h5py.File(source / f"{v['name']}_coords.h5") as h5:
                coords = h5["coords"][:].tolist()
        summary = [
            f"{len(c)}:{crc(c)}:{a}:{len(holes)}:{crc(np.concatenate([*holes, np.empty((0, 2))]))}"
            for c, holes, a in zip(
                found["contours"], found["holes"], v["contour_areas_level0"], strict=True
            )
        ]
        head = [
            v["name"],
            str(v["seg_params"]["use_otsu"]).lower(),
            v["filter_params"]["a_t"],
            v["filter_params"]["a_h"],
            v["patch_params"]["contour_fn"],
            str(v["patch_params"]["use_padding"]).lower(),
            v["patch_size"],
            v["step_size"],
        ]
        parts = [
            " ".join(map(str, head)),
            " ".join(summary),
            " ".join(str(a) for holes in v["hole_areas"] for a in holes),
            " ".join(f"{x},{y}" for x, y in coords),
        ]
        lines.append("|".join(parts))
    (HERE / "variants.txt").write_text("\n".join(lines) + "\n")
    for name in ("mask_threshold8.png", "mask_otsu.png"):
        shutil.copyfile(source / name, HERE / name)


def opencv():
    lines = []
    width, height = 97, 61
    rgb = noise(width * height * 3, 1).reshape(height, width, 3)
    hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)[:, :, 1]
    lines.append(f"saturation {crc(hsv, np.uint8)}")
    greatest, least = np.meshgrid(np.arange(256), np.arange(256), indexing="ij")
    least = np.minimum(greatest, least)
    table = np.stack([greatest, least, least], -1).astype(np.uint8)
    lines.append(f"saturation_table {crc(cv2.cvtColor(table, cv2.COLOR_RGB2HSV)[:, :, 1], np.uint8)}")
    plane = noise(width * height, 2).reshape(height, width)
    for size in (3, 5, 7, 9, 31):
        blurred = cv2.medianBlur(plane, size)
        otsu = cv2.threshold(blurred, 0, 255, cv2.THRESH_OTSU + cv2.THRESH_BINARY)[0]
        lines.append(f"median {size} {crc(blurred, np.uint8)} {int(otsu)}")
    binary = (noise(width * height, 3).reshape(height, width) > 230).astype(np.uint8)
    for size in (2, 3, 4, 5, 8):
        closed = cv2.morphologyEx(binary, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
        lines.append(f"closing {size} {crc(closed, np.uint8)}")
    for threshold in (60, 100, 128, 160, 220):
        mask = (cv2.medianBlur(plane, 3) > threshold).astype(np.uint8)
        contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        parents = hierarchy[0, :, 3]
        order = []  # each outer border, then its holes
        for i in np.flatnonzero(parents == -1):
            order += [contours[i]] + [contours[k] for k in np.flatnonzero(parents == i)]
        points = np.concatenate([np.concatenate([[[len(c), -1]], c[:, 0]]) for c in order])
        areas = sum(cv2.contourArea(c) for c in contours)
        lines.append(f"contours {threshold} {len(contours)} {crc(points)} {areas}")
        largest = max(contours, key=cv2.contourArea)
        located = [
            int(cv2.pointPolygonTest(largest, (x / 2, y / 2), False))
            for y in range(-2, 2 * height + 2)
            for x in range(-2, 2 * width + 2)
        ]
        lines.append(f"inside {threshold} {crc(located)}")
    (HERE / "opencv.txt").write_text("\n".join(lines) + "\n")


def neighbours(source):
    to = HERE.parent / "neighbours"
    for s in json.loads((source / "index.json").read_text())["sets"]:
        with h5py.File(source / s["file"]) as h5:
            step = 256 if s["file"] == "step1024_patch256.h5" else s["patch_size"]
            rows = [f"{step}"]
            for c, n in zip(h5["coords"][:].tolist(), h5["nearest"][:].tolist(), strict=True):
                rows.append(" ".join(map(str, c + n)))
        (to / (Path(s["file"]).stem + ".txt")).write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    fixtures = Path(sys.argv[1])
    clam(fixtures / "clam_patching")
    neighbours(fixtures / "neighbours")
    opencv()
