"""HDF5 files that state or inflate to far more than they hold: python make_h5_bounds.py FOLDER

Written with h5py 3.x. H5BoundsTest reads them.
"""
import pathlib
import struct
import sys
import zlib

import h5py
import numpy

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

# 10^12 values, and 128,000 chunks of one value, of which none is written.
with h5py.File(folder / "claims.h5", "w") as f:
    f.create_dataset("features", (10**6, 10**6), "f4", chunks=(16, 1024))
    f.create_dataset("unwritten", (2000, 64), "f4", chunks=(1, 1), compression="gzip")

# Two gigabytes in a chunk, for ten rows.
with h5py.File(folder / "chunk.h5", "w") as f:
    f.create_dataset("features", (10, 1024), "f4", chunks=(2**19, 1024), maxshape=(None, 1024))

# A chunk of 1 KB that inflates to 20 MB, and one that does not.
with h5py.File(folder / "deflate.h5", "w") as f:
    bomb = f.create_dataset("features", (16, 16), "f4", chunks=(16, 16), compression="gzip")
    bomb.id.write_direct_chunk((0, 0), zlib.compress(bytes(20 << 20), 9))
    f.create_dataset(
        "fair",
        data=numpy.arange(256, dtype="f4").reshape(16, 16),
        chunks=(8, 16),
        compression="gzip",
        shuffle=True,
        fletcher32=True,
    )

# LZ4 states the size of a chunk in its first eight bytes: a terabyte.
with h5py.File(folder / "lz4.h5", "w") as f:
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((16, 16))
    plist.set_filter(32004, h5py.h5z.FLAG_OPTIONAL, (0,))
    space = h5py.h5s.create_simple((16, 16))
    lz4 = h5py.h5d.create(f.id, b"features", h5py.h5t.IEEE_F32LE, space, plist)
    lz4.write_direct_chunk((0, 0), struct.pack(">QII", 1 << 40, 1 << 30, 4) + bytes(4))
