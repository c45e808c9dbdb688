"""Times reading all whole patches of one slide with openslide-python; the twin of PatchBench.

Answers each line it reads with seconds, until its input ends.
usage: bench_read.py SLIDE SIZE THREADS
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import openslide


def run(path, size, threads):
    start = time.perf_counter()
    with openslide.OpenSlide(path) as slide:
        width, height = slide.dimensions
        patches = [
            (x, y)
            for x in range(0, width - size + 1, size)
            for y in range(0, height - size + 1, size)]

        def read(at):
            return slide.read_region(at, 0, (size, size)).convert("RGB")

        with ThreadPoolExecutor(threads) as pool:
            for patch in pool.map(read, patches):
                assert patch.size == (size, size)
    return time.perf_counter() - start


if __name__ == "__main__":
    for _ in sys.stdin:
        print(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), flush=True)
