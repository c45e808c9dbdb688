"""Times CLAM's segmentation and patching of one slide; the twin of PatchBench.

Answers each line it reads with seconds and how many patches, until its input ends.
usage: bench_clam.py CLAM_CHECKOUT SLIDE LEVEL
"""

import contextlib
import io
import os
import sys
import tempfile
import time

sys.path.insert(0, sys.argv[1])
from wsi_core.WholeSlideImage import WholeSlideImage  # noqa: E402

SEGMENT = dict(
    seg_level=int(sys.argv[3]), sthresh=8, mthresh=7, close=4, use_otsu=False,
    keep_ids=[], exclude_ids=[])
FILTER = dict(a_t=0.1, a_h=0.1, max_n_holes=8)
PATCH = dict(patch_level=0, patch_size=256, step_size=256, use_padding=True, contour_fn="four_pt")


def run(slide, folder):
    start = time.perf_counter()
    wsi = WholeSlideImage(slide)
    wsi.segmentTissue(**SEGMENT, filter_params=FILTER)
    wsi.process_contours(save_path=folder, **PATCH)
    return time.perf_counter() - start


if __name__ == "__main__":
    import h5py
    name = os.path.splitext(os.path.basename(sys.argv[2]))[0] + ".h5"
    for _ in sys.stdin:
        with tempfile.TemporaryDirectory() as folder:
            with contextlib.redirect_stdout(io.StringIO()):
                seconds = run(sys.argv[2], folder)
            with h5py.File(os.path.join(folder, name)) as f:
                print(seconds, len(f["coords"]), flush=True)
