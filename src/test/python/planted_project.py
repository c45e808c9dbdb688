"""Makes a project of the planted cohort in shared/fixtures/e2e, for src/site/markdown/compare.md.

Usage: python planted_project.py shared/fixtures/e2e planted (needs h5py and numpy)

The features are copied, with the size of their patches added: 256 pixels, which is their distance;
patches with a planted label become squares in truth/SLIDE.geojson.
"""

import json
import os
import shutil
import sys

import h5py
import numpy

SIZE = 256


def square(x, y):
    corners = [[x, y], [x + SIZE, y], [x + SIZE, y + SIZE], [x, y + SIZE], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def main():
    source, target = sys.argv[1:3]
    os.makedirs(os.path.join(target, "truth"))
    shutil.copytree(os.path.join(source, "features"), os.path.join(target, "features"))
    shutil.copytree(os.path.join(source, "splits"), os.path.join(target, "splits"))
    shutil.copy(os.path.join(source, "dataset.csv"), os.path.join(target, "slides.csv"))
    labels = numpy.load(os.path.join(source, "instance_labels.npz"))
    for slide in labels.files:
        with h5py.File(os.path.join(target, "features/h5_files", slide + ".h5"), "r+") as h5:
            h5["coords"].attrs["patch_size_level0"] = SIZE
            coords = h5["coords"][:][labels[slide] > 0].tolist()
        features = [square(x, y) for x, y in coords]
        if features:
            with open(os.path.join(target, "truth", slide + ".geojson"), "w") as out:
                json.dump({"type": "FeatureCollection", "features": features}, out)


if __name__ == "__main__":
    main()
