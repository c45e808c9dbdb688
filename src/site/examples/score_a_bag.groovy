// Trains on a project with features, and scores a bag. In Fiji: File > New > Script..., language Groovy, Run.
// Without a display: fiji --headless --run score_a_bag.groovy "folder='/path/to/project'"
#@ String (label = "Project folder") folder

import io.github.attrimil.script.MilProject

project = MilProject.open(folder)
project.run("split", [folds: 2, seed: 1])
run = project.run("train", [epochs: 3, device: "cpu"])
println "train: ${run.status()}"
project.run("evaluate", [device: "cpu"])
project.summary("attrimil").each { println it }

project.model("attrimil").withCloseable { model ->
  bag = model.score(project.features(project.slides()[0]))
  println "predicted: ${bag.label()} probabilities: ${bag.probabilities()}"
  logit = bag.contributions().collect { it[0] }.sum() + bag.bias()[0]
  println "contributions and bias add up to the logit: ${Math.abs(logit - bag.logits()[0]) < 1e-4}"
}
