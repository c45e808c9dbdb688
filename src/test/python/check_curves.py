"""Checks that TensorBoard lists for every fold of a model the numbers of its log.csv, in float32.

pip install tensorboard
python check_curves.py PROJECT MODEL
"""

import csv
import pathlib
import sys

import numpy as np
from tensorboard.backend.event_processing import event_accumulator, event_multiplexer

project, model = pathlib.Path(sys.argv[1]), sys.argv[2]
with open(project / "models" / model / "log.csv", newline="") as file:
    rows = list(csv.DictReader(file))
runs = event_multiplexer.EventMultiplexer(size_guidance={event_accumulator.SCALARS: 0})
runs.AddRunsFromDirectory(str(project / "runs" / model)).Reload()
folds = sorted({int(row["fold"]) for row in rows})
assert sorted(runs.Runs()) == sorted(f"fold_{k}" for k in folds), runs.Runs().keys()
count = 0
for fold in folds:
    own = [row for row in rows if int(row["fold"]) == fold]
    tags = [c for c in own[0] if c not in ("fold", "epoch") and any(row[c] for row in own)]
    assert sorted(runs.Runs()[f"fold_{fold}"]["scalars"]) == sorted(tags)
    for tag in tags:
        events = [(e.step, np.float32(e.value)) for e in runs.Scalars(f"fold_{fold}", tag)]
        assert events == [(int(r["epoch"]), np.float32(float(r[tag]))) for r in own if r[tag]], tag
        count += len(events)
print(f"{count} scalars of {len(folds)} folds equal log.csv")
