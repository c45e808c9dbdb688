# Trains on a project with features, and scores a bag. In Fiji: File > New > Script..., language Python, Run.
#@ String (label = "Project folder") folder

from io.github.attrimil.script import MilProject

project = MilProject.open(folder)
project.run("split", {"folds": 2, "seed": 1})
run = project.run("train", {"epochs": 3, "device": "cpu"})
print("train: " + run.status())
project.run("evaluate", {"device": "cpu"})
for row in project.summary("attrimil"):
    print(dict(row))

model = project.model("attrimil")
try:
    bag = model.score(project.features(project.slides()[0]))
    print("predicted: " + bag.label() + " probabilities: " + str(list(bag.probabilities())))
    logit = sum([part[0] for part in bag.contributions()]) + bag.bias()[0]
    print("contributions and bias add up to the logit: " + str(abs(logit - bag.logits()[0]) < 1e-4))
finally:
    model.close()
