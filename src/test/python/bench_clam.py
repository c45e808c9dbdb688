"""Times CLAM's segmentation and patching of one slide, warm: prints seconds, one line a run.

usage: bench_clam.py CLAM_CHECKOUT SLIDE RUNS LEVEL
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
    seg_level=int(sys.argv[4]), sthresh=8, mthresh=7, close=4, use_otsu=False,
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
    for _ in range(int(sys.argv[3]) + 2):
        with tempfile.TemporaryDirectory() as folder:
            with contextlib.redirect_stdout(io.StringIO()):
                seconds = run(sys.argv[2], folder)
            name = os.path.splitext(os.path.basename(sys.argv[2]))[0] + ".h5"
            import h5py
            with h5py.File(os.path.join(folder, name)) as f:
                print(seconds, len(f["coords"]), flush=True)
