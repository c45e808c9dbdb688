"""Makes golden/h5: one file a way in which HDF5 2.0 indexes chunks. Run with h5py 3.16 on HDF5 2.0.

python make_h5_fixtures.py ../resources/golden/h5
"""

import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
features = (np.arange(60 * 8, dtype="float32") / 7).reshape(60, 8)
coords = np.arange(120, dtype="int64").reshape(60, 2) * 256
KINDS = {
    "single": dict(chunks=(60, 8), compression="gzip", shuffle=True),
    "fixed_array": dict(chunks=(16, 4), compression="gzip", shuffle=True),
    "extensible_array": dict(chunks=(16, 8), maxshape=(None, 8), compression="gzip"),
    "btree": dict(chunks=(16, 4), maxshape=(None, None), compression="gzip"),
    "plain_chunks": dict(chunks=(16, 4)),
}
for kind, options in KINDS.items():
    with h5py.File(folder / f"latest_{kind}.h5", "w", libver="latest") as f:
        d = f.create_dataset("features", data=features, **options)
        d.attrs["encoder"] = "made elsewhere"
        # So many attributes that the header goes on in another block.
        for i in range(6):
            d.attrs[f"note_{i}"] = "x" * 40
        f.create_dataset("coords", data=coords).attrs["patch_size"] = 256
