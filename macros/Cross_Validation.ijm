// Cross-validates a model on a project with features, with 3 and with 5 folds, and lists the mean
// test AUC of each. Every number of folds gets a model and results of its own.
//
//   ImageJ --headless -macro Cross_Validation.ijm /path/to/project

project = getArgument();
if (project == "") project = getDirectory("Project folder");
folds = newArray(3, 5);

for (i = 0; i < folds.length; i++) {
  name = "folds" + folds[i];
  run("Split Slide Cohort...", "project=[" + project + "] folds=" + folds[i] + " seed=1 redo=true");
  run("Train MIL Model...", "project=[" + project + "] kind=attrimil model=" + name + " seed=1");
  run("Evaluate MIL Model...", "project=[" + project + "] model=" + name);
  lines = split(File.openAsString(project + "/results/" + name + "/summary_mean.csv"), "\n");
  for (k = 0; k < lines.length; k++) {
    cells = split(lines[k], ",");
    if (cells[0] == "test_auc") print(name + ": AUC " + cells[2] + ", SD " + cells[3]);
  }
}
