"""AttriMIL from Python by JPype: trains on a project with features, and scores a bag.

    pip install JPype1
    python score_a_bag.py attrimil.jar PROJECT

Build the jar by the set-up command of the README; the folder lib beside it must stay there. Do not import
torch in the same process: two PyTorch libraries end it.
"""

import os
import sys

import jpype

jar, folder = sys.argv[1], sys.argv[2]
jpype.startJVM(classpath=jar.split(os.pathsep))
MilProject = jpype.JClass("io.github.attrimil.script.MilProject")

project = MilProject.open(folder)
project.run("split", {"folds": 2, "seed": 1})
run = project.run("train", {"epochs": 3, "device": "cpu"})
print("train:", run.status())
project.run("evaluate", {"device": "cpu"})
for row in project.summary("attrimil"):
    print({str(name): value for name, value in row.items()})

features = project.features(project.slides()[0])  # float[N][D]; numpy.array(features) copies it
with project.model("attrimil") as model:
    bag = model.score(features)
    print("predicted:", bag.label(), "probabilities:", list(bag.probabilities()))
    parts = bag.contributions()
    logit = sum(part[0] for part in parts) + bag.bias()[0]
    print("contributions and bias add up to the logit:", abs(logit - bag.logits()[0]) < 1e-4)
